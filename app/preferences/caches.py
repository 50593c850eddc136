"""What lies where on this machine, how large it is, and what can be cleared without losing work."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app.folders import cache_folder, config_folder, results_folder
from nodes.graph.media import sweep_media
from nodes.graph.state import media_pool, state_folder

__all__ = ["Place", "places", "size_in_steps", "size_text"]


@dataclass(frozen=True)
class Place:
    """clear: what empties it, None where nothing may be cleared.  warning: asked before."""

    title: str
    help: str
    folder: Path
    clear: Callable[[], None] | None = None
    warning: str = ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Places", text)


def places(state: Path | None = None) -> list[Place]:
    """Every folder Kinograph writes to by itself."""
    kept = state_folder(state)
    return [
        Place(
            _tr("Results"),
            _tr("What nodes made. Cleared, it is made again when it is needed."),
            results_folder(),
            lambda: _empty(results_folder() / "objects"),
            _tr("The next run of each project makes everything anew, which may take long."),
        ),
        Place(
            _tr("Pictures of projects"),
            _tr("The small pictures on the start page."),
            cache_folder() / "projects",
            lambda: _empty(cache_folder() / "projects"),
        ),
        Place(
            _tr("Media of unsaved projects"),
            _tr("Copies of files that were taken into projects. Those not used for 90 days can be cleared."),
            media_pool(kept),
            lambda: _sweep(kept),
        ),
        Place(
            _tr("Changes put aside"),
            _tr("What was left without saving, for 30 days."),
            kept / "journals" / "aside",
            lambda: _empty(kept / "journals" / "aside"),
            _tr("What you closed without saving can then no longer be had back."),
        ),
        Place(
            _tr("Earlier versions"),
            _tr("Whole projects as they were, the last ten of each."),
            kept / "versions",
            lambda: _empty(kept / "versions"),
            _tr("The projects themselves stay; only the way back to earlier versions goes."),
        ),
        Place(_tr("Settings"), _tr("What you set, shortcuts and the arrangement of panels."), config_folder()),
        Place(_tr("Changes not saved yet"), _tr("Kept safe from a crash until you save."), kept / "journals"),
    ]


def size_in_steps(folder: Path) -> Iterator[int]:
    """Bytes below a folder so far, growing; what cannot be read counts nothing."""
    total, waiting = 0, [folder]
    while waiting:
        here = waiting.pop()
        with contextlib.suppress(OSError):
            for entry in here.iterdir():
                with contextlib.suppress(OSError):
                    if entry.is_dir() and not entry.is_symlink():
                        waiting.append(entry)
                    else:
                        total += entry.lstat().st_size
        yield total


def size_text(count: int) -> str:
    """ "1.4 GB", "320 kB"."""
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= size:
            return f"{count / size:.1f} {unit}" if count < 100 * size else f"{count / size:.0f} {unit}"
    return f"{count} B"


def _empty(folder: Path) -> None:
    """Raises OSError when something stays."""
    if not folder.is_dir():
        return
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink(missing_ok=True)


def _sweep(state: Path) -> None:
    sweep_media(state)
