"""Where Kinograph keeps things on this machine, as the platform wants it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

if TYPE_CHECKING:
    from nodes.graph.project import Project

__all__ = ["cache_folder", "config_folder", "output_folder", "results_folder"]

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


def output_folder(project: Project) -> Path:
    """Where the studio writes a project's clips: beside its file; one that has none, among a person's videos."""
    if project.path is not None:
        return project.folder
    return platformdirs.user_videos_path() / "Kinograph"
