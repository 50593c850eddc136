"""What a person sees. Knows nodes; imports neither torch, diffusers nor models."""

__version__ = "0.2.0"
