"""The panel as a whole: header, help, failures, unknown nodes, notes, and what it says when nothing is selected."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.inspector import InspectorPanel, make_field
from app.inspector.canvas_page import CanvasPage
from app.inspector.fields.number import NumberField
from app.inspector.help_page import HelpPage
from app.inspector.messages import MessageBox
from app.inspector.project_page import ProjectPage
from app.inspector.unknown_page import UnknownPage
from app.runs.results import NodeResult
from nodes.engine.messages import Failure
from nodes.graph.edits import AddFrame, AddNodes, AddNote, RemoveNodes, SetFlag
from nodes.graph.model import Frame, Node, Note

LEFT = Qt.MouseButton.LeftButton


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def boxes(panel: InspectorPanel) -> list[MessageBox]:
    return [box for box in panel.page.findChildren(MessageBox) if not box.isHidden()]


def test_the_header_names_the_node_and_what_it_is(panel: InspectorPanel) -> None:
    assert panel.header.title == "Everything"
    assert "Bench · v1" in texts(panel.header)


def test_the_header_tells_that_a_node_is_muted(desk: Desk, panel: InspectorPanel) -> None:
    desk.document.apply(SetFlag(("a",), "muted", True))
    assert "Bench · v1 · muted" in texts(panel.header)


def test_selecting_again_and_again_leaves_nothing_behind(
    desk: Desk, panel: InspectorPanel, qapp: QApplication
) -> None:
    def count() -> int:
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return len(panel.findChildren(QObject))

    desk.selection.select(["b"])
    before = count()
    for _ in range(5):
        desk.selection.select(["a"])
        desk.selection.select(["b"])
    assert count() == before


def test_a_node_is_renamed_in_place(desk: Desk, panel: InspectorPanel) -> None:
    QTest.mouseClick(panel.header.findChild(QLabel), LEFT)
    line = QApplication.focusWidget()
    QTest.keyClicks(line, "My node")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert desk.document.graph.nodes["a"].title == "My node"
    assert panel.header.title == "My node"
    desk.document.undo()
    assert panel.header.title == "Everything"


def test_escape_keeps_the_old_name(desk: Desk, panel: InspectorPanel) -> None:
    desk.commands.run("inspector.rename")
    line = QApplication.focusWidget()
    QTest.keyClicks(line, "Wrong")
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert desk.document.graph.nodes["a"].title == ""


def test_help_tells_settings_and_ports_with_their_types(desk: Desk, panel: InspectorPanel) -> None:
    QTest.mouseClick(panel.header.help, LEFT)
    assert isinstance(panel.page, HelpPage)
    shown = texts(panel.page)
    assert "One parameter of each kind." in shown
    assert "how strong; never more than whole." in shown
    assert "● Number" in shown
    QTest.mouseClick(panel.header.help, LEFT)
    assert not isinstance(panel.page, HelpPage)


def test_every_node_of_the_library_has_a_form_and_help(desk: Desk, qtbot: QtBot, registry: Any) -> None:
    desk.registry, desk.document.registry = registry, registry
    panel = InspectorPanel(desk)
    qtbot.addWidget(panel)
    panel.resize(420, 900)
    panel.show()
    for kind in registry:
        desk.document.apply(AddNodes((Node(kind.type_id, kind.type_id),)))
        desk.selection.select([kind.type_id])
        assert panel.header.title == kind.title
        assert not panel.grab().isNull()
        panel.turn_help()
        assert not panel.grab().isNull()
        panel.turn_help()


def test_a_failure_says_why_and_what_to_do_and_folds_its_details(desk: Desk, panel: InspectorPanel) -> None:
    failure = Failure("node", "The clip has 3 frames.", "Give it 5.", "Traceback ...")
    desk.results.set_node("a", NodeResult(state="failed", failure=failure))
    (box,) = boxes(panel)
    assert "The clip has 3 frames." in texts(box)
    assert "Give it 5." in texts(box)
    assert "Traceback" not in texts(box)
    QTest.mouseClick(box.more, LEFT)
    assert "Traceback" in texts(box)
    desk.results.set_node("a", NodeResult(state="done", seconds=1.25, summary="Clip 17 frames"))
    assert boxes(panel) == []
    assert panel.state.words == "done · 1.2 s · Clip 17 frames"


def test_a_warning_of_the_run_is_shown(desk: Desk, panel: InspectorPanel) -> None:
    desk.results.set_node("a", NodeResult(state="done", warnings=("The path moves 31 px in frame 9.",)))
    assert "31 px" in texts(boxes(panel)[0])


def test_problems_of_the_node_stand_above_its_rows(desk: Desk, panel: InspectorPanel) -> None:
    desk.selection.select(["empty"])
    desk.document.check_now()
    assert "needed" in texts(boxes(panel)[0])


@pytest.fixture
def strange(desk: Desk, panel: InspectorPanel) -> InspectorPanel:
    desk.document.apply(AddNodes((Node("strange", "pack.unknown", parameters={"speed": 3, "words": "kept"}),)))
    desk.document.check_now()
    desk.selection.select(["strange"])
    return panel


def test_an_unknown_node_shows_what_it_keeps_and_what_is_missing(strange: InspectorPanel) -> None:
    assert isinstance(strange.page, UnknownPage)
    shown = texts(strange.page)
    assert "pack.unknown" in shown
    assert "Speed" in shown
    assert "kept" in shown


def test_nothing_selected_shows_the_project_and_its_problems(desk: Desk, panel: InspectorPanel) -> None:
    desk.selection.clear()
    desk.document.check_now()
    assert isinstance(panel.page, ProjectPage)
    assert "not saved yet" in texts(panel.page)
    box = boxes(panel)[0]
    QTest.mouseClick(box, LEFT)
    assert desk.selection.nodes == {"empty"}


def test_a_note_is_written_as_one_step(desk: Desk, panel: InspectorPanel) -> None:
    desk.document.apply(AddNote(Note("n", "old")))
    desk.document.end_step()
    desk.selection.select(notes=["n"])
    assert isinstance(panel.page, CanvasPage)
    panel.page.box.setFocus()
    QTest.keyClicks(panel.page.box, "new ")
    assert desk.document.graph.notes["n"].text == "new old"
    desk.document.undo()
    assert desk.document.graph.notes["n"].text == "old"


def test_frames_get_a_colour_as_one_step(desk: Desk, panel: InspectorPanel) -> None:
    desk.document.apply(AddFrame(Frame("f", "Motion")))
    desk.document.apply(AddFrame(Frame("g", "Other")))
    desk.document.end_step()
    desk.selection.select(frames=["f", "g"])
    page = panel.page
    assert isinstance(page, CanvasPage)
    swatch, colour = page._swatches[2]
    QTest.mouseClick(swatch, LEFT)
    assert {frame.colour for frame in desk.document.graph.frames.values()} == {colour}
    desk.document.undo()
    assert desk.document.graph.frames["f"].colour == ""


def test_a_node_that_is_removed_leaves_the_panel(desk: Desk, panel: InspectorPanel) -> None:
    desk.document.apply(RemoveNodes(("a",)))
    assert isinstance(panel.page, ProjectPage)
    desk.document.undo()
    desk.selection.select(["a"])
    assert panel.header.title == "Everything"


def test_another_theme_and_scale_keep_the_form(desk: Desk, panel: InspectorPanel, qapp: QApplication) -> None:
    desk.look.use(dark=False, scale=2.0)
    assert panel.header.title == "Everything"
    assert not panel.grab().isNull()
    desk.look.use(dark=True, scale=1.0)


# -- a field alone


def test_a_field_alone_takes_the_focus_and_says_when_it_is_done(desk: Desk, qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    holder.resize(200, 40)
    face = desk.document.interface("", "a")
    assert face is not None
    record = face.parameter("frames")
    assert record is not None
    field: Any = make_field(desk, "", ["a"], record, holder)
    field.setGeometry(4, 4, 60, 14)
    holder.show()
    holder.activateWindow()
    qtbot.waitActive(holder)
    qtbot.waitUntil(lambda: field.is_writing)
    line = QApplication.focusWidget()
    assert line is not None
    assert line.parentWidget() is field
    with qtbot.waitSignal(field.finished):
        QTest.keyClicks(line, "33")
        QTest.keyClick(line, Qt.Key.Key_Return)
    assert desk.document.value("", "a", "frames") == 33


def test_a_field_alone_follows_the_document(desk: Desk, qtbot: QtBot) -> None:
    from nodes.graph.edits import SetParameter

    face = desk.document.interface("", "a")
    assert face is not None
    record = face.parameter("label")
    assert record is not None
    field: Any = make_field(desk, "", ["a"], record)
    qtbot.addWidget(field)
    desk.document.apply(SetParameter("a", "label", "ball"))
    assert field.line.text() == "ball"
    assert not isinstance(field, NumberField)


def test_a_file_field_alone_is_one_line(desk: Desk, qtbot: QtBot) -> None:
    face = desk.document.interface("", "a")
    assert face is not None
    record = face.parameter("file")
    assert record is not None
    field: Any = make_field(desk, "", ["a"], record)
    qtbot.addWidget(field)
    assert field.height_for(120) == desk.look.px(24)
    field.resize(120, 24)
    field.show()
    assert field.line.width() > 80


def test_a_field_alone_says_itself_what_it_does_not_take(desk: Desk, qtbot: QtBot) -> None:
    face = desk.document.interface("", "a")
    assert face is not None
    record = face.parameter("frames")
    assert record is not None
    field: Any = make_field(desk, "", ["a"], record)
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    qtbot.waitUntil(lambda: field.is_writing)
    QTest.keyClicks(field.focusWidget(), "5000")
    QTest.keyClick(field.focusWidget(), Qt.Key.Key_Return)
    assert "highest accepted is 1025" in QToolTip.text()
    assert desk.document.value("", "a", "frames") == 17
    QToolTip.hideText()
