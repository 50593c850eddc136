"""What a crash, a kill or a power cut kept from being saved: found, summed up, put aside, deleted."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from app.projects.live_mark import is_held
from app.projects.opening import Opened
from nodes.errors import GraphError
from nodes.graph.edits import edit_from_json
from nodes.graph.journal import read_journal
from nodes.graph.lock import ProjectLock
from nodes.graph.project import Project, Recovery, read_recovery, recoverable, unsaved_projects
from nodes.graph.state import state_folder

__all__ = ["ASIDE_DAYS", "Unsaved", "delete", "find_unsaved", "set_aside", "sweep_aside", "titles_of"]

ASIDE = "aside"
ASIDE_DAYS = 30
_DAY_S = 86_400


@dataclass(frozen=True)
class Unsaved:
    """path: of the project's file, None when it never had one.  when: of the last change, seconds since 1970.

    titles: what was changed, the last first.  aside: it was left on purpose, not by a crash.
    """

    recovery: Recovery
    path: Path | None
    when: float
    changes: int
    titles: tuple[str, ...]
    aside: bool = False

    @property
    def name(self) -> str:
        return self.path.name if self.path is not None else ""

    def opened(self) -> Opened:
        """The project with all of its changes, as one that has no file. Raises GraphError."""
        state, journal = self.recovery.journal.parent.parent, self.recovery.journal
        if self.aside:
            state, journal = state.parent, state / journal.name
        project = Project.from_document(self.recovery.document, state=state, journal=None if self.aside else journal)
        project.dirty = True
        return Opened(project, self.path.stem if self.path is not None else "")


def find_unsaved(state: Path | None = None, *, aside: bool = False) -> list[Unsaved]:
    """What no living studio has open, the newest first.  aside: what was left on purpose, instead."""
    folder = state_folder(state) / "journals"
    if aside:
        found = [recovery for file in (folder / ASIDE).glob("*.journal") if (recovery := read_recovery(file))]
    else:
        found = [each for each in unsaved_projects(state=state) if not is_held(ProjectLock(each.journal))]
        found += _of_files(folder, state)
    return sorted((_summed_up(each, aside=aside) for each in found), key=lambda each: -each.when)


def titles_of(journal: Path) -> list[str]:
    """What was changed, in words, the last first; the same thing many times is told once with its number."""
    content = read_journal(journal)
    titles = [_title(change) for change in reversed(content.changes)] if content is not None else []
    runs = [(title, len(list(run))) for title, run in groupby(titles)]
    return [title if count == 1 else f"{title}  × {count}" for title, count in runs]


def set_aside(journal: Path) -> None:
    """Keep a journal where nothing asks about it, for ASIDE_DAYS."""
    with contextlib.suppress(OSError):
        if journal.is_file():
            (journal.parent / ASIDE).mkdir(exist_ok=True)
            journal.replace(journal.parent / ASIDE / f"{journal.stem}-{time.time_ns() // 1_000_000}.journal")


def delete(unsaved: Unsaved) -> None:
    """Delete the changes for good; the project's file stays as it was saved."""
    with contextlib.suppress(OSError):
        unsaved.recovery.journal.unlink(missing_ok=True)


def sweep_aside(state: Path | None = None) -> None:
    """Delete what was put aside longer ago than ASIDE_DAYS."""
    for file in (state_folder(state) / "journals" / ASIDE).glob("*.journal"):
        with contextlib.suppress(OSError):
            if time.time() - file.stat().st_mtime > ASIDE_DAYS * _DAY_S:
                file.unlink()


def _of_files(folder: Path, state: Path | None) -> list[Recovery]:
    found = []
    for journal in folder.glob("*.journal"):
        content = None if journal.name.startswith("unsaved-") else read_journal(journal)
        if content is None or not content.path or not content.changes:
            continue
        path = Path(content.path)
        recovery = recoverable(path, state=state)
        if recovery is not None and recovery.journal == journal and not is_held(ProjectLock(path)):
            found.append(recovery)
    return found


def _summed_up(recovery: Recovery, *, aside: bool) -> Unsaved:
    try:
        when = recovery.journal.stat().st_mtime
    except OSError:
        when = 0.0
    path = Path(recovery.path) if recovery.path else None
    return Unsaved(recovery, path, when, recovery.changes, tuple(titles_of(recovery.journal)), aside)


def _title(change: dict[str, object]) -> str:
    edit = change.get("edit")
    if isinstance(edit, dict):
        try:
            return edit_from_json(edit).title
        except GraphError:
            return "Another change"
    known = {"graph": "Bring nodes up to date", "media": "Take a medium in", "files": "Link a file"}
    return next((title for key, title in known.items() if key in change), "Change an editor")
