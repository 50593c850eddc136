"""Where Kinograph keeps things on this machine, as the platform wants it."""

from __future__ import annotations

from pathlib import Path

import platformdirs

__all__ = ["cache_folder", "config_folder", "results_folder"]

NAME = "kinograph"


def cache_folder() -> Path:
    """Everything here can be deleted at any time: it is made again when needed."""
    return platformdirs.user_cache_path(NAME, appauthor=False)


def config_folder() -> Path:
    """What a person has set."""
    return platformdirs.user_config_path(NAME, appauthor=False)


def results_folder() -> Path:
    """Results that were dear to make, and unfinished ones to go on from."""
    return cache_folder() / "results"
