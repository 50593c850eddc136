"""Depth and poses by tiny random networks in real transformers folders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.errors import Cancelled, DetectorUnavailable, RequestRefused, UnknownFamily, WeightsRefused
from models.preprocess import depth_kind, estimate_depth, estimate_poses

CLIP = np.random.default_rng(0).integers(0, 256, (3, 48, 64, 3)).astype(np.uint8)


def _depth_network(**changes: Any) -> Any:
    import torch
    from transformers import DepthAnythingConfig, DepthAnythingForDepthEstimation, Dinov2Config

    torch.manual_seed(0)
    backbone = Dinov2Config(
        hidden_size=16, num_hidden_layers=4, num_attention_heads=2, image_size=56, patch_size=14,
        out_features=["stage1", "stage2", "stage3", "stage4"], reshape_hidden_states=False,
    )  # fmt: skip
    config = DepthAnythingConfig(
        backbone_config=backbone, reassemble_hidden_size=16, neck_hidden_sizes=[8, 8, 16, 16], fusion_hidden_size=8,
        head_hidden_size=8, patch_size=14, **changes,
    )  # fmt: skip
    return DepthAnythingForDepthEstimation(config)


@pytest.fixture(scope="module")
def depth_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from transformers import DPTImageProcessor

    folder = tmp_path_factory.mktemp("depth")
    _depth_network().save_pretrained(folder)
    DPTImageProcessor(size={"height": 56, "width": 56}, ensure_multiple_of=14).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def pose_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch
    from transformers import VitPoseBackboneConfig, VitPoseConfig, VitPoseForPoseEstimation, VitPoseImageProcessor

    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("pose")
    backbone = VitPoseBackboneConfig(
        image_size=[64, 48], patch_size=[16, 16], hidden_size=16, num_hidden_layers=2, num_attention_heads=2
    )
    VitPoseForPoseEstimation(VitPoseConfig(backbone_config=backbone, num_labels=17)).save_pretrained(folder)
    VitPoseImageProcessor(size={"height": 64, "width": 48}).save_pretrained(folder)
    return folder


def test_depth_covers_every_frame_whatever_the_batch(depth_folder: Path) -> None:
    told: list[tuple[int, int]] = []
    one = estimate_depth(CLIP, depth_folder, device="cpu", batch=1, on_progress=lambda *step: told.append(step))
    two = estimate_depth(CLIP, depth_folder, device="cpu", batch=2)
    assert one.values.shape == (3, 48, 64)
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert one.kind == "relative_inverse"
    assert (one.near, one.far) == (one.values.max(), one.values.min())
    np.testing.assert_allclose(one.values, two.values, atol=1e-5)


def test_the_configuration_tells_metres_from_relative_depth() -> None:
    assert depth_kind(_depth_network(depth_estimation_type="metric", max_depth=20).config) == "metric"
    assert depth_kind(_depth_network().config) == "relative_inverse"


def test_poses_are_found_in_each_box(pose_folder: Path) -> None:
    boxes = [np.array([[0, 0, 0.5, 1], [0.5, 0, 1, 1]]), np.zeros((0, 4)), np.array([[0, 0, 1, 1.0]])]
    poses = estimate_poses(CLIP, pose_folder, boxes=boxes, device="cpu")
    assert poses.schema == "coco17"
    assert [len(people) for people in poses.frames] == [2, 0, 1]
    assert poses.frames[0][0].shape == (17, 3)
    assert len(estimate_poses(CLIP, pose_folder, device="cpu").frames[0]) == 1, "without boxes: one person"


def test_cancelling_stops_between_frames(depth_folder: Path, pose_folder: Path) -> None:
    with pytest.raises(Cancelled):
        estimate_depth(CLIP, depth_folder, device="cpu", cancelled=lambda: True)
    with pytest.raises(Cancelled):
        estimate_poses(CLIP, pose_folder, device="cpu", cancelled=lambda: True)


def test_folders_that_hold_no_such_network_are_refused(depth_folder: Path, pose_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownFamily, match=r"config\.json"):
        estimate_depth(CLIP, tmp_path, device="cpu")
    with pytest.raises(DetectorUnavailable, match="depth"):
        estimate_depth(CLIP, pose_folder, device="cpu")
    (tmp_path / "config.json").write_text((depth_folder / "config.json").read_text())
    with pytest.raises(DetectorUnavailable, match="no weights"):
        estimate_depth(CLIP, tmp_path, device="cpu")
    (tmp_path / "pytorch_model.bin").write_bytes(b"x")
    with pytest.raises(WeightsRefused, match="pickled"):
        estimate_depth(CLIP, tmp_path, device="cpu")
    with pytest.raises(RequestRefused, match="Boxes"):
        estimate_poses(CLIP, pose_folder, boxes=[np.zeros((1, 4))], device="cpu")
