"""From a clean checkout to a running command: makes the environment. Standard library only."""
