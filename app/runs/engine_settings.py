"""What the studio's engine process is made with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.folders import cache_folder, results_folder
from nodes.engine import EngineSettings
from nodes.graph.state import state_folder

if TYPE_CHECKING:
    from app.desk import Desk

__all__ = ["engine_settings"]


def engine_settings(desk: Desk) -> EngineSettings:
    """What the studio's engine is made with: the same store as the command line's."""
    return EngineSettings(
        memory_bytes=int(desk.settings.get("runs.memory_gb") * 2**30),
        store=str(results_folder()),
        store_bytes=int(desk.settings.get("runs.store_gb") * 2**30),
        durations=str(cache_folder() / "durations.json"),
        views=str(cache_folder() / "views"),
        log=str(state_folder() / "engine.log"),
    )
