"""Edges and flow, which need no weights."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.errors import RequestRefused
from models.preprocess import canny_edges, optical_flow

NOISE = np.random.default_rng(1).integers(0, 256, (60, 80, 3)).astype(np.uint8)
LARGE = cv2.resize(NOISE, (480, 360), interpolation=cv2.INTER_CUBIC)


def sliding(dx: int, dy: int, frames: int = 3, height: int = 120, width: int = 160) -> np.ndarray:
    """A window that moves over a picture, so that what is seen moves by (-dx, -dy) a frame."""
    return np.stack(
        [LARGE[60 + t * dy : 60 + t * dy + height, 60 + t * dx : 60 + t * dx + width] for t in range(frames)]
    )


def test_the_outline_of_a_square_is_found() -> None:
    picture = np.zeros((40, 50, 3), np.uint8)
    picture[10:30, 15:35] = 255
    edges = canny_edges(picture)
    assert edges.shape == (40, 50)
    assert set(np.unique(edges)) == {0, 255}
    assert edges[15:25, 20:30].sum() == 0
    assert (edges[12:28, 13:17].max(axis=1) == 255).all()


def test_edges_of_a_clip_are_its_frames_edges() -> None:
    clip = sliding(3, 1)
    edges = canny_edges(clip, 80, 160, smoothing_px=1.0)
    assert edges.shape == (3, 120, 160)
    assert np.array_equal(edges[2], canny_edges(clip[2], 80, 160, smoothing_px=1.0))
    assert canny_edges(clip, 10, 20).sum() > canny_edges(clip, 200, 250).sum()


@pytest.mark.parametrize(("low", "high"), [(200, 100), (-1, 5), (0, 256), (float("nan"), 10)])
def test_thresholds_out_of_range_are_refused(low: float, high: float) -> None:
    with pytest.raises(RequestRefused, match="thresholds"):
        canny_edges(NOISE, low, high)


@pytest.mark.parametrize(("dx", "dy"), [(3, 0), (-2, 2), (0, 0)])
def test_the_flow_of_a_sliding_picture_is_its_motion(dx: int, dy: int) -> None:
    flow = optical_flow(sliding(dx, dy))
    assert flow.forward.shape == flow.backward.shape == (2, 120, 160, 2)
    inner = np.s_[:, 16:-16, 16:-16]
    np.testing.assert_allclose(np.median(flow.forward[inner], axis=(1, 2)), [[-dx, -dy]] * 2, atol=0.1)
    np.testing.assert_allclose(np.median(flow.backward[inner], axis=(1, 2)), [[dx, dy]] * 2, atol=0.1)
    assert flow.valid[inner].mean() > 0.95


def test_what_is_hidden_is_not_valid() -> None:
    clip = sliding(0, 0, frames=2).copy()
    clip[1, 40:90, 50:110] = 255 - clip[1, 40:90, 50:110].mean(axis=(0, 1)).astype(np.uint8)
    flow = optical_flow(clip)
    assert flow.valid[0, 50:80, 60:100].mean() < flow.valid[0, :, 130:].mean()


def test_tiny_pictures_have_flow_too() -> None:
    assert optical_flow(sliding(1, 0, height=9, width=7)).forward.shape == (2, 9, 7, 2)


@pytest.mark.parametrize("clip", [NOISE, NOISE[None], sliding(1, 1).astype(np.float32), NOISE[..., 0]])
def test_clips_without_motion_or_of_another_kind_are_refused(clip: np.ndarray) -> None:
    with pytest.raises(RequestRefused):
        optical_flow(clip)
