"""Files, pictures and text let go over the canvas: each becomes the node that loads it, or is asked about."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QPointF, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtWidgets import QGraphicsView

from app.canvas.clipboard_insert import Inserter
from app.canvas.drop_choice import ChoiceCard
from app.canvas.drop_digest import FileDigests
from app.canvas.drop_hint import DropHint
from app.canvas.drop_kinds import Dropped, look_at
from app.canvas.layout_sizes import SizeOf
from app.canvas.search.placing import new_node, snapped
from app.desk import Desk
from nodes.errors import KinographError, MediaError
from nodes.graph import Graph, Node
from nodes.graph.edits import AddNodes, Several
from nodes.graph.media import OWNED_BYTES

__all__ = ["Drops"]

_LOADERS = {
    "image": ("media.load_image", "file"),
    "clip": ("media.load_clip", "file"),
    "audio": ("media.load_sound", "file"),
    "folder": ("media.image_sequence", "folder"),
}
_GAP = 40.0
_MOST_FILES = 100


class Drops(QObject):
    """Watches the view for drops. One question at a time; a second drop takes the place of the first question."""

    def __init__(
        self, desk: Desk, view: QGraphicsView, size_of: SizeOf, inserter: Inserter, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._view = view
        self._size_of = size_of
        self._inserter = inserter
        self._asked: tuple[Dropped, tuple[float, float]] | None = None
        self.digests = FileDigests(desk, self)
        self.hint = DropHint(desk, view)
        self.choice = ChoiceCard(desk, view)
        self.choice.chosen.connect(self.on_chosen)
        view.setAcceptDrops(True)
        view.viewport().setAcceptDrops(True)
        view.viewport().installEventFilter(self)

    # -- events ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DragLeave:
            self.hint.hide()
        if not isinstance(event, QDropEvent) or not self.takes(event.mimeData()):
            return False
        if event.type() == QEvent.Type.DragEnter:
            self.hint.show_for(event.mimeData())
        elif event.type() == QEvent.Type.Drop:
            self.hint.hide()
            self.drop(event.mimeData(), self._view.mapToScene(event.position().toPoint()))
        event.acceptProposedAction()
        return True

    def takes(self, data: QMimeData) -> bool:
        """Whether it could be something for the canvas."""
        return data.hasUrls() or data.hasImage() or (data.hasText() and bool(data.text().strip()))

    def drop(self, data: QMimeData, point: QPointF) -> None:
        """Take over files, else a picture, else text; a line of text that names a file is that file."""
        at = (point.x(), point.y())
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if not files and data.hasText():
            files = _paths_in(data.text())
        if files:
            self.drop_files(files, at)
        elif data.hasUrls() and not data.hasImage() and not _looks_like_json(data.text()):
            self._say(self.tr("Only files on this computer can be dropped."), self.tr("Save it first."))
        elif data.hasImage():
            self.drop_picture(QImage(data.imageData()), at)
        else:
            self._inserter.insert_text(data.text(), at)

    # -- files -------------------------------------------------------------------------------------

    def drop_files(self, files: Iterable[Path], at: tuple[float, float]) -> None:
        """Loading nodes for all that can be loaded, in a column; what carries a graph is asked about when alone."""
        named = list(files)
        if len(named) > _MOST_FILES:
            text = self.tr("{0} files are too many for one drop; {1} are taken at most.")
            self._say(text.format(len(named), _MOST_FILES), self.tr("Drop their folder instead."))
            return
        found = [dropped for path in named if (dropped := self._looked_at(path)) is not None]
        if len(found) == 1 and (found[0].kind == "project" or found[0].carries):
            self._ask(found[0], at)
            return
        projects = [dropped.path.name for dropped in found if dropped.kind == "project"]
        if projects:
            self._say(self.tr("Left out: {0}.").format(", ".join(projects)), self.tr("Drop one project at a time."))
        self._add_loaders([dropped for dropped in found if dropped.kind != "project"], at)

    def drop_picture(self, picture: QImage, at: tuple[float, float]) -> None:
        """A picture without a file: it is kept in the project as PNG."""
        with tempfile.TemporaryDirectory(prefix="kinograph-") as folder:
            path = Path(folder) / "pasted.png"
            if picture.isNull() or not picture.save(str(path), "PNG"):
                self._say(self.tr("The picture cannot be read."), self.tr("Save it as a file and drop that."))
                return
            self._add_loaders([Dropped(path, "image")], at, own=True)

    def on_chosen(self, key: str) -> None:
        asked, self._asked = self._asked, None
        if asked is None:
            return
        dropped, at = asked
        if key == "open" and self._desk.projects is not None:
            self._desk.projects.open(dropped.path)
        elif key == "insert":
            self._inserter.insert_file(dropped.path, at)
        elif key == "load":
            self._add_loaders([dropped], at)

    # -- inside ------------------------------------------------------------------------------------

    def _ask(self, dropped: Dropped, at: tuple[float, float]) -> None:
        load = {"clip": self.tr("Use as clip"), "image": self.tr("Use as picture")}.get(dropped.kind)
        choices = [("insert", self.tr("Insert its nodes"))]
        if self._desk.projects is not None:
            choices.insert(0, ("open", self.tr("Open")))
        if load is not None:
            choices.insert(0, ("load", load))
            text = self.tr("{0} carries the graph that made it.").format(dropped.path.name)
        else:
            text = self.tr("{0} is a project.").format(dropped.path.name)
        self._asked = (dropped, at)
        viewport = self._view.viewport()
        place = viewport.mapTo(self._view, self._view.mapFromScene(QPointF(*at)))
        self.choice.ask(place, text, choices)

    def _looked_at(self, path: Path) -> Dropped | None:
        try:
            dropped = look_at(path)
        except KinographError as error:
            self._say(error.message, error.remedy)
            return None
        if dropped.note:
            self._desk.say(dropped.note, "warn", key=f"drop {path.name}")
        return dropped

    def _add_loaders(self, found: list[Dropped], at: tuple[float, float], *, own: bool | None = None) -> None:
        desk, where = self._desk, self._desk.selection.where
        graph = desk.document.graph_at(where)
        if graph is None or not found:
            return
        nodes: list[Node] = []
        taken = Graph(graph.nodes)
        place = snapped(at)
        for dropped in found:
            node = self._loader(taken, dropped, place, own=own)
            if node is not None:
                nodes.append(node)
                taken.nodes[node.id] = node
                place = snapped((place[0], place[1] + self._size_of(node)[1] + _GAP))
        if not nodes:
            return
        title = self.tr("Load {0}").format(found[0].path.name) if len(nodes) == 1 else self.tr("Load files")
        desk.document.end_step()
        if desk.document.perform(Several((AddNodes(tuple(nodes), where=where),), title, where)):
            desk.selection.select([node.id for node in nodes])
        desk.document.end_step()

    def _loader(self, graph: Graph, dropped: Dropped, place: tuple[float, float], *, own: bool | None) -> Node | None:
        type_id, parameter = _LOADERS[dropped.kind]
        kind = self._desk.registry.get(type_id)
        if kind is None:
            self._say(self.tr("There is no node that loads {0}.").format(dropped.path.name), "")
            return None
        try:
            name = self._name_of(dropped, own=own)
        except (KinographError, OSError) as error:
            self._say(str(error), getattr(error, "remedy", ""))
            return None
        return replace(new_node(graph, kind, place), parameters={parameter: name})

    def _name_of(self, dropped: Dropped, *, own: bool | None) -> str:
        """What to write into the parameter. Large files and folders stay where they are and are not read."""
        path, project = dropped.path, self._desk.document.project
        if dropped.kind == "folder":
            _check_pictures(path)
        elif own or path.stat().st_size <= OWNED_BYTES:
            return project.add_media(path, own=own)
        whole = path.resolve()
        name = str(whole)
        if project.path is not None and whole.is_relative_to(project.folder):
            name = whole.relative_to(project.folder).as_posix()
        if dropped.kind != "folder":
            self.digests.take(name, whole)
        return name

    def _say(self, text: str, remedy: str) -> None:
        self._desk.say(f"{text} {remedy}".strip(), "warn", key=f"drop {text[:60]}")


def _check_pictures(folder: Path) -> None:
    from nodes.exchange.image_files import READABLE

    if not any(path.suffix.lower() in READABLE for path in folder.iterdir()):
        raise MediaError(f"{folder} holds no pictures.", remedy="Drop a folder of numbered pictures.")


def _paths_in(text: str) -> list[Path]:
    """Lines that are each an absolute path or file URL of something that is there; none when one is not."""
    lines = [line.strip() for line in text.strip().splitlines()]
    if not lines or len(lines) > _MOST_FILES or any(len(line) > 4000 for line in lines):
        return []
    paths = [_path_of(line) for line in lines]
    return [path for path in paths if path is not None] if all(paths) else []


def _path_of(line: str) -> Path | None:
    name = QUrl(line).toLocalFile() if line.startswith("file:") else line.strip("\"'")
    path = Path(name) if name and "\0" not in name else None
    return path if path is not None and path.is_absolute() and path.exists() else None


def _looks_like_json(text: str) -> bool:
    return "{" in text
