"""The procedural world: the same everywhere, and its ground truth agrees with itself."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from models.pocket.data import TASKS, make_sample, training_sample
from models.pocket.world import SKY_DEPTH_M, Take, WorldOptions, render_take, vocabulary
from models.pocket.world.words import CAMERA_WORDS

ROOT = Path(__file__).resolve().parents[3]
SEEDS = range(1_000_000_500, 1_000_000_512)


@pytest.fixture(scope="module")
def takes() -> list[Take]:
    return [render_take(seed) for seed in SEEDS]


def digest(take: Take) -> str:
    parts = (take.colour, take.depth, take.masks, take.tracks, take.poses, take.camera_to_world)
    return hashlib.sha256(b"".join(part.tobytes() for part in parts) + take.caption.encode()).hexdigest()


def test_another_process_renders_the_same_bytes() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "from models.pocket.world import render_take; from tests.models.pocket.test_world import digest;"
        "print(*[digest(render_take(seed)) for seed in (3, 4, 5)])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(ROOT)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.split() == [digest(render_take(seed)) for seed in (3, 4, 5)]


def test_shapes_and_types(takes: list[Take]) -> None:
    for take in takes:
        objects = len(take.masks)
        assert take.colour.shape == (17, 64, 96, 3)
        assert take.colour.dtype == np.uint8
        assert take.depth.shape == (17, 64, 96)
        assert take.depth.dtype == np.float32
        assert take.masks.shape == (objects, 17, 64, 96)
        assert take.masks.dtype == np.bool_
        assert take.tracks.shape == (objects, 17, 2)
        assert take.visible.shape == take.distances_m.shape == (objects, 17)
        assert take.poses.shape[0] == 17
        assert take.poses.shape[2:] == (18, 3)


def test_masks_do_not_overlap(takes: list[Take]) -> None:
    assert all(take.masks.sum(axis=0).max() <= 1 for take in takes)


def test_tracks_lie_on_their_masks(takes: list[Take]) -> None:
    for take in takes:
        for n, t in np.argwhere(take.visible):
            x, y = take.tracks[n, t] * (96, 64)
            assert take.masks[n, t, int(y), int(x)]


def test_a_ball_that_nothing_hides_is_centred_on_its_track() -> None:
    checked = 0
    for seed in range(100):
        take = render_take(seed, WorldOptions(kind="solids"))
        if len(take.masks) == 1 and "ball" in take.caption:
            mask = take.masks[0, 8]
            rows, columns = np.nonzero(mask)
            if rows.min() > 0 and rows.max() < 63 and columns.min() > 0 and columns.max() < 95:
                centre = (columns.mean() + 0.5, rows.mean() + 0.5)
                assert take.tracks[0, 8] * (96, 64) == pytest.approx(centre, abs=1.5)
                checked += 1
    assert checked >= 2


def test_depth_of_the_ground_agrees_with_the_camera(takes: list[Take]) -> None:
    """Ground points seen in the first frame lie on one plane in space, also when the camera has moved."""
    for take in takes:
        points = unproject(take, 0)
        normal, offset = fit_plane(points)
        last = unproject(take, -1) @ take.camera_to_world[-1, :3, :3].T + take.camera_to_world[-1, :3, 3]
        assert np.abs(points @ normal - offset).max() < 0.05
        assert np.abs(last @ normal - offset).max() < 0.05


def unproject(take: Take, t: int) -> NDArray[np.float64]:
    """Camera-space ground points [M,3] of one frame, a nearer part of the ground only."""
    ground = ~take.masks[:, t].any(axis=0) & (take.depth[t] < 5)
    rows, columns = np.nonzero(ground)
    fx, fy, cx, cy = take.intrinsics
    depth = take.depth[t][ground].astype(np.float64)
    x = ((columns + 0.5) / 96 - cx) / fx * depth
    y = ((rows + 0.5) / 64 - cy) / fy * depth
    return np.stack([x, y, depth], axis=-1)


def fit_plane(points: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    centre = points.mean(axis=0)
    normal = np.linalg.svd(points - centre, full_matrices=False)[2][-1]
    return normal, float(normal @ centre)


def test_the_first_camera_is_the_identity_and_all_are_rigid(takes: list[Take]) -> None:
    for take in takes:
        assert take.camera_to_world[0] == pytest.approx(np.eye(4), abs=1e-12)
        turn = take.camera_to_world[:, :3, :3]
        assert turn @ turn.transpose(0, 2, 1) == pytest.approx(np.broadcast_to(np.eye(3), turn.shape), abs=1e-9)


def test_depth_is_never_beyond_the_sky(takes: list[Take]) -> None:
    assert all((take.depth > 0).all() and take.depth.max() <= SKY_DEPTH_M for take in takes)


def test_a_figure_has_its_keypoints_on_its_mask() -> None:
    take = render_take(12, WorldOptions(kind="figure"))
    neck_hips_knees = take.poses[:, 0, [1, 8, 9, 11, 12]]
    hits = [
        take.masks[-1, t, int(y * 64), int(x * 96)]
        for t, joints in enumerate(neck_hips_knees)
        for x, y, confidence in joints
        if confidence
    ]
    assert np.mean(hits) > 0.9


def test_captions_use_the_vocabulary_and_never_tell_the_path(takes: list[Take]) -> None:
    words = set(vocabulary())
    camera = set(CAMERA_WORDS.values())
    for take in takes:
        assert set(take.caption.split()) <= words
        told = take.caption.removeprefix(take.caption_still).removeprefix(" , ")
        assert told == "" or told in camera


def test_moving_objects_travel_and_others_rest() -> None:
    for seed in range(8):
        take = render_take(seed, WorldOptions(kind="solids"))
        travelled = np.linalg.norm(take.tracks[:, -1] - take.tracks[:, 0], axis=-1)
        assert (travelled[take.moved] > 0.1).all()
        assert (travelled[~take.moved] < 1e-6).all()


@pytest.mark.parametrize("task", TASKS)
def test_every_task_keeps_what_it_says(task: str) -> None:
    kinds = {"strokes": "solids", "pose": "figure"}
    take = render_take(21, WorldOptions(kind=kinds.get(task, "any")))
    sample = make_sample(task, take, np.random.default_rng(0))
    kept = ~sample.mask
    assert (sample.control[kept] == sample.target[kept]).all()
    assert sample.mask[1:].any()


def test_training_samples_repeat_and_refuse_evaluation_seeds() -> None:
    first, second = training_sample(77), training_sample(77)
    assert (first.control == second.control).all()
    assert first.caption == second.caption
    with pytest.raises(ValueError, match="no training seed"):
        training_sample(1_000_000_000)
