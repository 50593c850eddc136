"""Edges, optical flow and the detectors by name."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from nodes.errors import Cancelled, KinographError, NodeError
from nodes.graph import PlainRun
from nodes.library.detectors import Detector, preprocess
from nodes.library.edges import edges
from nodes.library.flow import optical_flow
from nodes.values import Clip, Image


def sliding_texture(frames: int = 4, step: int = 3) -> Clip:
    texture = np.random.default_rng(0).integers(0, 255, (16, 24, 3), dtype=np.uint8)
    wide = np.kron(texture, np.ones((6, 6, 1), np.uint8))
    return Clip(np.stack([wide[:, 30 - step * t : 110 - step * t] for t in range(frames)]), Fraction(8))


def test_edges_are_white_lines_where_the_brightness_jumps() -> None:
    pixels = np.zeros((40, 60, 3), np.uint8)
    pixels[:, 30:] = 255
    run = PlainRun()
    clip = edges(run, Clip(np.stack([pixels] * 2), Fraction(8)))
    assert (clip.frame_count, clip.fps) == (2, Fraction(8))
    columns = np.nonzero(clip.frame(1)[20, :, 0])[0]
    assert columns.size == 1
    assert abs(int(columns[0]) - 30) <= 1
    assert set(np.unique(clip.as_uint8())) == {0, 255}
    assert run.steps[-1][:2] == (2, 2)


def test_edges_of_a_scaled_picture_stay_black_and_white() -> None:
    pixels = np.zeros((80, 120, 3), np.uint8)
    pixels[20:60, 30:90] = 255
    clip = edges(PlainRun(), Image(pixels), width=60, height=40)
    assert clip.shape == (1, 40, 60, 3)
    assert set(np.unique(clip.as_uint8())) == {0, 255}


def test_thresholds_the_wrong_way_round_are_named() -> None:
    with pytest.raises(NodeError, match="low threshold 200"):
        edges(PlainRun(), Image(np.zeros((8, 8, 3), np.uint8)), 200, 100)


def test_flow_finds_how_far_a_texture_slides() -> None:
    flow = optical_flow(PlainRun(), sliding_texture())
    assert flow.forward.shape == (3, 96, 80, 2)
    inner = flow.forward[:, 20:-20, 20:-20]
    assert np.median(inner[..., 0]) == pytest.approx(3, abs=0.2)
    assert np.median(inner[..., 1]) == pytest.approx(0, abs=0.2)
    assert np.median(flow.backward[:, 20:-20, 20:-20, 0]) == pytest.approx(-3, abs=0.2)
    assert flow.valid[:, 20:-20, 20:-20].mean() > 0.8


def test_flow_needs_two_frames_and_can_be_stopped() -> None:
    with pytest.raises(NodeError, match="one frame"):
        optical_flow(PlainRun(), sliding_texture(1))
    run = PlainRun()
    run.stop = True
    with pytest.raises(Cancelled):
        optical_flow(run, sliding_texture())


def test_every_detector_offered_is_known() -> None:
    from models.preprocess import DETECTORS

    assert set(get_args(Detector)) == set(DETECTORS)


def test_a_detector_without_weights_draws_every_frame() -> None:
    run = PlainRun()
    try:
        clip = preprocess(run, sliding_texture(2), "canny", resolution=128)
    except KinographError as error:
        pytest.skip(str(error))
    assert clip.shape == (2, 96, 80, 3)
    assert clip.fps == Fraction(8)
    assert clip.as_uint8().max() > 0
    assert run.steps[-1][:2] == (2, 2)


def test_a_detector_that_lacks_its_weights_says_which(tmp_path: Path) -> None:
    with pytest.raises(KinographError, match="hed"):
        preprocess(PlainRun(tmp_path), Image(np.zeros((64, 64, 3), np.uint8)), "hed")
