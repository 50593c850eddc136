"""The nodes themselves, one file per family."""
