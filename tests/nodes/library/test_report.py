"""Path Error: known distances are found, and what cannot be measured is said."""

from __future__ import annotations

import numpy as np
import pytest

from nodes.errors import NodeError
from nodes.graph import PlainRun
from nodes.library.report import path_error
from nodes.values import Clip, Mask, Tracks

WIDTH, HEIGHT, FRAMES = 96, 64, 9


def ball_clip(path: np.ndarray, seed: int = 0) -> Clip:
    """A shaded red disc of 8 px whose centre is at `path` [T,2] pixels, over a fixed texture."""
    rng = np.random.default_rng(seed)
    ground = np.kron(rng.integers(60, 140, (HEIGHT // 8, WIDTH // 8, 3)), np.ones((8, 8, 1))).astype(np.uint8)
    y, x = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    frames = []
    for centre in path:
        frame = ground.copy()
        away = np.hypot(x - centre[0], y - centre[1])
        inside = away < 8
        frame[inside] = np.stack([255 - away * 12, 20 + away * 2, 30 + 0 * away], axis=-1)[inside].astype(np.uint8)
        frames.append(frame)
    return Clip(np.stack(frames), 8)


def straight(dx: float, dy: float = 0.0) -> np.ndarray:
    share = np.linspace(0, 1, FRAMES)[:, None]
    return np.array([30.0, 32.0]) + share * np.array([dx, dy])


def tracks_of(*paths: np.ndarray, visible: np.ndarray | None = None) -> Tracks:
    xy = (np.stack(paths) / [WIDTH, HEIGHT]).astype(np.float32)
    count = len(paths)
    return Tracks(
        xy=xy,
        visible=np.ones((count, FRAMES), bool) if visible is None else visible,
        radius=np.full(count, 8 / WIDTH, np.float32),
        strength=np.ones(count, np.float32),
        layer=tuple(str(number) for number in range(count)),
    )


def test_a_clip_that_obeys_has_almost_no_error() -> None:
    run = PlainRun()
    report, mean = path_error(run, ball_clip(straight(40)), tracks_of(straight(40)))
    assert mean.value < 0.5
    assert report.tables[0].rows[0][1] == mean.value
    assert f"of {WIDTH} x {HEIGHT}" in report.notes[0]
    assert "template matching" in " ".join(report.notes)
    assert len(report.series[0].x) == FRAMES
    assert run.steps


def test_a_known_miss_is_measured() -> None:
    report, mean = path_error(PlainRun(), ball_clip(straight(20)), tracks_of(straight(40)))
    distances = dict(report.tables[0].rows)
    assert mean.value == pytest.approx(10, abs=0.7)
    assert distances["median"] == pytest.approx(10, abs=0.8)
    assert distances["final"] == pytest.approx(20, abs=1.0)


def test_the_clip_without_control_is_compared() -> None:
    report, _ = path_error(
        PlainRun(),
        ball_clip(straight(40)),
        tracks_of(straight(40)),
        without_control=ball_clip(straight(0)),
    )
    assert report.tables[0].columns[-1] == "px without control"
    assert report.tables[0].rows[0][2] == pytest.approx(20, abs=1.0)
    assert set(report.series[0].lines) == {"distance", "without control"}
    assert any("without control" in note for note in report.notes)


def test_pins_are_left_out_while_something_moves() -> None:
    report, _ = path_error(PlainRun(), ball_clip(straight(40)), tracks_of(straight(40), np.full((FRAMES, 2), 8.0)))
    assert len(report.tables[1].rows) == 1
    still, mean = path_error(PlainRun(), ball_clip(straight(0)), tracks_of(straight(0)))
    assert len(still.tables[1].rows) == 1
    assert mean.value < 0.5


def test_hidden_frames_do_not_count() -> None:
    visible = np.ones((1, FRAMES), bool)
    visible[0, 5:] = False
    report, _ = path_error(PlainRun(), ball_clip(straight(20)), tracks_of(straight(40), visible=visible))
    assert dict(report.tables[0].rows)["final"] == pytest.approx(10, abs=0.8)
    assert len(report.series[0].x) == 5


def test_a_mask_says_what_moves() -> None:
    y, x = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    mask = Mask((np.hypot(x - 30, y - 32) < 8).astype(np.float32)[None])
    _, mean = path_error(PlainRun(), ball_clip(straight(30, 10)), tracks_of(straight(30, 10)), mask)
    assert mean.value < 0.5


def test_lengths_that_differ_are_refused() -> None:
    clip = Clip(ball_clip(straight(0)).as_uint8()[:5], 8)
    with pytest.raises(NodeError, match="tracks have 9 frames, the clip has 5"):
        path_error(PlainRun(), clip, tracks_of(straight(0)))
    with pytest.raises(NodeError, match="clip without control has 5"):
        path_error(PlainRun(), ball_clip(straight(0)), tracks_of(straight(0)), without_control=clip)


def test_nothing_to_follow_is_said() -> None:
    hidden = np.zeros((1, FRAMES), bool)
    with pytest.raises(NodeError, match="visible"):
        path_error(PlainRun(), ball_clip(straight(0)), tracks_of(straight(0), visible=hidden))
    with pytest.raises(NodeError, match="outside the picture"):
        path_error(PlainRun(), ball_clip(straight(0)), tracks_of(straight(0) + np.array([200, 0]), straight(10)))
