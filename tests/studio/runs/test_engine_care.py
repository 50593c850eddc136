"""An engine that hangs, will not start, is restarted on purpose, or finds jobs of an earlier session."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.desk import Desk, Notice
from app.runs.runs import Runs
from nodes.graph import Node, Wire
from nodes.graph.edits import AddNodes, Connect, SetParameter

WAIT_MS = 30_000
posix = pytest.mark.skipif(sys.platform == "win32", reason="a process is stopped by a signal")


def runs_of(desk: Desk) -> Runs:
    assert desk.runs is not None
    return desk.runs


def add(desk: Desk, node: str, kind: str, **parameters: object) -> None:
    desk.document.apply(AddNodes((Node(node, f"test.{kind}", 1, dict(parameters)),)))


def notices_of(desk: Desk) -> list[Notice]:
    found: list[Notice] = []
    desk.noticed.connect(found.append)
    return found


def until_told(qtbot: QtBot, notices: list[Notice], words: str) -> Notice:
    qtbot.waitUntil(lambda: any(words in notice.text for notice in notices), timeout=WAIT_MS)
    return next(notice for notice in notices if words in notice.text)


def begin_long(desk: Desk, qtbot: QtBot) -> str:
    add(desk, "long", "steps")
    runs = runs_of(desk)
    with qtbot.waitSignal(runs.progressed, check_params_cb=lambda now: bool(now and now.fraction), timeout=WAIT_MS):
        return runs.run(["long"], title="the long one")


@posix
def test_a_silent_engine_is_told_and_can_be_restarted(run_desk: Desk, qtbot: QtBot) -> None:
    runs, notices = runs_of(run_desk), notices_of(run_desk)
    job_id = begin_long(run_desk, qtbot)
    runs.watch.quiet_s = 0.5
    process_id = runs.link.client.process_id
    assert process_id is not None
    os.kill(process_id, signal.SIGSTOP)
    notice = until_told(qtbot, notices, "said and done nothing")
    assert "the long one" in notice.text
    assert notice.actions[0][0] == "Restart the engine"
    with qtbot.waitSignal(runs.link.heard, timeout=WAIT_MS):
        notice.actions[0][1]()
    told = until_told(qtbot, notices, "The engine was restarted.")
    assert told.kind == "info"
    assert [title for title, _ in told.actions] == ["Run again"]
    entry = runs.entry(job_id)
    assert entry is not None
    assert entry.state == "cancelled"
    qtbot.waitUntil(lambda: runs.ready, timeout=WAIT_MS)
    assert runs.link.client.process_id != process_id


@posix
def test_a_stop_without_an_answer_is_told(run_desk: Desk, qtbot: QtBot) -> None:
    runs, notices = runs_of(run_desk), notices_of(run_desk)
    begin_long(run_desk, qtbot)
    process_id = runs.link.client.process_id
    assert process_id is not None
    os.kill(process_id, signal.SIGSTOP)
    runs.watch.stop_s = 0.2
    runs.cancel()
    assert runs.now is not None
    assert runs.now.note == "stopping"
    notice = until_told(qtbot, notices, "does not stop")
    assert notice.actions[0][0] == "Restart the engine"
    os.kill(process_id, signal.SIGCONT)
    qtbot.waitUntil(lambda: runs.now is None, timeout=WAIT_MS)


def test_an_engine_that_cannot_start_is_told_once_and_not_tried_for_ever(run_desk: Desk, qtbot: QtBot) -> None:
    runs_of(run_desk).close()
    broken = replace(runs_of(run_desk).settings, modules=("no_such_module",))
    folder = Path(broken.store).parent
    notices = notices_of(run_desk)
    runs = Runs(run_desk, run_desk, settings=broken, queue=folder / "q2", history=folder / "h2")
    run_desk.runs = runs
    runs.start()
    notice = until_told(qtbot, notices, "cannot start")
    assert "no_such_module" in notice.text
    assert [title for title, _ in notice.actions] == ["Start it again", "Show the log"]
    assert not runs.link.is_up
    assert sum("cannot start" in each.text for each in notices) == 1
    with qtbot.waitSignal(run_desk.results.value_arrived) as answer:
        run_desk.results.request_value("a")
    assert answer.args is not None
    assert "cannot start" in answer.args[3].message
    assert not runs.link.is_up
    runs.close()


def test_jobs_of_an_earlier_session_wait_until_asked(run_desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    first = runs_of(run_desk)
    begin_long(run_desk, qtbot)
    first.close()
    notices = notices_of(run_desk)
    again = Runs(run_desk, run_desk, settings=first.settings, queue=tmp_path / "queue", history=tmp_path / "h")
    run_desk.runs = again
    again.start()
    notice = until_told(qtbot, notices, "last session")
    assert again.paused
    assert again.now is None
    assert again.entries[0].interrupted
    notice.actions[0][1]()
    assert again.now is not None
    assert not again.paused
    again.close()


def test_an_edit_during_a_run_makes_finished_nodes_stale(run_desk: Desk, qtbot: QtBot) -> None:
    add(run_desk, "a", "shout", text="one")
    add(run_desk, "long", "steps")
    run_desk.document.apply(Connect(Wire("a", "text", "long", "marker")))
    run_desk.document.apply(SetParameter("a", "text", ""))
    runs = runs_of(run_desk)
    with qtbot.waitSignal(runs.progressed, check_params_cb=lambda now: bool(now and now.fraction), timeout=WAIT_MS):
        runs.run(["long"])
    assert run_desk.results.of("a").state == "done"
    run_desk.document.apply(SetParameter("a", "text", "two"))
    qtbot.waitUntil(lambda: run_desk.results.of("a").state == "stale", timeout=WAIT_MS)
    assert run_desk.results.of("long").state == "running"
    runs.cancel()
    qtbot.waitUntil(lambda: runs.now is None, timeout=WAIT_MS)
