"""Nodes that draw strokes and turn them into tracks."""

from __future__ import annotations

import numpy as np
import pytest

from nodes.errors import KinographError, NodeError
from nodes.library.strokes import (
    join_strokes,
    pins,
    smooth_strokes,
    strokes,
    strokes_to_tracks,
    track_from_numbers,
    transform_strokes,
)
from nodes.values import Stroke, Strokes

DRAG = {"points": [[0.2, 0.5], [0.5, 0.4], [0.8, 0.5]], "times_s": [0.0, 0.3, 1.0], "radius": 0.1}


@pytest.mark.parametrize("frames", [5, 17, 49, 81, 121, 257])
@pytest.mark.parametrize("easing", ["as drawn", "constant speed", "ease in out"])
def test_tracks_have_a_point_per_frame_and_meet_the_ends(frames: int, easing: str) -> None:
    tracks = strokes_to_tracks(strokes(strokes=[DRAG]), frames, easing)
    assert tracks.xy.shape == (1, frames, 2)
    assert np.abs(tracks.xy[0, 0] - [0.2, 0.5]).max() < 1e-6
    assert np.abs(tracks.xy[0, -1] - [0.8, 0.5]).max() < 1e-6
    assert tracks.visible.all()


def test_what_was_said_of_a_stroke_reaches_its_track() -> None:
    given = Stroke(
        np.array([[0.1, 0.1], [0.9, 0.1]]),
        region=np.array([[0.0, 0.0], [0.2, 0.0], [0.1, 0.2]]),
        radius=0.07,
        strength=0.5,
        layer=3,
        start=2,
        end=8,
        scale_end=4.0,
        rotation_end_deg=90.0,
    )
    tracks = strokes_to_tracks(Strokes((given,)), 11)
    assert (tracks.start[0], tracks.end[0], tracks.layer) == (2, 8, ("3",))
    assert tracks.radius[0] == pytest.approx(0.07)
    assert tracks.strength[0] == 0.5
    assert np.array_equal(tracks.region[0], given.region)
    assert tracks.scale[0, [0, 2, 5, 8, 10]].tolist() == pytest.approx([1, 1, 2, 4, 4])
    assert tracks.rotation_deg[0, [0, 5, 10]].tolist() == pytest.approx([0, 45, 90])


def test_an_end_beyond_the_clip_becomes_its_last_frame() -> None:
    tracks = strokes_to_tracks(Strokes((Stroke(np.array([[0.1, 0.1], [0.9, 0.1]]), end=40),)), 5)
    assert tracks.end[0] == 4
    assert np.allclose(tracks.xy[0, -1], [0.9, 0.1])


def test_pins_join_the_strokes_and_stay() -> None:
    both = pins(strokes(strokes=[DRAG]), points=[[0.9, 0.1], [0.5, 0.9]], radius=0.03)
    assert [stroke.pinned for stroke in both.strokes] == [False, True, True]
    tracks = strokes_to_tracks(both, 7)
    assert (tracks.xy[1] == tracks.xy[1, 0]).all()
    assert tracks.radius.tolist() == pytest.approx([0.1, 0.03, 0.03])
    assert len(pins(None, points=[[0.1, 0.2]]).strokes) == 1


def test_joined_strokes_keep_their_order() -> None:
    first, second = strokes(strokes=[DRAG | {"name": "a"}]), strokes(strokes=[DRAG | {"name": "b"}])
    assert [stroke.name for stroke in join_strokes(first, second).strokes] == ["a", "b"]


def test_a_track_from_numbers_is_straight_at_even_speed() -> None:
    tracks = track_from_numbers(0.1, 0.2, 0.9, 0.6, frames=9, scale_end=2.0)
    assert np.allclose(np.diff(tracks.xy[0], axis=0), [0.1, 0.05], atol=1e-6)
    assert tracks.scale[0, -1] == 2.0


def test_the_stroke_list_of_the_editor_comes_back_as_it_was() -> None:
    assert strokes(strokes=[DRAG]).to_json() == [DRAG]


def test_nothing_drawn_says_what_to_do() -> None:
    with pytest.raises(NodeError, match="No stroke") as caught:
        strokes_to_tracks(strokes())
    assert "Drag" in caught.value.remedy


def test_a_stroke_after_the_end_of_the_clip_is_named() -> None:
    with pytest.raises(NodeError, match=r"Stroke 0 \(late\) starts at frame 20"):
        strokes_to_tracks(strokes(strokes=[DRAG | {"start": 20, "name": "late"}]), 17)


@pytest.mark.parametrize(
    "bad",
    [
        [{"points": []}],
        [{"points": [[0.1, float("nan")]]}],
        [{"points": [[800, 450]]}],
        [{"points": [[0.1, 0.1]], "colour": "red"}],
        [{"points": [[0.1, 0.1]], "times_s": [0.0, 1.0]}],
        [{"points": [[0.1, 0.1], [0.2, 0.2]], "pinned": True}],
        [{"points": [[0.1, 0.1], [0.2, 0.2]], "region": [[0, 0], [1, 1]]}],
        [{"points": "here"}],
        [7],
    ],
)
def test_bad_stroke_lists_are_refused_by_name(bad: list) -> None:
    with pytest.raises(KinographError, match="troke"):
        strokes(strokes=bad)


@pytest.mark.parametrize("bad", [[[0.1]], [["a", "b"]], [[0.1, float("inf")]], "0.1 0.2", [None]])
def test_bad_pins_are_refused_by_name(bad: object) -> None:
    with pytest.raises(NodeError, match=r"[Pp]oint"):
        pins(points=bad)


def test_smoothing_calms_a_stroke_and_keeps_its_ends_and_timing() -> None:
    random = np.random.default_rng(0)
    line = np.stack([np.linspace(0.1, 0.9, 40), 0.5 + random.normal(0, 0.02, 40)], axis=1)
    given = Strokes((Stroke(line, times_s=np.linspace(0, 2, 40), name="shaky"),))
    (calm,) = smooth_strokes(given, 0.5, 10, simplify=0.005).strokes
    assert np.array_equal(calm.points[[0, -1]], line[[0, -1]])
    assert np.abs(np.diff(calm.points[:, 1], 2)).max() < np.abs(np.diff(line[:, 1], 2)).max()
    assert len(calm.points) < 40
    assert calm.times_s[[0, -1]].tolist() == [0, 2]
    assert calm.name == "shaky"
    assert smooth_strokes(given, 0.0, 0).content_hash() == given.content_hash()


def test_strokes_turn_about_their_middle_without_changing_shape() -> None:
    given = Strokes(
        (Stroke(np.array([[0.4, 0.5], [0.6, 0.5]]), region=np.array([[0.3, 0.4], [0.5, 0.4], [0.4, 0.6]])),)
    )
    (turned,) = transform_strokes(given, rotation=90, aspect=2.0).strokes
    assert np.allclose(turned.points, [[0.5, 0.3], [0.5, 0.7]])
    assert not np.allclose(turned.region, given.strokes[0].region)
    (path_only,) = transform_strokes(given, shift_x=0.1, regions=False).strokes
    assert np.allclose(path_only.points[:, 0], [0.5, 0.7])
    assert np.array_equal(path_only.region, given.strokes[0].region)


def test_a_reversed_stroke_keeps_its_rhythm_backwards() -> None:
    given = strokes(strokes=[DRAG])
    (back,) = transform_strokes(given, reverse=True).strokes
    assert np.allclose(back.points, np.array(DRAG["points"])[::-1])
    assert back.times_s.tolist() == pytest.approx([0, 0.7, 1.0])
    assert transform_strokes(Strokes()).strokes == ()
