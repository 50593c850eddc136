"""Strokes nobody would draw, and many of them: everything that shows them stays usable."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.editors import CurvesPanel, LayersPanel, StrokePanel
from app.editors.active_strokes import nearest_on
from app.editors.stroke_edits import points_of, reversed_stroke, simplified, smoothed, with_path
from app.editors.stroke_timing import Timing, curve_of, frame_points, frame_shares, retimed, subdivided
from nodes.library.strokes import tracks_of
from nodes.values import Strokes

SPIRAL = np.column_stack([np.cos(np.linspace(0, 60, 10_000)), np.sin(np.linspace(0, 60, 10_000))]) * 0.3 + 0.5
STRANGE: dict[str, dict[str, Any]] = {
    "one point": {"points": [[0.5, 0.5]]},
    "no length": {"points": [[0.5, 0.5], [0.5, 0.5]]},
    "off the frame": {"points": [[-2.0, 3.0], [5.0, -4.0]]},
    "begins after the clip": {"points": [[0.1, 0.1], [0.9, 0.9]], "start": 400},
    "all at one time": {"points": [[0.1, 0.1], [0.5, 0.2], [0.9, 0.9]], "times_s": [0.0, 0.0, 0.0]},
    "no radius": {"points": [[0.1, 0.1], [0.9, 0.9]], "radius": 0.0},
    "an outline off the frame": {"points": [[0.1, 0.1], [0.9, 0.9]], "region": [[2, 2], [3, 2], [3, 3]]},
    "a flat outline": {"points": [[0.1, 0.1], [0.9, 0.9]], "region": [[0.2, 0.2], [0.2, 0.2], [0.2, 0.2]]},
    "ten thousand points": {"points": SPIRAL.round(6).tolist()},
    "one frame long": {"points": [[0.1, 0.1], [0.9, 0.9]], "start": 4, "end": 4},
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_stroke_is_shown_and_can_be_deleted(
    panel: StrokePanel, hand, active, stored, stroke_desk: Desk, qtbot: QtBot, name: str
) -> None:
    layers, curves = LayersPanel(stroke_desk), CurvesPanel(stroke_desk)
    for view in (layers, curves):
        qtbot.addWidget(view)
        view.show()
    active.change([STRANGE[name]], name)
    active.select(0, [0])
    for view in (panel, layers, curves):
        view.grab()
    qtbot.waitUntil(lambda: panel.preview.finished)
    stroke_desk.playhead.move_to(8)
    for command in ("smooth", "simplify", "reverse", "mirror_across", "duplicate"):
        stroke_desk.commands.run(f"strokes.{command}")
        panel.grab()
    stroke_desk.commands.run("strokes.delete_all")
    assert stored() == []


@pytest.mark.parametrize(
    "points", [[], [[0.1]], [[0.1, "x"]], [[0.1, None]], [["0.1", "0.2"], 3], "points", None, [[1e400, 0.0]]]
)
def test_points_that_are_none_are_told_and_not_shown(panel, active, stroke_desk: Desk, stored, points) -> None:
    from nodes.errors import GraphError
    from nodes.graph.edits import SetParameter

    edit = SetParameter("drawing", "strokes", [{"points": points}])
    try:
        stroke_desk.document.apply(edit)
    except GraphError:
        assert stored() == []
        return
    assert active.problem
    assert active.strokes == ()
    panel.grab()


def test_times_that_run_backwards_are_told(panel, active, stroke_desk: Desk) -> None:
    from nodes.graph.edits import SetParameter

    value = [{"points": [[0, 0], [1, 1]], "times_s": [1.0, 0.0]}]
    stroke_desk.document.apply(SetParameter("drawing", "strokes", value))
    assert "times_s" in active.problem


shares = st.floats(0.0, 1.0, width=32)
paths = st.lists(st.tuples(shares, shares), min_size=2, max_size=12, unique=True)


@given(paths, st.integers(2, 121))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_dots_are_the_tracks(points: list[tuple[float, float]], frames: int) -> None:
    stroke = with_path({}, points, np.arange(len(points)) * 0.1)
    track = tracks_of(Strokes.from_json([stroke]), frames).xy[0]
    assert np.abs(frame_points(stroke, Timing(frames)) - track).max() < 1e-6


@given(paths, st.lists(st.floats(0.001, 1.0), min_size=16, max_size=16))
@settings(max_examples=30, deadline=None)
def test_a_wanted_timing_is_met_and_the_ends_stay(points: list[tuple[float, float]], steps: list[float]) -> None:
    stroke = with_path({}, np.round(points, 3), np.arange(len(points)) * 0.1)
    if len({tuple(point) for point in stroke["points"]}) < 2:
        return
    wanted = np.concatenate([[0.0], np.cumsum(steps) / np.sum(steps)])
    made = retimed(stroke, Timing(), wanted)
    assert np.abs(frame_shares(made, Timing()) - wanted).max() < 0.02
    assert made["points"][0] == stroke["points"][0]
    assert made["points"][-1] == stroke["points"][-1]
    before, after = (curve_of(points_of(each)) for each in (stroke, made))
    assert max(nearest_on(before, place, 1.0)[0] for place in after) < 0.015
    Strokes.from_json([made])


@given(paths)
@settings(max_examples=30, deadline=None)
def test_changes_give_strokes_the_node_takes(points: list[tuple[float, float]]) -> None:
    stroke = with_path({}, points, np.arange(len(points)) * 0.1)
    assert reversed_stroke(reversed_stroke(stroke)) == stroke
    made = [smoothed(stroke), simplified(stroke, 0.01), reversed_stroke(stroke), subdivided(stroke, Timing(), 0.4)[0]]
    assert len(Strokes.from_json(made).strokes) == 4


def test_two_hundred_strokes_are_dragged_together_with_the_rest_standing(panel, hand, active, stored) -> None:
    generator = np.random.default_rng(3)
    many = [{"points": generator.uniform(0.1, 0.9, (40, 2)).round(4).tolist()} for _ in range(200)]
    active.change(many, "Many")
    active.select(7)
    hand.key(Qt.Key.Key_Right)
    moved = stored()
    assert moved[:7] == many[:7]
    assert moved[8:] == many[8:]
    assert np.allclose(np.array(moved[7]["points"]) - many[7]["points"], [1 / 832, 0], atol=2e-6)
