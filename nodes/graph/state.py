"""Where journals and owned media lie between saves: one folder per person, the platform's place for program state."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

__all__ = ["journal_path", "media_pool", "state_folder"]


def state_folder(given: Path | str | None = None) -> Path:
    """`given`, else $KINOGRAPH_STATE, else the platform's state folder for Kinograph. Not created."""
    if given is not None:
        return Path(given)
    named = os.environ.get("KINOGRAPH_STATE")
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_state_path("kinograph", appauthor=False))


def media_pool(state: Path) -> Path:
    """Media of all projects, by content: `<first 32 digits of the SHA-256>/<name>`."""
    return state / "media"


def journal_path(state: Path, project: Path) -> Path:
    """The journal of the project file at `project`, by its absolute path."""
    digest = hashlib.sha256(os.fsencode(os.path.normcase(project.resolve()))).hexdigest()[:32]
    return state / "journals" / f"{digest}.journal"
