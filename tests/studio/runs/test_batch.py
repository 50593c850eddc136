"""Batches: values as people write them, a grid of runs, a sheet that labels each."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.runs.batch import Axis, BatchError, Setting, cells, parse_values, seeds, settings_of
from app.runs.batch_files import files_of_cell
from app.runs.batch_runs import BatchRuns
from app.runs.sheet import Sheet, paint_sheet
from nodes.graph import Node
from nodes.graph.edits import AddNodes
from nodes.graph.nodetype import Parameter

NUMBER = Setting("n", "Node", Parameter("amount", "number", 1.0, minimum=0.0, maximum=10.0), 1.0)
SEED = Setting("s", "Seed", Parameter("seed", "integer", 0, minimum=0, maximum=2**63 - 1, seed=True), 7)
CHOICE = Setting("c", "Node", Parameter("how", "choice", "a", choices=("a", "b")), "a")


@pytest.mark.parametrize(
    ("setting", "text", "values"),
    [
        (NUMBER, "1, 2.5, 3", (1.0, 2.5, 3.0)),
        (NUMBER, "0 to 1 in 3", (0.0, 0.5, 1.0)),
        (CHOICE, "b, a", ("b", "a")),
        (SEED, "1,9", (1, 9)),
    ],
)
def test_values_are_read_as_people_write_them(setting: Setting, text: str, values: tuple[object, ...]) -> None:
    assert parse_values(setting, text) == values


def test_a_seed_count_begins_at_the_present_seed() -> None:
    assert seeds(SEED, "3") == (7, 8, 9)
    assert len(set(seeds(SEED, "random 5"))) == 5
    assert seeds(SEED, "5, 6") == (5, 6)


@pytest.mark.parametrize(
    ("setting", "text", "word"),
    [
        (NUMBER, "", "No values"),
        (NUMBER, "11", "highest"),
        (NUMBER, "x", "'x'"),
        (NUMBER, "0 to b in 3", "no numbers"),
        (CHOICE, "z", "'z'"),
    ],
)
def test_bad_values_are_named(setting: Setting, text: str, word: str) -> None:
    with pytest.raises(BatchError, match=word):
        parse_values(setting, text)


def test_a_grid_has_a_run_for_each_pair() -> None:
    grid = cells(Axis(NUMBER, (1.0, 2.0)), Axis(SEED, (5, 6, 7)))
    assert len(grid) == 6
    assert grid[-1].overrides == {"n": {"amount": 2.0}, "s": {"seed": 7}}
    assert grid[0].title == "amount = 1, seed = 5"


def test_what_is_no_batch_is_refused() -> None:
    with pytest.raises(BatchError, match="both axes"):
        cells(Axis(NUMBER, (1.0,)), Axis(NUMBER, (2.0,)))
    with pytest.raises(BatchError, match="Nothing"):
        cells(None, None)
    with pytest.raises(BatchError, match="too many"):
        cells(Axis(NUMBER, (1.0,) * 30), Axis(SEED, (1,) * 30))


def test_settings_leave_out_what_a_wire_feeds(example_desk: Desk) -> None:
    found = settings_of(example_desk.document.graph, example_desk.registry)
    assert found[0].record.seed
    assert not any(setting.path == "sample" and setting.record.name == "seed" for setting in found)


def test_a_sheet_shows_pictures_and_says_why_one_is_missing(desk: Desk) -> None:
    picture = QImage(96, 64, QImage.Format.Format_RGB32)
    picture.fill(0xFF336699)
    sheet = Sheet(("a = 1", "a = 2"), ("b = 1",), {(0, 0): picture, (1, 0): "it failed"})
    image = paint_sheet(sheet, desk.look)
    assert image.height() > 2 * 128
    assert (image.pixel(image.width() - 60, 60) & 0xFFFFFF) == 0x336699


def test_a_batch_runs_and_leaves_its_sheet(
    run_desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run_desk.document.apply(AddNodes((Node("clip", "test.moving", 1, {"frames": 2, "width": 96, "height": 64}),)))
    setting = next(s for s in settings_of(run_desk.document.graph, run_desk.registry) if s.record.name == "frames")
    axis = Axis(setting, (2, 3))
    batch = BatchRuns(run_desk, cells(axis, None), axis, None)
    with qtbot.waitSignal(batch.finished, timeout=30_000) as told:
        assert batch.left == 2
    assert told.args is not None
    assert not QImage(told.args[0]).isNull()
    past = run_desk.runs.history.runs[0] if run_desk.runs is not None else None
    assert past is not None
    assert past.written == (told.args[0],)
    assert not QImage(past.picture).isNull()


def test_each_run_of_a_batch_has_files_of_its_own(example_desk: Desk, tmp_path: Path) -> None:
    graph, registry = example_desk.document.graph, example_desk.registry
    files = [files_of_cell(graph, registry, tmp_path, cell) for cell in cells(Axis(SEED, (1, 2)), None)]
    assert [Path(place).name for place in files[0].values()] == ["01-01 dragged-ball.mp4"]
    assert not set(files[0].values()) & set(files[1].values())


def test_runs_that_are_taken_out_are_empty_cells(
    run_desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run_desk.document.apply(AddNodes((Node("clip", "test.moving", 1, {"frames": 2}),)))
    setting = next(s for s in settings_of(run_desk.document.graph, run_desk.registry) if s.record.name == "frames")
    runs, axis = run_desk.runs, Axis(setting, tuple(range(2, 14)))
    assert runs is not None
    runs.pause()
    batch = BatchRuns(run_desk, cells(axis, None), axis, None)
    qtbot.waitUntil(lambda: len(runs.entries) == 12)
    with qtbot.waitSignal(batch.finished, timeout=30_000) as told:
        for entry in runs.entries:
            runs.remove(entry.job_id)
    assert told.args is not None
    assert not QImage(told.args[0]).isNull()
