"""What a person sees. Knows nodes; imports neither torch, diffusers nor models."""
