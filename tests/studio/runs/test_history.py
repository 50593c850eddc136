"""The history: kept on disk, compared by parameter, restored in one step."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.runs.compare import differences, graph_of, restore, restore_parameters
from app.runs.finished import FinishedRun
from app.runs.history import KEPT, History
from nodes.graph import Node, Wire
from nodes.graph.edits import AddNodes, Connect, RemoveNodes, SetParameter
from nodes.values import Clip


def finished(desk: Desk, number: int = 0, **changes: object) -> FinishedRun:
    picture = Clip(np.full((3, 8, 8, 3), 90, np.uint8), 8)
    values = {"picture": picture, "document": desk.document.project.document(), "ended": 1000.0 + number} | changes
    return FinishedRun(f"job{number}", f"run {number}", "done", 2.0, numbers={"ObjMC": 3.5}, **values)  # type: ignore[arg-type]


def test_runs_are_there_again_newest_first(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    history = History(tmp_path / "history")
    history.add(finished(desk, 1))
    history.add(finished(desk, 2))
    again = History(tmp_path / "history")
    assert [run.title for run in again.runs] == ["run 2", "run 1"]
    assert again.runs[0].numbers == {"ObjMC": 3.5}
    assert Path(again.runs[0].picture).exists()


def test_a_damaged_file_does_not_hide_the_others(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    history = History(tmp_path / "history")
    history.add(finished(desk, 1))
    (tmp_path / "history" / "bad.json").write_text("{")
    (tmp_path / "history" / "other.json").write_text(json.dumps({"format": 99}))
    assert len(History(tmp_path / "history").runs) == 1


def test_the_oldest_go_and_pinned_ones_stay(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    history = History(tmp_path / "history")
    pinned = history.add(finished(desk, 0, picture=None))
    history.set_pinned(pinned.job_id, True)
    for number in range(1, KEPT + 3):
        history.add(finished(desk, number, picture=None))
    assert history.find(pinned.job_id) is not None
    assert len(history.runs) == KEPT + 1


def test_what_differs_is_named_and_restored_in_one_step(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    document = desk.document
    document.apply(AddNodes((Node("a", "text.prompt"), Node("n", "number.seed", 1, {"seed": 1}))))
    history = History(tmp_path / "history")
    past = history.add(finished(desk))
    before = document.graph.copy()
    document.apply(SetParameter("n", "seed", 2**40))
    document.apply(RemoveNodes(("a",)))
    document.apply(AddNodes((Node("b", "text.prompt"),)))
    found = {
        (item.path, item.what): (item.one, item.other)
        for item in differences(graph_of(past), document.graph, desk.registry)
    }
    assert found[("n", "seed")] == ("1", str(2**40))
    assert ("a", "removed") in found
    assert ("b", "added") in found
    changed = document.graph.copy()
    document.end_step()
    document.apply(restore(document.graph, graph_of(past)))
    assert document.graph == before
    document.undo()
    assert document.graph == changed
    document.apply(restore_parameters(document.graph, graph_of(past), desk.registry))
    assert document.value("", "n", "seed") == 1
    assert "b" in document.graph.nodes


def test_wires_that_changed_are_named(desk: Desk) -> None:
    document = desk.document
    document.apply(AddNodes((Node("a", "text.prompt"), Node("b", "text.prompt"))))
    before = document.graph.copy()
    document.apply(Connect(Wire("a", "text", "b", "text")))
    assert [item.what for item in differences(before, document.graph, desk.registry)] == ["wire into text"]


def test_values_set_for_one_run_only_count(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    desk.document.apply(AddNodes((Node("n", "number.seed", 1, {"seed": 1}),)))
    past = History(tmp_path / "history").add(finished(desk, overrides={"n": {"seed": 9}}))
    assert graph_of(past).nodes["n"].parameters["seed"] == 9
