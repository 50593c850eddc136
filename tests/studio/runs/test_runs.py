"""Runs with a real engine process: results, cancel, crash, the queue on disk."""

from __future__ import annotations

import itertools
from pathlib import Path

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from app.desk import Desk, Notice
from app.runs.finished import FinishedRun
from app.runs.runs import Runs
from nodes.graph import Node, Wire
from nodes.graph.edits import AddNodes, Connect, SetParameter
from nodes.values import Clip, Text

WAIT_MS = 30_000


def runs_of(desk: Desk) -> Runs:
    assert desk.runs is not None
    return desk.runs


def add(desk: Desk, node: str, kind: str, **parameters: object) -> None:
    desk.document.apply(AddNodes((Node(node, f"test.{kind}", 1, dict(parameters)),)))


def finish(desk: Desk, qtbot: QtBot, *targets: str) -> FinishedRun:
    with qtbot.waitSignal(runs_of(desk).finished, timeout=WAIT_MS) as over:
        runs_of(desk).run(targets)
    assert over.args is not None
    found = over.args[0]
    assert isinstance(found, FinishedRun)
    return found


def test_a_run_fills_the_results(run_desk: Desk, qtbot: QtBot) -> None:
    add(run_desk, "a", "shout", text="hello")
    run = finish(run_desk, qtbot, "a")
    assert run.state == "done"
    assert run_desk.results.of("a").state == "done"
    assert run_desk.results.thumbnail("a") is not None
    assert runs_of(run_desk).now is None
    with qtbot.waitSignal(run_desk.results.value_arrived, timeout=WAIT_MS) as told:
        run_desk.results.request_value("a")
    assert told.args is not None
    assert told.args[:2] == ["a", ""]
    assert told.args[2] == Text("HELLO")


def test_an_edit_makes_results_stale_and_undo_makes_them_cached(run_desk: Desk, qtbot: QtBot) -> None:
    add(run_desk, "a", "shout", text="hello")
    finish(run_desk, qtbot, "a")
    run_desk.document.apply(SetParameter("a", "text", "other"))
    qtbot.waitUntil(lambda: run_desk.results.of("a").state == "stale", timeout=WAIT_MS)
    run_desk.document.undo()
    qtbot.waitUntil(lambda: run_desk.results.of("a").state == "cached", timeout=WAIT_MS)


def test_a_failed_node_says_why_and_keeps_saying_it_when_it_is_only_moved(run_desk: Desk, qtbot: QtBot) -> None:
    from nodes.graph.canvas_edits import MoveNodes

    add(run_desk, "a", "die", how="raise")
    run = finish(run_desk, qtbot, "a")
    assert run.state == "failed"
    failure = run_desk.results.of("a").failure
    assert failure is not None
    assert "asked to" in failure.message
    with qtbot.waitSignal(run_desk.results.states_changed, timeout=WAIT_MS):
        run_desk.document.apply(MoveNodes({"a": (40.0, 40.0)}))
    assert run_desk.results.of("a").state == "failed"


def test_stopping_is_shown_at_once_and_the_next_job_runs(run_desk: Desk, qtbot: QtBot) -> None:
    add(run_desk, "long", "steps")
    runs = runs_of(run_desk)
    with qtbot.waitSignal(runs.progressed, check_params_cb=lambda now: bool(now and now.fraction), timeout=WAIT_MS):
        runs.run(["long"])
    with qtbot.waitSignal(runs.finished, timeout=WAIT_MS) as over:
        runs.cancel()
        assert runs.now is not None
        assert runs.now.note == "stopping"
    assert over.args is not None
    assert over.args[0].state == "cancelled"
    add(run_desk, "b", "shout")
    assert finish(run_desk, qtbot, "b").state == "done"


def test_a_killed_engine_leaves_everything_standing(run_desk: Desk, qtbot: QtBot) -> None:
    add(run_desk, "killer", "die", how="kill")
    add(run_desk, "a", "shout")
    runs, notices = runs_of(run_desk), list[Notice]()
    run_desk.noticed.connect(notices.append)
    job_id = runs.run(["killer"])
    qtbot.waitUntil(lambda: any("SIGKILL" in notice.text for notice in notices), timeout=WAIT_MS)
    notice = next(notice for notice in notices if "SIGKILL" in notice.text)
    assert "killer" in notice.text
    assert [title for title, _ in notice.actions] == ["Run again", "Show the log"]
    entry = runs.entry(job_id)
    assert entry is not None
    assert entry.state == "failed"
    assert finish(run_desk, qtbot, "a").state == "done"


def test_an_engine_that_does_not_stop_can_be_replaced(run_desk: Desk, qtbot: QtBot) -> None:
    add(run_desk, "long", "steps")
    add(run_desk, "a", "shout")
    runs = runs_of(run_desk)
    with qtbot.waitSignal(runs.progressed, check_params_cb=lambda now: bool(now and now.fraction), timeout=WAIT_MS):
        runs.run(["long"])
    runs.restart()
    assert finish(run_desk, qtbot, "a").state == "done"


def test_a_refused_job_says_what_is_missing(run_desk: Desk, qtbot: QtBot) -> None:
    run = finish(run_desk, qtbot, "nobody")
    assert run.state == "failed"
    assert "nobody" in run.error


def test_the_queue_is_reordered_paused_and_there_after_a_restart(
    run_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    add(run_desk, "a", "shout", text="1")
    add(run_desk, "b", "shout", text="2")
    runs = runs_of(run_desk)
    runs.pause()
    first, second = runs.run(["a"], title="first"), runs.run(["b"], title="second")
    runs.move(second, 0)
    assert [entry.job_id for entry in runs.entries] == [second, first]
    assert runs.waiting == 2
    later = Runs(run_desk, run_desk, settings=runs.settings, queue=tmp_path / "queue", history=tmp_path / "h")
    assert [entry.title for entry in later.entries] == ["second", "first"]
    assert later.paused
    later.close()
    runs.cancel(first)
    with qtbot.waitSignal(runs.finished, timeout=WAIT_MS) as over:
        runs.resume()
    assert over.args is not None
    assert over.args[0].title == "second"
    runs.clear_done()
    assert runs.entries == []


def test_live_runs_follow_an_edit_and_leave_dear_nodes_alone(run_desk: Desk, qtbot: QtBot) -> None:
    add(run_desk, "a", "shout", text="one")
    add(run_desk, "count", "how_often", name="live")
    add(run_desk, "b", "shout")
    run_desk.document.apply(Connect(Wire("a", "text", "b", "text")))
    runs_of(run_desk).live = True
    run_desk.document.apply(SetParameter("a", "text", "two"))
    qtbot.waitUntil(lambda: run_desk.results.of("b").state in ("done", "cached"), timeout=WAIT_MS)
    assert run_desk.results.of("count").state == "stale"
    runs_of(run_desk).live = False


def test_live_runs_follow_while_a_value_is_dragged(run_desk: Desk, qtbot: QtBot) -> None:
    add(run_desk, "a", "shout", text="0")
    runs_of(run_desk).live = True
    seen: list[str] = []
    run_desk.results.node_changed.connect(lambda path: seen.append(run_desk.results.of(path).state))
    numbers = itertools.count()
    drag = QTimer(interval=20)
    drag.timeout.connect(lambda: run_desk.document.apply(SetParameter("a", "text", str(next(numbers)))))
    drag.start()
    qtbot.waitUntil(lambda: "done" in seen, timeout=WAIT_MS)
    drag.stop()
    seen.clear()
    run_desk.document.apply(SetParameter("a", "text", "the last"))
    qtbot.waitUntil(lambda: "stale" in seen and seen[-1] == "done", timeout=WAIT_MS)
    with qtbot.waitSignal(run_desk.results.value_arrived, timeout=WAIT_MS) as told:
        run_desk.results.request_value("a")
    assert told.args is not None
    assert told.args[2] == Text("THE LAST")


def test_a_node_that_takes_long_is_stopped_and_not_tried_again_live(run_desk: Desk, qtbot: QtBot) -> None:
    add(run_desk, "long", "steps")
    runs_of(run_desk).live = True
    with qtbot.waitSignal(run_desk.results.node_changed, timeout=WAIT_MS):
        run_desk.document.apply(SetParameter("long", "pause_ms", 6))
    qtbot.waitUntil(lambda: run_desk.results.of("long").state == "running", timeout=WAIT_MS)
    qtbot.waitUntil(lambda: run_desk.results.of("long").state == "stale", timeout=WAIT_MS)
    with qtbot.waitSignal(run_desk.results.states_changed, timeout=WAIT_MS):
        run_desk.document.apply(SetParameter("long", "pause_ms", 7))
    assert run_desk.results.of("long").state == "stale"


def test_previews_arrive_while_a_node_runs(run_desk: Desk, qtbot: QtBot) -> None:
    add(run_desk, "p", "previewing", count=40, frames=3)
    runs = runs_of(run_desk)
    with qtbot.waitSignals([run_desk.results.preview_arrived, runs.finished], timeout=WAIT_MS):
        runs.run(["p"])
    assert run_desk.results.preview("p") is None
    assert isinstance(next(iter(runs.pictures.values())), Clip) or runs.pictures


def test_a_private_run_carries_no_words_but_runs_with_them(run_desk: Desk, qtbot: QtBot) -> None:
    add(run_desk, "a", "shout", text="a secret thing")
    run_desk.settings.set("export.private", True)
    job = runs_of(run_desk).job(["a"])
    assert "secret" in str(job.document)
    assert job.carried
    assert "secret" not in str(job.carried)
