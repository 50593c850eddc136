"""The queue, history, log and meters as a person meets them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.runs import HistoryPanel, LogPanel, Meters, QueuePanel
from app.runs.cards import Card
from app.runs.finished import report_numbers
from app.runs.meters import read_gpus
from nodes.graph import Node
from nodes.graph.edits import AddNodes, SetParameter
from nodes.values import Report, Table

WAIT_MS = 30_000


def cards(panel: QueuePanel | HistoryPanel) -> list[Card]:
    return sorted(panel.findChildren(Card), key=lambda card: card.x())


def shown(panel: QueuePanel | HistoryPanel | LogPanel, qtbot: QtBot) -> None:
    qtbot.addWidget(panel)
    panel.resize(1200, 220)
    with qtbot.waitExposed(panel):
        panel.show()


def two_jobs(desk: Desk) -> None:
    assert desk.runs is not None
    desk.document.apply(AddNodes((Node("a", "test.shout"),)))
    desk.runs.pause()
    desk.runs.run(["a"], title="first")
    desk.runs.run(["a"], title="second")


def test_jobs_stand_as_cards_and_alt_with_an_arrow_reorders(run_desk: Desk, qtbot: QtBot) -> None:
    panel = QueuePanel(run_desk)
    two_jobs(run_desk)
    shown(panel, qtbot)
    assert [card.accessibleName() for card in cards(panel)] == ["first, waiting", "second, waiting"]
    QTest.keyClick(cards(panel)[1], Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert run_desk.runs is not None
    assert [entry.title for entry in run_desk.runs.entries] == ["second", "first"]


def test_delete_takes_a_waiting_job_out(run_desk: Desk, qtbot: QtBot) -> None:
    panel = QueuePanel(run_desk)
    two_jobs(run_desk)
    shown(panel, qtbot)
    QTest.keyClick(cards(panel)[0], Qt.Key.Key_Delete)
    assert run_desk.runs is not None
    assert [entry.title for entry in run_desk.runs.entries] == ["second"]


def test_dragging_a_card_to_the_end_reorders(run_desk: Desk, qtbot: QtBot) -> None:
    panel = QueuePanel(run_desk)
    two_jobs(run_desk)
    shown(panel, qtbot)
    card = cards(panel)[0]
    QTest.mousePress(card, Qt.MouseButton.LeftButton, pos=card.rect().center())
    far = card.rect().center()
    far.setX(far.x() + 700)
    QTest.mouseMove(card, far)
    QTest.mouseRelease(card, Qt.MouseButton.LeftButton, pos=far)
    assert run_desk.runs is not None
    assert [entry.title for entry in run_desk.runs.entries] == ["second", "first"]


def test_a_finished_run_is_compared_and_restored_by_button(run_desk: Desk, qtbot: QtBot) -> None:
    assert run_desk.runs is not None
    panel = HistoryPanel(run_desk)
    run_desk.document.apply(AddNodes((Node("a", "test.shout", 1, {"text": "old"}),)))
    with qtbot.waitSignal(run_desk.runs.finished, timeout=WAIT_MS):
        run_desk.runs.run(["a"])
    shown(panel, qtbot)
    run_desk.document.apply(SetParameter("a", "text", "new"))
    QTest.mouseClick(cards(panel)[0], Qt.MouseButton.LeftButton)
    cells = [panel._table.item(0, column).text() for column in range(4)]
    assert cells[1:] == ["text", "old", "new"]
    panel.restore_graph()
    assert run_desk.document.value("", "a", "text") == "old"
    assert run_desk.document.undo()
    assert run_desk.document.value("", "a", "text") == "new"


def test_the_log_tells_runs_and_is_filtered(run_desk: Desk, qtbot: QtBot) -> None:
    assert run_desk.runs is not None
    panel = LogPanel(run_desk)
    shown(panel, qtbot)
    run_desk.document.apply(AddNodes((Node("a", "test.shout"),)))
    with qtbot.waitSignal(run_desk.runs.finished, timeout=WAIT_MS):
        run_desk.runs.run(["a"])
    text = panel._text.toPlainText()
    assert "is ready" in text
    assert "done after" in text
    panel._filter.setText("done after")
    assert "is ready" not in panel._text.toPlainText()


def test_meters_tell_memory_and_read_what_the_driver_says(run_desk: Desk, qtbot: QtBot) -> None:
    meters = Meters(run_desk)
    qtbot.addWidget(meters)
    assert "GB" in meters.accessibleName()
    told = "NVIDIA H200, 1024, 143771\nno devices were found\n"
    assert read_gpus(told) == [("NVIDIA H200", 1.0, 143771 / 1024)]


def test_a_report_is_known_by_its_first_numbers() -> None:
    table = Table("Path error", ("of", "px"), (("median", 2.5), ("mean", 3.5)))
    assert report_numbers(Report("r", (table,))) == {"Path error": 2.5, "Path error, mean": 3.5}
