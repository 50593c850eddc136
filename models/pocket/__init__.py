"""Pocket, the model in the box: its world, its training, its evaluation. `python -m models.pocket --help`."""
