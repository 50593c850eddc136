"""Camera nodes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nodes.errors import MediaError, NodeError
from nodes.graph import PlainRun, node_type_of
from nodes.library.camera import camera_keys, camera_path, load_camera, save_camera
from nodes.motion.camera import PRESETS


@pytest.mark.parametrize("move", PRESETS)
def test_every_preset_makes_a_path(move: str) -> None:
    camera = camera_path(move, 17)
    assert camera.frame_count == 17
    assert not camera.absolute
    assert camera.unit == "reference_depth"


def test_key_frames_make_a_path_from_the_first_camera() -> None:
    keys = [{"frame": 0, "translation": [1, 2, 3], "rotation": [90, 0, 0]}, {"frame": 8, "translation": [2, 2, 3]}]
    camera = camera_keys(keys, 9)
    assert np.array_equal(camera.camera_to_world[0], np.eye(4))
    # The first camera looks along x, so a step to world x is a step forward.
    assert np.allclose(camera.camera_to_world[8, :3, 3], [0, 0, 1], atol=1e-9)
    assert camera_keys(keys, 9, start_at_identity=False).camera_to_world[0, :3, 3].tolist() == [1, 2, 3]


def test_the_default_keys_move_in() -> None:
    assert camera_keys().camera_to_world[-1, 2, 3] == pytest.approx(0.5)


@pytest.mark.parametrize("keys", [[], None, [{"frame": "x"}], [{"frame": 0, "fov": 0}]])
def test_bad_keys_are_named(keys: object) -> None:
    with pytest.raises(NodeError, match="key"):
        camera_keys(keys)


def test_a_saved_camera_is_loaded_again(tmp_path: Path) -> None:
    run = PlainRun(tmp_path)
    camera = camera_path("arc left", 9)
    save_camera(run, camera, "shots/arc.txt", 12.0)
    back = load_camera(run, "shots/arc.txt")
    assert np.abs(back.camera_to_world - camera.camera_to_world).max() < 1e-6
    assert np.abs(back.intrinsics - camera.intrinsics).max() < 1e-6


def test_loading_what_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="absent"):
        load_camera(PlainRun(tmp_path), "absent.txt")


def test_the_key_of_a_loaded_camera_changes_with_the_file(tmp_path: Path) -> None:
    run = PlainRun(tmp_path)
    fingerprint = node_type_of(load_camera).fingerprint
    save_camera(run, camera_path("pan left", 5), "camera.txt")
    before = fingerprint(file="camera.txt", start_at_identity=True, resolve=run.resolve)
    save_camera(run, camera_path("pan right", 5), "camera.txt")
    assert fingerprint(file="camera.txt", start_at_identity=True, resolve=run.resolve) != before
