"""A project: the graph and its media, opened, edited under a journal, and saved atomically.

    with Project.open(path) as project:
        project.apply(SetParameter("sample", "steps", 30))
        project.save()

Opening runs no code, imports no node and touches no network.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from nodes.errors import GraphError, MediaError, ProjectError
from nodes.graph.archive import Archive, open_archive, remove_leftovers, write_archive
from nodes.graph.edit import Edit, Several
from nodes.graph.edits import SetParameter, edit_from_json
from nodes.graph.journal import Journal, JournalContent, read_journal
from nodes.graph.lock import ProjectLock
from nodes.graph.media import OWNED_BYTES, MediaStore, digest_of, texts_in
from nodes.graph.migrations import FORMAT, migrate_document, migrate_nodes
from nodes.graph.model import Graph, walk
from nodes.graph.names import BUNDLED, MEDIA, resolve_name
from nodes.graph.registry import Registry
from nodes.graph.state import journal_path, media_pool, state_folder

__all__ = ["MissingMedium", "Project", "Recovery", "read_recovery", "recoverable", "unsaved_projects"]

_KEYS = frozenset(["format", "graph", "media", "files", "editors"])


@dataclass(frozen=True)
class MissingMedium:
    """name: as it stands in the parameters.  used_by: "path of the node.parameter".  reason: what was looked for."""

    name: str
    used_by: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Recovery:
    """Changes that a crash kept from being saved. path: of the project, "" when it never was.  journal: its file."""

    path: str
    journal: Path
    changes: int
    document: dict[str, Any]


class Project:
    """graph: change it through `apply` only.  editors: JSON data of the studio's editors, by name.

    path: None until saved.  read_only: cannot be saved to `path`.  dirty: something was changed since the last save.
    journal_error: why changes are at present not safe from a crash; None when they are.
    """

    def __init__(self, document: Mapping[str, Any], archive: Archive | None, state: Path) -> None:
        self.graph = Graph.from_document(document)
        self.path: Path | None = None
        self.read_only = False
        self.dirty = False
        self.journal_error: ProjectError | None = None
        self._state = state
        self.files = self._table(document, "files")
        self.editors = self._table(document, "editors")
        self.extra = {key: value for key, value in document.items() if key not in _KEYS}
        self.media = MediaStore(media_pool(state), self._table(document, "media"), archive)
        self._archive = archive
        self._lock: ProjectLock | None = None
        self._journal = Journal(state / "journals" / f"unsaved-{uuid.uuid4().hex[:16]}.journal")

    @classmethod
    def new(cls, *, state: Path | str | None = None) -> Self:
        """An empty project that has no file yet."""
        return cls({"format": FORMAT, "graph": {"nodes": {}, "wires": []}}, None, state_folder(state))

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        read_only: bool = False,
        recover: bool = False,
        state: Path | str | None = None,
    ) -> Self:
        """The project in a .kino file.

        recover: with the changes of its journal (see `recoverable`).  state: where journals and media lie, for tests.
        Raises ProjectLocked when another process has it open for writing, ProjectTooNew, or ProjectError naming file
        and member. What is wrong inside the graph is for `validate`; what is missing, for `missing_media`.
        """
        file, kept = Path(path), state_folder(state)
        lock = ProjectLock(file)
        if not read_only and file.exists():
            lock.take()
        try:
            archive = open_archive(file)
            try:
                project = cls(migrate_document(archive.document, file), archive, kept)
            except GraphError as error:
                raise ProjectError(f"{file} cannot be opened: {error}", path=file, remedy=error.remedy) from error
            project.path = file
            project.read_only = read_only
            project._journal = Journal(journal_path(kept, file))
            if recover:
                project._replay(read_journal(project._journal.file))
        except BaseException:
            lock.release()
            raise
        if not read_only:
            project._lock = lock
            remove_leftovers(file)
        return project

    @classmethod
    def from_document(
        cls, document: Mapping[str, Any], *, state: Path | str | None = None, journal: Path | None = None
    ) -> Self:
        """A project without a file, from the document of another, of a clip, or of a `Recovery`.

        journal: of that recovery; it is kept until the first change, or a save, takes its place. Raises GraphError.
        """
        project = cls(migrate_document(dict(document)), None, state_folder(state))
        if journal is not None:
            project._journal = Journal(journal)
        return project

    @property
    def journal_file(self) -> Path:
        """Where changes that are not saved are kept; the file is there from the first change on."""
        return self._journal.file

    @property
    def folder(self) -> Path:
        """What relative names start from: the folder of the file, or the current one."""
        return self.path.resolve().parent if self.path is not None else Path.cwd()

    def document(self) -> dict[str, Any]:
        """The whole project as plain JSON data."""
        document: dict[str, Any] = {"format": FORMAT, "graph": self.graph.to_document()}
        if self.media.owned:
            document["media"] = {name: dict(facts) for name, facts in self.media.owned.items()}
        if self.files:
            document["files"] = self.files
        if self.editors:
            document["editors"] = self.editors
        return document | self.extra

    def apply(self, edit: Edit) -> Edit:
        """Change the graph, note it in the journal, and give the edit that takes it back. Raises GraphError."""
        self._begin_journal()
        inverse = edit.apply(self.graph)
        self._note({"edit": edit.to_json()})
        return inverse

    def set_editor_data(self, name: str, data: Any) -> None:
        """Keep JSON data of one of the studio's editors with the project."""
        self._begin_journal()
        self.editors = {**self.editors, name: data}
        self._note({"editors": self.editors})

    def add_media(self, path: Path | str, *, own: bool | None = None) -> str:
        """What to write into a file parameter for this file.

        own: take the bytes into the project file ("media:NAME"); by default up to OWNED_BYTES. Otherwise the relative
        path is given and the hash is kept, so that a moved file is recognised.
        """
        file = Path(path)
        if not file.is_file():
            raise MediaError(f"{file}: no such file.", remedy="Choose another one.")
        self._begin_journal()
        if own if own is not None else file.stat().st_size <= OWNED_BYTES:
            name = self.media.add(file)
            self._note({"media": {name: self.media.owned[name]}})
            return MEDIA + name
        name = self._relative(file)
        self.know_file(name, digest_of(file), file.stat().st_size)
        return name

    def know_file(self, name: str, sha256: str, size: int) -> None:
        """Keep the hash of a file that a parameter names, so that it is recognised when it was moved."""
        self._begin_journal()
        self.files = {**self.files, name: {"sha256": sha256, "bytes": size}}
        self._note({"files": self.files})

    def resolve(self, name: str) -> Path:
        """Path of a file that a parameter names. Raises MediaError when it is missing."""
        if name.startswith(MEDIA):
            return self.media.path_of(name.removeprefix(MEDIA))
        return resolve_name(name, self.folder)

    def missing_media(self, registry: Registry | None = None) -> list[MissingMedium]:
        """Every medium that the graph names and that is not there. With a registry, any file parameter counts."""
        users: dict[str, list[str]] = {}
        for where, graph in walk(self.graph):
            for node in graph.nodes.values():
                kind = registry.get(node.type_id) if registry is not None else None
                for parameter, value in node.parameters.items():
                    record = kind.parameter_by_name.get(parameter) if kind is not None else None
                    is_file = record is not None and record.kind == "file" and not record.save
                    for text in texts_in(value):
                        if text and (is_file or text.startswith((MEDIA, BUNDLED)) or text in self.files):
                            users.setdefault(text, []).append(f"{where}{'/' if where else ''}{node.id}.{parameter}")
        missing = []
        for name, places in users.items():
            reason = self._why_missing(name)
            if reason:
                missing.append(MissingMedium(name, tuple(places), reason))
        return missing

    def relink(self, name: str, path: Path | str, *, own: bool | None = None) -> Edit:
        """Use another file wherever the graph names `name`; the edit that takes it back. Raises MediaError."""
        fresh = self.add_media(path, own=own)
        edits = [
            SetParameter(node.id, parameter, _replaced(value, name, fresh), where)
            for where, graph in walk(self.graph)
            for node in graph.nodes.values()
            for parameter, value in node.parameters.items()
            if name in texts_in(value)
        ]
        return self.apply(Several(tuple(edits), f"Relink {name}"))

    def migrate(self, registry: Registry) -> list[str]:
        """Bring nodes saved by older versions of their types up to date; paths of those that moved."""
        fresh, moved = migrate_nodes(self.graph, registry)
        if moved:
            self._begin_journal()
            self.graph = fresh
            self._note({"graph": fresh.to_document()})
        return moved

    def save(self, path: Path | str | None = None) -> None:
        """Write the file atomically; to another `path` the project moves there. Raises ProjectError; nothing is lost.

        A medium that is missing is left out and stays reported.
        """
        target = Path(path) if path is not None else self.path
        if target is None:
            raise ProjectError("The project has no file yet.", remedy="Name one to save to.")
        moves = self.path is None or target.resolve() != self.path.resolve()
        if self.read_only and not moves:
            raise ProjectError(f"{target} is open read-only.", path=target, remedy="Save it under another name.")
        lock = self._lock
        if moves:
            lock = ProjectLock(target)
            if not target.parent.is_dir():
                raise ProjectError(f"There is no folder {target.parent}.", path=target, remedy="Make it first.")
            lock.take()
        try:
            self._write(target)
        except BaseException:
            if moves and lock is not None:
                lock.release()
            raise
        self._archive = self.media.archive = open_archive(target)
        self._journal.discard()
        if moves:
            if self._lock is not None:
                self._lock.release()
            self._lock, self.path, self.read_only = lock, target, False
            self._journal = Journal(journal_path(self._state, target))
        self.dirty = False

    def save_copy(self, path: Path | str) -> None:
        """Write the project to another file and stay where it is. Raises ProjectError; nothing is lost."""
        target = Path(path)
        if not target.parent.is_dir():
            raise ProjectError(f"There is no folder {target.parent}.", path=target, remedy="Make it first.")
        lock = ProjectLock(target)
        lock.take()
        try:
            self._write(target)
        finally:
            lock.release()

    def flush(self) -> None:
        """Force the journal to the disk."""
        self._journal.flush()

    def close(self) -> None:
        """Let go of the file. Unsaved changes stay in the journal: `discard_changes` first to drop them."""
        self._journal.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def discard_changes(self) -> None:
        """Drop the journal: the person does not want what was not saved."""
        self._journal.discard()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @staticmethod
    def _table(document: Mapping[str, Any], key: str) -> dict[str, Any]:
        found = document.get(key, {})
        if not isinstance(found, dict):
            raise GraphError(f"{key} must be an object, not {found!r:.80}.", remedy="Correct the file.")
        return found

    def _write(self, target: Path) -> None:
        media = {name: self.media.path_of(name) for name in self.media.owned if self.media.has(name)}
        write_archive(target, self.document(), media, self._archive)

    def _begin_journal(self) -> None:
        """Before a change: the journal begins with the document as it was.

        A journal that cannot be written must not keep anyone from editing; `journal_error` says so instead.
        """
        if self.read_only or self._journal.started:
            return
        try:
            self._journal.start(self.document(), self.path)
            self.journal_error = None
        except ProjectError as error:
            self.journal_error = error

    def _note(self, change: dict[str, Any]) -> None:
        self.dirty = True
        if self._journal.started:
            try:
                self._journal.append(change)
            except ProjectError as error:
                self._journal.close()  # begun anew, whole, at the next change
                self.journal_error = error

    def _replay(self, content: JournalContent | None) -> None:
        if content is None:
            return
        self.graph = Graph.from_document(migrate_document(content.document, self.path))
        self.files = self._table(content.document, "files")
        self.editors = self._table(content.document, "editors")
        self.media = MediaStore(self.media.pool, self._table(content.document, "media"), self._archive)
        for change in content.changes:
            _replay_change(self, change)
        self.dirty = bool(content.changes)

    def _relative(self, file: Path) -> str:
        try:
            return Path(os.path.relpath(file.resolve(), self.folder)).as_posix()
        except ValueError:  # another drive
            return str(file.resolve())

    def _why_missing(self, name: str) -> str:
        if name.startswith(MEDIA):
            known = self.media.has(name.removeprefix(MEDIA))
            return "" if known else f"The project holds no medium {name.removeprefix(MEDIA)!r}."
        try:
            self.resolve(name)
        except MediaError as error:
            return error.message
        return ""


def recoverable(path: Path | str, *, state: Path | str | None = None) -> Recovery | None:
    """The changes of `path` that were not saved when its process ended; None when there are none."""
    file = Path(path)
    found = read_recovery(journal_path(state_folder(state), file))
    if found is None or not file.exists():
        return found
    try:
        saved = open_archive(file).document
    except ProjectError:
        return found
    return None if _same_document(saved, found.document) else found


def unsaved_projects(*, state: Path | str | None = None) -> list[Recovery]:
    """Projects that never had a file when their process ended, the newest first. Live ones are listed, too."""
    journals = sorted(
        (state_folder(state) / "journals").glob("unsaved-*.journal"),
        key=lambda file: file.stat().st_mtime,
        reverse=True,
    )
    return [found for journal in journals if (found := read_recovery(journal)) is not None]


def read_recovery(journal: Path) -> Recovery | None:
    """What one journal holds; None when it cannot be read."""
    content = read_journal(journal)
    if content is None:
        return None
    try:
        project = Project(content.document, None, journal.parent.parent)
        project._replay(content)
    except (GraphError, ProjectError):  # of a newer version, or damaged
        return None
    return Recovery(content.path, journal, len(content.changes), project.document())


def _replay_change(project: Project, change: dict[str, Any]) -> None:
    """Do one journal line again. A line that does not fit ends nothing: what can be saved is saved."""
    try:
        if "edit" in change:
            edit_from_json(change["edit"]).apply(project.graph)
        elif "graph" in change:
            project.graph = Graph.from_document(change["graph"])
        elif isinstance(change.get("media"), dict):
            project.media.owned.update(change["media"])
        elif isinstance(change.get("files"), dict):
            project.files = change["files"]
        elif isinstance(change.get("editors"), dict):
            project.editors = change["editors"]
    except GraphError:
        return


def _replaced(data: Any, old: str, new: str) -> Any:
    if data == old:
        return new
    if isinstance(data, list):
        return [_replaced(item, old, new) for item in data]
    if isinstance(data, dict):
        return {key: _replaced(item, old, new) for key, item in data.items()}
    return data


def _same_document(one: Any, other: Any) -> bool:
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
