"""Opening, saving and leaving projects, with every question that belongs to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.desk import Desk
from app.projects import questions
from app.projects.asking import Asker
from app.projects.commands import FileCommands
from app.projects.dialogs import DialogAsker
from app.projects.live_mark import LiveMark
from app.projects.missing import missing_media, missing_nodes
from app.projects.missing_dialog import MissingDialog
from app.projects.open_dialogs import OpenDialogs, window_over
from app.projects.opening import SUFFIX, CarriesNoGraph, Opened, begun_with, copy_of, read_project
from app.projects.pictures import keep_picture
from app.projects.recent import forget_recent, note_recent
from app.projects.recovery import Unsaved, find_unsaved, set_aside, sweep_aside, titles_of
from app.projects.recovery_dialog import RecoveryDialog
from app.projects.relative_links import keep_links
from app.projects.versions import Versions, versions_of
from app.projects.versions_dialog import VersionsDialog
from nodes.errors import KinographError, ProjectError, ProjectLocked
from nodes.graph.project import Project, recoverable

__all__ = ["Projects"]


class Projects(QObject):
    """Everything that answers bool says whether it was done; when not, the open document is as it was.

    closed(): the document was closed and an empty one is there.  recent_changed(): the list of recent projects.
    asker: who is asked; dialogs unless given.  state: where journals lie, for tests.
    """

    closed = Signal()
    recent_changed = Signal()

    def __init__(
        self, desk: Desk, asker: Asker | None = None, state: Path | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent if parent is not None else desk)
        self.desk = desk
        self.asker: Asker = asker if asker is not None else DialogAsker(desk.look, parent=self)
        self.state = state
        self._mark = LiveMark()
        self._mark.put_on(desk.document.project)
        self._journal_told = ""
        desk.document.history_changed.connect(self.on_history_changed)
        self.dialogs = OpenDialogs(self)
        self.versions = Versions(desk, state, self)
        self.commands = FileCommands(desk, self)

    # -- opening -----------------------------------------------------------------------------------

    def open(self, path: Path | str | None = None) -> bool:
        """Open a project, or the copy a clip or PNG carries; asks for the file when none is given."""
        file = (
            Path(path)
            if path is not None
            else self.asker.file_to_open(self.tr("Open"), self.open_filter(), self.folder())
        )
        if file is None:
            return False
        if self._is_open(file):
            self.desk.say(self.tr("{0} is open already.").format(file.name), key="open")
            return True
        opened = self._read(file)
        return opened is not None and self._show_if_free(opened)

    def open_copy(self, path: Path | str) -> bool:
        """Open what a file holds as an unsaved copy, as the examples are."""
        opened = self._try(lambda: copy_of(Path(path), self.desk.registry, state=self.state), Path(path))
        return opened is not None and self._show_if_free(opened)

    def begin_with(self, path: Path | str) -> bool:
        """A new project that loads a clip or picture."""
        file = Path(path)
        opened = self._try(lambda: begun_with(file, self.desk.registry, state=self.state), file)
        return opened is not None and self._show_if_free(opened)

    def new(self) -> bool:
        """An empty project."""
        return self._show_if_free(Opened(Project.new(state=self.state)))

    def recover(self, unsaved: Unsaved) -> bool:
        """Open what a crash kept from being saved, with all of its changes."""
        if unsaved.path is not None and unsaved.path.exists():
            path = unsaved.path
            opened = self._try(lambda: self._read_file(path, recover=True), path)
        else:
            opened = self._try(unsaved.opened, Path(unsaved.name))
        if opened is None or not self._show_if_free(opened):
            return False
        self.desk.say(self.tr("Recovered. Save it to keep it."), "ok", actions=((self.tr("Save"), self.save),))
        return True

    # -- saving ------------------------------------------------------------------------------------

    def save(self) -> bool:
        document = self.desk.document
        if document.path is None or document.project.read_only:
            return self.save_as()
        return self._save(None)

    def save_as(self, path: Path | str | None = None) -> bool:
        """Save under another name and go on there."""
        file = Path(path) if path is not None else self._ask_where(self.tr("Save As"))
        return file is not None and self._save(file)

    def save_copy(self, path: Path | str | None = None) -> bool:
        """Write a copy and go on with the project that is open."""
        file = Path(path) if path is not None else self._ask_where(self.tr("Save a Copy"))
        if file is None:
            return False
        try:
            self.desk.document.project.save_copy(file)
        except KinographError as error:
            return self.tell(error)
        self.desk.say(self.tr("A copy was saved to {0}.").format(file), "ok", key="saved")
        return True

    def revert(self) -> bool:
        """Back to the file as it was saved."""
        document = self.desk.document
        path = document.path
        if path is None or not document.dirty:
            self.desk.say(self.tr("There is nothing to go back to: nothing was changed since the last save."))
            return False
        if self.asker.choose(questions.about_revert(document.title)) != "revert":
            return False
        copy = self._try(lambda: copy_of(path, self.desk.registry, state=self.state), path)
        if copy is None:
            return False
        copy.project.close()
        read_only = document.project.read_only
        document.project.close()  # lets go of the lock, which the project opened next takes
        opened = self._try(lambda: self._read_file(path, read_only=read_only), path)
        if opened is None:
            return False
        self._show(opened)
        return True

    def close(self) -> bool:
        """Ask about what is not saved, then leave an empty project. The window asks this before it closes."""
        if not self._may_leave():
            return False
        self._show(Opened(Project.new(state=self.state)))
        self.closed.emit()
        return True

    # -- what others ask ---------------------------------------------------------------------------

    def open_filter(self) -> str:
        return self.tr("Projects and what carries one (*.kino *.mp4 *.mov *.mkv *.webm *.png);;All files (*)")

    def folder(self) -> Path:
        """Where dialogs begin."""
        path = self.desk.document.path
        if path is not None and path.parent.is_dir():
            return path.parent
        chosen = Path(self.desk.settings.get("projects.folder") or Path.home())
        return chosen if chosen.is_dir() else Path.home()

    def suggestion(self, suffix: str = SUFFIX) -> Path:
        """A name to save under."""
        document = self.desk.document
        if document.path is not None:
            return self.folder() / f"{document.path.stem}{suffix}"
        return self.folder() / f"{document.name or self.tr('untitled')}{suffix}"

    def forget(self, path: Path) -> None:
        """Take a project off the list of recent ones."""
        forget_recent(self.desk.settings, path)
        self.recent_changed.emit()

    def tell(self, error: KinographError, path: Path | None = None) -> bool:
        """Say what could not be done and the way on; always False."""
        actions: list[tuple[str, Callable[[], object]]] = []
        if isinstance(error, CarriesNoGraph) and path is not None:
            actions.append((self.tr("Begin a Project with It"), lambda: self.begin_with(path)))
        if path is not None:
            actions.append((self.tr("Open Another…"), self.open))
        self.desk.say(error.message, "fail", detail=error.remedy, actions=tuple(actions), key="project")
        return False

    def offer_recovery(self) -> bool:
        """At the start: show what a crash kept from being saved; whether there is any."""
        sweep_aside(self.state)
        found = find_unsaved(self.state)
        if found:
            self._show_recovery(found)
        return bool(found)

    def show_recovery(self) -> None:
        """What can be had back: after a crash, and what was left on purpose in the last days."""
        found = [*find_unsaved(self.state), *find_unsaved(self.state, aside=True)]
        if found:
            self._show_recovery(found)
        else:
            self.desk.say(self.tr("There are no changes to recover: everything was saved."), key="recovery")

    def show_versions(self) -> None:
        """Whole earlier versions of the open project, kept every few minutes."""
        found = versions_of(self.versions.folder)
        if not found:
            self.desk.say(self.tr("No earlier version of this project was kept yet."), key="versions")
            return
        dialog = VersionsDialog(self.desk.look, self.desk.document.title, found, window_over())
        dialog.open_wanted.connect(self.open_copy)
        self.dialogs.show(dialog)

    def show_missing(self) -> MissingDialog:
        """What the open project names and cannot find."""
        dialog = MissingDialog(self.desk, self.asker, window_over())
        self.dialogs.show(dialog)
        return dialog

    def on_history_changed(self) -> None:
        """Changes that cannot be kept safe from a crash are told once."""
        error = self.desk.document.project.journal_error
        told = error.message if error is not None else ""
        if told and told != self._journal_told:
            self.desk.say(
                self.tr("Changes are not safe from a crash at present. {0}").format(told),
                "warn",
                actions=((self.tr("Save As…"), self.save_as),),
                key="journal",
            )
        self._journal_told = told

    # -- inside ------------------------------------------------------------------------------------

    def _read(self, path: Path) -> Opened | None:
        try:
            opened = self._read_file(path)
        except ProjectLocked as error:
            return self._read_locked(path, error)
        except KinographError as error:
            self.tell(error, path)
            return None
        found = recoverable(path, state=self.state) if opened.project.path is not None else None
        if found is None:
            return opened
        opened.project.close()
        answer = self.asker.choose(questions.about_recovery(path, found.changes, titles_of(found.journal)))
        if answer == "without":
            set_aside(found.journal)
        elif answer != "recover":
            return None
        return self._try(lambda: self._read_file(path, recover=answer == "recover"), path)

    def _read_file(self, path: Path, *, read_only: bool = False, recover: bool = False) -> Opened:
        return read_project(path, self.desk.registry, read_only=read_only, recover=recover, state=self.state)

    def _read_locked(self, path: Path, error: ProjectLocked) -> Opened | None:
        match self.asker.choose(questions.about_locked(path, error)):
            case "read":
                return self._try(lambda: self._read_file(path, read_only=True), path)
            case "copy":
                return self._try(lambda: copy_of(path, self.desk.registry, state=self.state), path)
        return None

    def _try(self, read: Callable[[], Opened], path: Path) -> Opened | None:
        try:
            return read()
        except KinographError as error:
            self.tell(error, path)
            return None

    def _is_open(self, path: Path) -> bool:
        mine = self.desk.document.path
        try:
            return mine is not None and path.exists() and mine.exists() and mine.samefile(path)
        except OSError:
            return False

    def _show_if_free(self, opened: Opened) -> bool:
        if not self._may_leave():
            opened.project.close()
            return False
        self._show(opened)
        return True

    def _may_leave(self) -> bool:
        document = self.desk.document
        if not document.dirty:
            return True
        match self.asker.choose(questions.about_unsaved(document.title)):
            case "save":
                return self.save()
            case "drop":
                return True
        return False

    def _show(self, opened: Opened) -> None:
        document = self.desk.document
        old, was_dirty = document.project, document.dirty
        keep_picture(self.desk)
        self._mark.take_off()
        self._mark.put_on(opened.project)
        document.open(opened.project, opened.name)
        if old.journal_file != opened.project.journal_file:
            set_aside(old.journal_file) if was_dirty else old.discard_changes()
        elif was_dirty and not opened.project.dirty:
            set_aside(old.journal_file)
        self._note(opened.project.path)
        self._tell_opened(opened)

    def _tell_opened(self, opened: Opened) -> None:
        if opened.moved:
            names = ", ".join(opened.moved[:6]) + ("…" if len(opened.moved) > 6 else "")
            self.desk.say(
                self.tr("{0} nodes were saved by an older version and brought up to date.").format(len(opened.moved)),
                detail=names,
                key="migrated",
            )
        missing = len(missing_media(self.desk.document)) + len(missing_nodes(self.desk.document))
        if missing and window_over() is not None:
            self.show_missing()
        elif missing:
            self.desk.say(
                self.tr("{0} things this project uses cannot be found.").format(missing),
                "warn",
                actions=((self.tr("Show…"), self.show_missing),),
                key="missing",
            )
        if opened.project.read_only:
            self.desk.say(
                self.tr("{0} is open read-only.").format(self.desk.document.title),
                "warn",
                actions=((self.tr("Save As…"), self.save_as),),
                key="read-only",
            )

    def _show_recovery(self, found: list[Unsaved]) -> None:
        dialog = RecoveryDialog(self.desk.look, self.asker, found, window_over())
        dialog.recover_wanted.connect(self.recover)
        dialog.open_wanted.connect(self.open)
        self.dialogs.show(dialog)

    def _ask_where(self, title: str) -> Path | None:
        file = self.asker.file_to_save(title, self.tr("Kinograph project (*.kino)"), self.suggestion())
        return file.with_suffix(SUFFIX) if file is not None and not file.suffix else file

    def _save(self, path: Path | None) -> bool:
        document = self.desk.document
        try:
            if path is not None:
                keep_links(document, path)
            document.save(path)
        except ProjectError as error:
            return self._save_failed(path, error)
        self._mark.take_off()
        self._note(document.path)
        keep_picture(self.desk)
        self.desk.say(self.tr("Saved {0}.").format(document.title), "ok", key="saved")
        return True

    def _save_failed(self, path: Path | None, error: ProjectError) -> bool:
        match self.asker.choose(questions.about_save_failure(error)):
            case "again":
                return self._save(path)
            case "elsewhere":
                return self.save_as()
        return False

    def _note(self, path: Path | None) -> None:
        if path is not None:
            note_recent(self.desk.settings, path)
            self.recent_changed.emit()
