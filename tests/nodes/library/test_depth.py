"""Depth nodes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nodes.errors import KinographError, MediaError, NodeError
from nodes.graph import PlainRun, node_type_of
from nodes.library.depth import depth_from_pictures, estimate_depth
from nodes.values import Clip, Image

PICTURE = Image(np.zeros((32, 32, 3), np.uint8))


def grey_ramp() -> np.ndarray:
    return np.repeat(np.tile(np.arange(0, 256, 5, dtype=np.uint8), (8, 1))[..., None], 3, axis=-1)


def test_grey_pictures_are_read_as_relative_depth() -> None:
    depth = depth_from_pictures(Clip(np.stack([grey_ramp()] * 3)))
    assert (depth.kind, depth.frame_count) == ("relative_inverse", 3)
    assert depth.values[0, 0, 0] == 0
    assert depth.values[0, 0, -1] == pytest.approx(1.0, abs=1e-6)
    turned = depth_from_pictures(Image(grey_ramp()), "near is black")
    assert np.allclose(turned.values, 1 - depth.values[:1], atol=1e-6)


def test_grey_pictures_are_read_as_metres() -> None:
    depth = depth_from_pictures(Image(grey_ramp()), "metres", 20.0)
    assert depth.kind == "metric"
    assert depth.range()[1] == pytest.approx(20.0, abs=1e-4)


def test_a_flat_picture_has_no_depth() -> None:
    with pytest.raises(NodeError, match="same brightness"):
        depth_from_pictures(PICTURE)


def test_estimating_needs_a_folder_that_holds_a_network(tmp_path: Path) -> None:
    run = PlainRun(tmp_path)
    with pytest.raises(NodeError, match="No folder of weights") as caught:
        estimate_depth(run, PICTURE)
    assert "Download" in caught.value.remedy
    with pytest.raises(MediaError, match="absent"):
        estimate_depth(run, PICTURE, "absent")
    (tmp_path / "empty").mkdir()
    with pytest.raises(KinographError, match=r"config\.json"):
        estimate_depth(run, PICTURE, "empty")


def test_the_key_changes_with_the_weights(tmp_path: Path) -> None:
    run = PlainRun(tmp_path)
    fingerprint = node_type_of(estimate_depth).fingerprint
    folder = tmp_path / "weights"
    folder.mkdir()
    weights = folder / "model.safetensors"
    keys = set()
    for content in (b"a" * 10, b"b" * 10, b"a" * 3_000_000, b"a" * 1_500_000 + b"b" * 1_500_000):
        weights.write_bytes(content)
        keys.add(fingerprint(folder="weights", device="cpu", resolve=run.resolve))
    weights.rename(folder / "other.safetensors")
    keys.add(fingerprint(folder="weights", device="cpu", resolve=run.resolve))
    assert len(keys) == 5
    assert fingerprint(folder="", device="cpu", resolve=run.resolve) == ""
