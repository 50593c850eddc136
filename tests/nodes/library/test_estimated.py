"""Depth and poses by real, tiny networks with random weights from a local folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nodes.errors import Cancelled
from nodes.graph import PlainRun
from nodes.library.control import depth_control, pose_control
from nodes.library.depth import estimate_depth
from nodes.library.pose import estimate_poses
from nodes.values import Boxes, Clip, Image

CLIP = Clip(np.random.default_rng(0).integers(0, 255, (3, 64, 96, 3), dtype=np.uint8))


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a GLPN for depth and a ViTPose, both untrained."""
    transformers = pytest.importorskip("transformers")
    import torch

    folder = tmp_path_factory.mktemp("weights")
    torch.manual_seed(0)
    depth = transformers.GLPNConfig(
        depths=[1] * 4,
        hidden_sizes=[8] * 4,
        num_attention_heads=[1] * 4,
        mlp_ratios=[1] * 4,
        decoder_hidden_size=8,
    )
    transformers.GLPNForDepthEstimation(depth).save_pretrained(folder / "depth")
    transformers.GLPNImageProcessor(size_divisor=32).save_pretrained(folder / "depth")
    backbone = transformers.VitPoseBackboneConfig(
        image_size=[64, 48],
        patch_size=[16, 16],
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        out_features=["stage2"],
    )
    pose = transformers.VitPoseConfig(backbone_config=backbone, id2label={point: str(point) for point in range(17)})
    transformers.VitPoseForPoseEstimation(pose).save_pretrained(folder / "pose")
    transformers.VitPoseImageProcessor(size={"height": 64, "width": 48}).save_pretrained(folder / "pose")
    return folder


def test_depth_of_a_clip_becomes_a_control(weights: Path) -> None:
    run = PlainRun(weights)
    depth = estimate_depth(run, CLIP, "depth", "cpu")
    assert (depth.kind, depth.values.shape) == ("metric", (3, 64, 96))
    assert run.steps[-1][:2] == (3, 3)
    assert depth_control(depth).clip.shape == CLIP.shape


def test_depth_of_a_picture_is_one_frame(weights: Path) -> None:
    assert estimate_depth(PlainRun(weights), Image(CLIP.frame(0)), "depth", "cpu").frame_count == 1


def test_poses_of_a_clip_become_a_control(weights: Path) -> None:
    poses = estimate_poses(PlainRun(weights), CLIP, None, "pose", "cpu")
    assert (poses.schema, poses.width, poses.height) == ("coco17", 96, 64)
    assert [len(people) for people in poses.frames] == [1, 1, 1]
    assert pose_control(poses).clip.shape == CLIP.shape


def test_each_box_is_looked_at_for_a_person(weights: Path) -> None:
    boxes = Boxes(np.tile(np.array([0.2, 0.2, 0.6, 0.9], np.float32), (2, 3, 1)), ("a", "b"))
    poses = estimate_poses(PlainRun(weights), CLIP, boxes, "pose", "cpu")
    assert [len(people) for people in poses.frames] == [2, 2, 2]


@pytest.mark.parametrize(("estimate", "folder"), [(estimate_depth, "depth"), (estimate_poses, "pose")])
def test_estimating_stops_when_asked(weights: Path, estimate: object, folder: str) -> None:
    run = PlainRun(weights)
    run.stop = True
    with pytest.raises(Cancelled):
        estimate(run, CLIP, folder=folder, device="cpu")
