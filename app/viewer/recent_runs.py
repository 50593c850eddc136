"""Finished runs that left a picture or a clip, for comparing with."""

from __future__ import annotations

import time
from pathlib import Path

from app.desk import Desk
from app.viewer.compare import PICTURE_FILES

__all__ = ["past_pictures"]

_SHOWN = 20
_CLIP_FILES = (".mp4", ".mov", ".mkv", ".webm", ".gif", ".avi")


def past_pictures(desk: Desk) -> list[tuple[str, Path]]:
    """Title and file of the latest runs, the newest first: what a run wrote, else its still."""
    found: list[tuple[str, Path]] = []
    for run in desk.runs.history.runs if desk.runs is not None else ():
        written = [Path(name) for name in run.written if Path(name).suffix.lower() in (*PICTURE_FILES, *_CLIP_FILES)]
        files = [file for file in (*written, *([Path(run.picture)] if run.picture else [])) if file.is_file()]
        if files:
            at = time.strftime("%H:%M", time.localtime(run.ended))
            found.append((f"{run.title} · {at}", files[0]))
        if len(found) == _SHOWN:
            break
    return found
