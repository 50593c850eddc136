"""What a person does in a journey, in a process of its own that can be killed; each act tells what came of it.

python acts.py ACT FOLDER      with DISPLAY set; JSON lines on standard output
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QWidget

    from app.studio import Studio
    from tests.studio.screen import Person

# Title to search for, and where its node goes, in pixels of the canvas.
NODES = {
    "image": ("Load Image", 60, 120),
    "strokes": ("Strokes", 300, 90),
    "size": ("Resize Image", 300, 420),
    "tracks": ("Strokes to Tracks", 540, 90),
    "drag": ("Drag Control", 780, 130),
    "model": ("Load Model", 540, 420),
    "prompt": ("Prompt", 780, 440),
    "sample": ("Sample", 1030, 220),
    "save": ("Save Clip", 1080, 560),
}
WIRES = (
    ("image", "image", "strokes", "image"),
    ("image", "image", "size", "image"),
    ("strokes", "strokes", "tracks", "strokes"),
    ("size", "image", "drag", "image"),
    ("tracks", "tracks", "drag", "tracks"),
    ("drag", "control", "sample", "control"),
    ("model", "model", "sample", "model"),
    ("prompt", "conditioning", "sample", "conditioning"),
)


def tell(what: str, **facts: Any) -> None:
    sys.stdout.write(json.dumps({"did": what, **facts}, default=str) + "\n")
    sys.stdout.flush()


class Acts:
    """The acts of the journeys. Nothing is done but by mouse and keys; what is seen is read from the window."""

    def __init__(self, studio: Studio, person: Person, folder: Path) -> None:
        self.studio, self.person, self.folder = studio, person, folder
        self.desk, self.window = studio.desk, studio.window
        self.view = self.window.docks.panel("canvas").view
        self.ids: dict[str, str] = {}

    # -- from nothing to a clip --------------------------------------------------------------------

    def build(self) -> None:
        """Build the example on an empty canvas, draw, run, undo and redo it all, save, change one thing, wait."""
        self.begin_anew()
        self.add_nodes()
        self.set_up()
        self.wire()
        self.draw_a_stroke()
        self.run_and_watch()
        self.undo_everything()
        self.save(self.folder / "ball.kino")
        self.change_the_seed()
        self.desk.document.flush()
        tell("ready to be killed", seed=self.seed())
        self.person.look(600)

    def begin_anew(self) -> None:
        self.person.press("ctrl+n")
        self.person.until(lambda: not self.desk.document.graph.nodes, "the canvas is empty")
        tell("began anew")

    def add_nodes(self) -> None:
        from PySide6.QtCore import QPoint

        for name, (title, x, y) in NODES.items():
            before = set(self.desk.document.graph.nodes)
            self.person.click(self.view.viewport(), QPoint(x, y))
            self.person.press("Tab")
            popup = self.window.docks.panel("canvas").tools.search
            self.person.until(popup.isVisible, "the search is open")
            self.person.write(title)
            self.person.press("Return")
            self.person.until(lambda: set(self.desk.document.graph.nodes) - before, f"{title} is there")  # noqa: B023
            (self.ids[name],) = set(self.desk.document.graph.nodes) - before
        tell("added nodes", count=len(self.desk.document.graph.nodes))

    def set_up(self) -> None:
        """The picture, a small size, few steps: so that Pocket is quick."""
        self.fill_in("image", "file", "bundled:media/red-ball.png")
        self.fill_in("size", "width", "96")
        self.fill_in("size", "height", "64")
        self.fill_in("prompt", "text", "a red ball", end="Tab")
        self.fill_in("save", "file", str(self.folder / "rendered.mp4"))
        self.fill_in("sample", "steps", "4")
        tell("set up", values={name: self.node(name).parameters for name in ("image", "size", "prompt", "save")})

    def wire(self) -> None:
        self.person.press("a")
        self.person.look(0.4)
        for source, output, target, entry in WIRES:
            self.connect(source, output, target, entry)
        self.connect_by_search()
        tell("wired", count=len(self.desk.document.graph.wires))

    def connect(self, source: str, output: str, target: str, entry: str) -> None:
        key = (self.ids[target], entry)
        places = [self.port(source, output, is_output=True), self.port(target, entry, is_output=False)]
        self.person.drag(self.view.viewport(), places)
        self.person.until(lambda: key in self.desk.document.graph.wires, f"{source} is wired to {target}.{entry}")

    def connect_by_search(self) -> None:
        """Pull a wire into the open: the search offers what takes it, and the node comes wired."""
        before = set(self.desk.document.graph.nodes)
        begin = self.port("sample", "latents", is_output=True)
        self.person.drag(self.view.viewport(), [begin, begin + self.away(70, 130)])
        popup = self.window.docks.panel("canvas").tools.search
        self.person.until(popup.isVisible, "the search is open for the wire")
        self.person.write("Decode")
        self.person.press("Return")
        self.person.until(lambda: set(self.desk.document.graph.nodes) - before, "Decode is there")
        (self.ids["decode"],) = set(self.desk.document.graph.nodes) - before
        assert (self.ids["decode"], "latents") in self.desk.document.graph.wires
        self.person.press("a")
        self.person.look(0.4)
        if (self.ids["decode"], "model") not in self.desk.document.graph.wires:
            self.connect("model", "model", "decode", "model")
        self.connect("decode", "clip", "save", "clip")

    def draw_a_stroke(self) -> None:
        from PySide6.QtCore import QPointF

        self.select("strokes")
        self.person.press("2")
        panel = self.window.docks.panel("strokes")
        self.person.until(panel.isVisible, "Direct is open")
        picture = panel.canvas
        self.person.until(lambda: picture.isVisible() and picture.picture_size.width() > 1, "the picture is there")
        self.person.look(0.5)
        middle = picture.picture_rect().center()
        path = [middle + QPointF(x, y) for x, y in ((-160, 60), (-90, -40), (0, -90), (90, -60), (170, 30))]
        self.person.drag(picture, path)
        self.person.until(lambda: self.strokes(), "the stroke is the parameter of the node")
        tell("drew a stroke", strokes=len(self.strokes()))

    def run_and_watch(self) -> None:
        """Run with Pocket and look at the viewer while it is made."""
        runs, seen, over = self.desk.runs, set(), []
        runs.finished.connect(over.append)
        self.person.press("1")
        self.select("sample")
        self.person.until(lambda: runs.ready, "the engine is ready")
        self.person.press("ctrl+Return")
        viewer = self.window.docks.panel("viewer")
        while not over:
            self.person.until(lambda: True, "it goes on")
            self.person.look(0.1)
            if self.desk.results.preview(self.ids["sample"]) is not None:
                seen.add(hash(bytes(viewer.grab().toImage().constBits())))
        tell("ran", state=over[0].state, pictures=len(seen), written=(self.folder / "rendered.mp4").is_file())

    def undo_everything(self) -> None:
        document = self.desk.document
        whole = document.graph.copy()
        steps = 0
        self.focus_canvas()
        while document.undo_title:
            self.person.press("ctrl+z")
            steps += 1
        empty = not document.graph.nodes and not document.graph.wires
        while document.redo_title:
            self.person.press("ctrl+shift+z")
        same = document.graph.nodes == whole.nodes and document.graph.wires == whole.wires
        tell("undid and redid", steps=steps, empty=empty, same=same)

    def save(self, path: Path) -> None:
        self.answer_file_dialog(path, "ctrl+s")
        self.person.until(lambda: self.desk.document.path == path, "it is saved")
        tell("saved", path=path, dirty=self.desk.document.dirty)

    def change_the_seed(self) -> None:
        self.fill_in("sample", "guidance", "3.5")
        self.person.until(lambda: self.desk.document.dirty, "there is a change that is not saved")

    # -- after the crash ---------------------------------------------------------------------------

    def recover(self) -> None:
        """What was not saved is offered and is there again; export it, and open the clip that came of it."""
        from app.projects.recovery_dialog import RecoveryDialog

        self.person.until(lambda: self.dialog(RecoveryDialog) is not None, "recovery is offered")
        self.person.look(0.5)
        dialog = self.dialog(RecoveryDialog)
        self.person.focus(dialog)
        self.person.click(dialog.recover_button)
        self.person.until(lambda: self.desk.document.graph.nodes and self.desk.document.dirty, "it is open again")
        self.find_again()
        tell("recovered", seed=self.seed(), dirty=self.desk.document.dirty, strokes=len(self.strokes()))
        self.person.focus(self.window)
        self.person.press("ctrl+s")
        self.person.until(lambda: not self.desk.document.dirty, "it is saved")
        nodes = len(self.desk.document.graph.nodes)
        clip = self.export(self.folder / "exported.mp4")
        self.open(clip)
        self.find_again()
        tell("reopened", nodes=len(self.desk.document.graph.nodes), expected=nodes, strokes=len(self.strokes()))
        self.person.press("ctrl+q")
        self.person.until(lambda: not self.window.isVisible(), "the window is closed")
        tell("closed")

    def export(self, path: Path) -> Path:
        from app.projects.export_dialog import ExportDialog

        self.person.until(lambda: self.desk.runs.ready, "the engine is ready")
        self.person.press(self.desk.commands.keys("file.export_clip")[0].lower())
        self.person.until(lambda: self.dialog(ExportDialog) is not None, "the export is open")
        dialog = self.dialog(ExportDialog)
        self.person.focus(dialog)
        self.person.click(dialog.file)
        self.person.press("ctrl+a")
        self.person.write(str(path))
        self.person.click(dialog.export_button)
        self.person.until(lambda: path.is_file() and dialog.show_button.isVisible(), "the clip is written", 300)
        self.person.click(dialog.cancel_button)
        self.person.focus(self.window)
        tell("exported", path=path, size=path.stat().st_size)
        return path

    def open(self, path: Path) -> None:
        self.answer_file_dialog(path, "ctrl+o")
        self.person.until(lambda: self.desk.document.path is None and self.desk.document.graph.nodes, "it is open")

    # -- what the acts are made of -----------------------------------------------------------------

    def node(self, name: str):
        return self.desk.document.graph.nodes[self.ids[name]]

    def seed(self) -> object:
        return self.node("sample").parameters.get("guidance")

    def strokes(self) -> list:
        drawn = self.node("strokes").parameters.get("strokes") or {}
        return drawn.get("strokes", []) if isinstance(drawn, dict) else list(drawn)

    def find_again(self) -> None:
        kinds = {"motion.strokes": "strokes", "model.sample": "sample"}
        for node in self.desk.document.graph.nodes.values():
            if node.type_id in kinds:
                self.ids[kinds[node.type_id]] = node.id

    def select(self, name: str) -> None:
        """By a click on its header."""
        from PySide6.QtCore import QPointF

        item = self.view.scene().nodes[self.ids[name]]
        place = self.view._from_scene(item.pos() + QPointF(70, 12))
        self.person.click(self.view.viewport(), place)
        self.person.until(lambda: self.desk.selection.current == self.ids[name], f"{name} is selected")

    def fill_in(self, name: str, parameter: str, text: str, end: str = "Return") -> None:
        """Write into the field of the inspector and leave it."""
        self.select(name)
        field = self.field(parameter)
        self.person.click(field, times=2)
        self.person.press("ctrl+a")
        self.person.write(text)
        self.person.press(end)
        self.focus_canvas()
        wanted = (text, _number(text))
        self.person.until(
            lambda: self.node(name).parameters.get(parameter) in wanted, f"{name}.{parameter} is {text}", 15
        )

    def field(self, parameter: str) -> QWidget:
        from app.inspector.fields.field import Field

        inspector = self.window.docks.panel("inspector")

        def found() -> list[QWidget]:
            fields = inspector.findChildren(Field)
            return [each for each in fields if each.parameter.name == parameter and each.isVisible()]

        self.person.until(found, f"there is a field for {parameter}")
        return found()[0]

    def port(self, name: str, port: str, *, is_output: bool) -> QPoint:
        item = self.view.scene().nodes[self.ids[name]]
        return self.view._from_scene(item.port_point(port, is_output=is_output)).toPoint()

    def away(self, x: int, y: int) -> QPoint:
        from PySide6.QtCore import QPoint

        return QPoint(x, y)

    def focus_canvas(self) -> None:
        self.view.setFocus()
        self.person.look(0.1)

    def dialog(self, kind: type) -> Any:
        from PySide6.QtWidgets import QApplication

        return next(
            (each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()), None
        )

    def answer_file_dialog(self, path: Path, keys: str) -> None:
        """Press what asks for a file. The dialog has a loop of its own, so the answer waits in a timer of it."""
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QFileDialog

        def answer() -> None:
            if self.dialog(QFileDialog) is None:
                return
            looking.stop()
            self.person.focus(self.dialog(QFileDialog))
            self.person.press("ctrl+a")
            self.person.write(str(path))
            self.person.press("Return")

        looking = QTimer(interval=100)
        looking.timeout.connect(answer)
        looking.start()
        self.person.press(keys)
        self.person.until(lambda: not looking.isActive(), "a file is asked for")
        self.person.until(lambda: self.dialog(QFileDialog) is None, "the file dialog is answered")
        self.person.focus(self.window)


def _number(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text


def main() -> int:
    from app.studio import Studio, _Application
    from app.window.start_times import StartTimes
    from tests.studio.screen import Person

    act, folder = sys.argv[1], Path(sys.argv[2])
    app = _Application([])
    studio = Studio(app, StartTimes())
    studio.start(None)
    person = Person()
    person.look(0.5)
    if act != "recover":
        person.focus(studio.window)
    began = time.monotonic()
    try:
        getattr(Acts(studio, person, folder), act)()
    except (TimeoutError, AssertionError) as error:
        studio.window.grab().save(str(folder / "failed.png"))
        said = [notice.text for _, notice in studio.window._book.entries]
        tell("failed", why=str(error), said=said)
        return 1
    tell("over", seconds=round(time.monotonic() - began))
    studio.end()
    return 0


if __name__ == "__main__":
    sys.exit(main())
