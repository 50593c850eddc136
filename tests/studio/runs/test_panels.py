"""The panels of runs with mouse and keys: queue, history, log, meters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.runs import HistoryPanel, LogPanel, Meters, QueuePanel
from app.runs.meters import read_gpus
from app.runs.runs import Runs
from nodes.graph import Node
from nodes.graph.edits import AddNodes, SetParameter

WAIT_MS = 30_000
LEFT = Qt.MouseButton.LeftButton


def runs_of(desk: Desk) -> Runs:
    assert desk.runs is not None
    return desk.runs


def shown(qtbot: QtBot, panel: QWidget) -> None:
    qtbot.addWidget(panel)
    panel.resize(1400, 220)
    panel.show()
    qtbot.waitExposed(panel)


@pytest.fixture
def queue(run_desk: Desk, qtbot: QtBot) -> Iterator[QueuePanel]:
    """Three jobs that wait in a queue that is paused."""
    run_desk.document.apply(AddNodes((Node("a", "test.shout", 1, {"text": "hello"}),)))
    runs_of(run_desk).pause()
    panel = QueuePanel(run_desk)
    shown(qtbot, panel)
    for title in ("one", "two", "three"):
        runs_of(run_desk).run(["a"], title=title)
    return panel


def titles(desk: Desk) -> list[str]:
    return [entry.title for entry in runs_of(desk).entries]


def card_of(panel: QueuePanel, desk: Desk, title: str) -> QWidget:
    return panel.strip.cards[next(e.job_id for e in runs_of(desk).entries if e.title == title)]


def test_a_card_is_dragged_to_another_place(run_desk: Desk, queue: QueuePanel, qtbot: QtBot) -> None:
    card, first = card_of(queue, run_desk, "three"), card_of(queue, run_desk, "one")
    QTest.mousePress(card, LEFT, pos=QPoint(20, 20))
    target = card.mapFromGlobal(first.mapToGlobal(QPoint(4, 20)))
    QTest.mouseMove(card, (QPoint(20, 20) + target) / 2)
    QTest.mouseMove(card, target)
    QTest.mouseRelease(card, LEFT, pos=target)
    assert titles(run_desk) == ["three", "one", "two"]
    assert queue.strip.order() == [entry.job_id for entry in runs_of(run_desk).entries]


def test_cards_are_walked_moved_and_taken_out_by_keys(run_desk: Desk, queue: QueuePanel, qtbot: QtBot) -> None:
    first = card_of(queue, run_desk, "one")
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Right)
    second = card_of(queue, run_desk, "two")
    assert second.hasFocus()
    QTest.keyClick(second, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert titles(run_desk) == ["one", "three", "two"]
    assert second.hasFocus()
    QTest.keyClick(second, Qt.Key.Key_Delete)
    assert titles(run_desk) == ["one", "three"]


def test_a_card_has_buttons_for_what_can_be_done(run_desk: Desk, queue: QueuePanel, qtbot: QtBot) -> None:
    card = card_of(queue, run_desk, "one")
    card.setFocus()
    words = {made.text(): made for made in card.findChildren(QPushButton) if made.isVisible()}
    assert set(words) == {"Stop", "Remove"}
    QTest.mouseClick(words["Stop"], LEFT)
    entry = next(e for e in runs_of(run_desk).entries if e.title == "one")
    assert entry.state == "cancelled"
    words = {made.text(): made for made in card.findChildren(QPushButton) if not made.isHidden()}
    assert set(words) == {"Again", "Remove"}
    QTest.mouseClick(words["Again"], LEFT)
    assert next(e for e in runs_of(run_desk).entries if e.title == "one").state == "pending"


def test_the_queue_says_that_it_is_paused_and_goes_on(run_desk: Desk, queue: QueuePanel, qtbot: QtBot) -> None:
    words = {made.text(): made for made in queue.findChildren(QPushButton)}
    QTest.mouseClick(words["Go on"], LEFT)
    runs = runs_of(run_desk)
    qtbot.waitUntil(lambda: runs.ready and runs.waiting == 0 and runs.now is None, timeout=WAIT_MS)
    assert [entry.state for entry in runs.entries] == ["done"] * 3
    QTest.mouseClick(words["Clear"], LEFT)
    assert titles(run_desk) == []
    assert queue.strip.order() == []


def test_panels_without_an_engine_say_what_to_do(desk: Desk, qtbot: QtBot) -> None:
    for kind in (QueuePanel, HistoryPanel, LogPanel):
        panel = kind(desk)
        shown(qtbot, panel)
        assert panel.accessibleName()


def test_two_runs_are_compared_and_one_is_restored(run_desk: Desk, qtbot: QtBot) -> None:
    runs, document = runs_of(run_desk), run_desk.document
    document.apply(AddNodes((Node("a", "test.shout", 1, {"text": "hello"}),)))
    for text in ("hello", "goodbye"):
        document.apply(SetParameter("a", "text", text))
        document.end_step()
        with qtbot.waitSignal(runs.finished, timeout=WAIT_MS):
            runs.run(["a"])
    panel = HistoryPanel(run_desk)
    shown(qtbot, panel)
    newest, oldest = panel.strip.order()
    QTest.mouseClick(panel.strip.cards[newest], LEFT)
    QTest.mouseClick(panel.strip.cards[oldest], LEFT, Qt.KeyboardModifier.ControlModifier)
    assert panel.differences_shown() == [("Shout", "text", "hello", "goodbye")]
    QTest.mouseClick(panel.strip.cards[oldest], LEFT)
    words = {made.text(): made for made in panel.findChildren(QPushButton)}
    qtbot.waitUntil(lambda: words["Restore graph"].width() > 0)
    QTest.mouseClick(words["Restore graph"], LEFT)
    assert document.value("", "a", "text") == "hello"
    document.undo()
    assert document.value("", "a", "text") == "goodbye"
    QTest.mouseClick(words["Pin"], LEFT)
    pinned = runs.history.find(oldest)
    assert pinned is not None
    assert pinned.pinned
    QTest.keyClick(panel.strip.cards[oldest], Qt.Key.Key_Delete)
    assert panel.strip.order() == [newest]


def test_the_log_is_filtered_copied_and_cleared(run_desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    panel = LogPanel(run_desk)
    shown(qtbot, panel)
    run_desk.say("a red notice")
    run_desk.say("a blue notice")
    QTest.keyClicks(panel.filter, "BLUE")
    assert "blue" in panel.text()
    assert "red" not in panel.text()
    panel.copy()
    assert QGuiApplication.clipboard().text() == panel.text()
    panel.filter.clear()
    with qtbot.waitSignal(runs_of(run_desk).finished, timeout=WAIT_MS):
        run_desk.document.apply(AddNodes((Node("s", "test.surroundings", 1, {}),)))
        runs_of(run_desk).run(["s"])
    qtbot.waitUntil(lambda: "printed by a node" in panel.text(), timeout=WAIT_MS)
    panel.clear()
    assert panel.text() == ""


def test_the_meters_show_memory_with_bars_in_the_tooltip(run_desk: Desk, qtbot: QtBot) -> None:
    meters = Meters(run_desk)
    shown(qtbot, meters)
    assert meters.accessibleName().startswith(("RAM", "VRAM"))
    assert "█" in meters.toolTip()


def test_gpus_are_read_from_what_the_driver_says() -> None:
    assert read_gpus("Some GPU, 6246, 24576\nnonsense\n") == [("Some GPU", 6246 / 1024, 24.0)]
