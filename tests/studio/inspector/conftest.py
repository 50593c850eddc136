"""An inspector over a node with a parameter of every kind, and a person's hands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.inspector import InspectorPanel
from app.inspector.fields import Field
from app.inspector.node_page import NodePage
from app.inspector.row import Row
from app.look import Look
from nodes.graph import Editor, FileName, Graph, Json, Multiline, Node, Range, Registry, Seed, Wire, node
from nodes.graph.project import Project
from nodes.values import Number, Text


@node("Bench", title="Everything")
def everything(
    picture: Number | None = None,
    strength: Annotated[float, Range(0.0, 1.0, 0.05)] = 0.5,
    frames: Annotated[int, Range(1, 1025)] = 17,
    offset: float = 0.0,
    tracks: Annotated[int, Range(0, 200_000, 1, "px")] = 0,
    seed: Annotated[int, Seed()] = 0,
    loop: bool = False,
    shape: Literal["smooth", "straight"] = "smooth",
    easing: Literal["linear", "in", "out", "both", "sine", "cubic", "hold", "bounce", "elastic", "back"] = "linear",
    label: str = "",
    text: Annotated[str, Multiline()] = "",
    colour: str = "#808080",
    file: Annotated[str, FileName("image")] = "",
    width: Annotated[int, Range(0, 8192, 8, "px")] = 0,
    height: Annotated[int, Range(0, 8192, 8, "px")] = 0,
    strokes: Annotated[Json, Editor("strokes")] = (),
    limit: Annotated[int | None, Range(0, 100)] = None,
) -> Number:
    """One parameter of each kind.

    picture: a number that is not a picture.
    strength: how strong; never more than whole.
    frames: how many.
    offset: any number.
    tracks: how many; 0 takes all of them.
    seed: where chance begins.
    loop: again and again.
    shape: of the line.
    easing: of the time.
    label: a word.
    text: many words.
    colour: as #RRGGBB.
    file: a picture.
    width: of it; 0 takes the picture's.
    height: of it; 0 takes the picture's.
    strokes: what is drawn.
    limit: at most so many.
    Returns a number.
    """
    return Number(0)


@node("Bench", title="Other")
def other(strength: Annotated[float, Range(0.0, 2.0, 0.05)] = 1.0, loop: bool = False) -> Number:
    """Shares two parameters with the other one.

    strength: how strong.
    loop: again.
    Returns a number.
    """
    return Number(0)


@node("Bench", title="Given Number")
def given() -> Number:
    """A number.

    Returns a number.
    """
    return Number(1)


@node("Bench", title="Empty")
def empty(needed: Text) -> Text:
    """Has no settings.

    needed: must be there.
    Returns the text.
    """
    return needed


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    """Fonts and style are put on once: doing so for each test would take most of its time."""
    look = Look()
    look.load_fonts()
    look.put_on(qapp)
    return qapp


@pytest.fixture
def desk(dressed: QApplication, tmp_path: Path) -> Iterator[Desk]:
    """Two nodes of every kind of parameter ("a", "b"), one that shares some ("c"), a source and an empty one."""
    project = Project.new(state=tmp_path / "state")
    project.graph = Graph(
        [
            Node("a", "bench.everything"),
            Node("b", "bench.everything"),
            Node("c", "bench.other"),
            Node("number", "bench.given"),
            Node("empty", "bench.empty"),
        ]
    )
    made = Desk(Registry.from_functions(everything, other, given, empty), project=project)
    yield made
    made.document.project.close()
    made.deleteLater()


@pytest.fixture
def panel(desk: Desk, qtbot: QtBot) -> InspectorPanel:
    """Shown, active, with node "a" selected."""
    made = InspectorPanel(desk)
    qtbot.addWidget(made)
    made.resize(440, 900)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made)
    desk.selection.select(["a"])
    return made


@pytest.fixture
def row(panel: InspectorPanel, qapp: QApplication) -> Callable[[str], Row]:
    """The row of a parameter, scrolled into sight."""

    def find(name: str) -> Row:
        qapp.processEvents()
        assert isinstance(panel.page, NodePage)
        found = panel.page.form.row(name)
        assert found is not None, name
        panel.area.ensureWidgetVisible(found)
        qapp.processEvents()
        return found

    return find


@pytest.fixture
def field(row: Callable[[str], Row]) -> Callable[[str], Any]:
    """The field of a parameter."""

    def find(name: str) -> Field:
        return row(name).field

    return find


@pytest.fixture
def drag() -> Callable[..., None]:
    """Press, move by so many pixels in steps, and let go."""

    def move(
        widget: QWidget,
        pixels: int,
        keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        start: QPoint | None = None,
        release: bool = True,
    ) -> None:
        place = start or widget.rect().center()
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, keys, place)
        for step in range(1, 9):
            moved_to(widget, place + QPoint(round(pixels * step / 8), 0), keys)
        if release:
            QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, keys, place + QPoint(pixels, 0))

    return move


def moved_to(widget: QWidget, place: QPoint, keys: Qt.KeyboardModifier) -> None:
    """A mouse move with the left button down and modifiers, which QTest.mouseMove cannot carry."""
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QMouseEvent

    left = Qt.MouseButton.LeftButton
    spot = QPointF(place)
    event = QMouseEvent(QEvent.Type.MouseMove, spot, widget.mapToGlobal(spot), Qt.MouseButton.NoButton, left, keys)
    QApplication.sendEvent(widget, event)


@pytest.fixture
def wired(desk: Desk) -> Desk:
    """The number feeds the strength of "a"."""
    from nodes.graph.edits import Connect

    desk.document.apply(Connect(Wire("number", "number", "a", "strength")))
    desk.document.end_step()
    return desk
