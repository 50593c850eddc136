"""RealEstate10K camera files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nodes.errors import MediaError
from nodes.exchange.realestate10k import camera_from_text, camera_to_text, read_realestate10k, write_realestate10k
from nodes.motion.camera import camera_move
from nodes.motion.projection import field_of_view_deg
from nodes.motion.rotation import from_angles
from nodes.values import CameraPath

FX, FY = 0.532139961, 0.946026558


def wan_fun_zoom_in() -> str:
    """81 cameras, each .037037 further in: world-to-camera z falls."""
    rows = [
        f"0 {FX} {FY} 0.5 0.5 0 0 1 0 0 0 0 1 0 0 0 0 1 {-0.037037 * n:.6f}"
        for n in range(81)
    ]  # fmt: skip
    return "\n".join(["", *rows])


def wild_path(frames: int = 50) -> CameraPath:
    random = np.random.default_rng(4)
    poses = np.tile(np.eye(4), (frames, 1, 1))
    poses[:, :3, :3] = from_angles(*random.uniform(-180, 180, (3, frames)))
    poses[:, :3, 3] = random.normal(0, 5, (frames, 3))
    return CameraPath(poses, np.tile([0.6, 1.0, 0.5, 0.5], (frames, 1)), absolute=True)


def test_wan_fun_zoom_in_moves_the_camera_forward_by_its_published_way() -> None:
    camera = camera_from_text(wan_fun_zoom_in())
    assert camera.frame_count == 81
    assert camera.camera_to_world[-1, :3, 3] == pytest.approx([0, 0, 2.963], abs=1e-3)
    assert field_of_view_deg(camera.intrinsics[0, 0]) == pytest.approx(86.4, abs=0.1)


def test_a_path_comes_back_within_a_millionth(tmp_path: Path) -> None:
    camera = wild_path()
    write_realestate10k(camera, tmp_path / "camera.txt")
    back = read_realestate10k(tmp_path / "camera.txt", relative=False)
    assert np.abs(back.camera_to_world - camera.camera_to_world).max() < 1e-6
    assert np.abs(back.intrinsics - camera.intrinsics).max() < 1e-6
    assert back.absolute


def test_times_are_microseconds_and_the_header_may_be_missing() -> None:
    poses, intrinsics = camera_move("truck left", 4)
    text = camera_to_text(CameraPath(poses, intrinsics), fps=8, address="https://example.org/v")
    lines = text.splitlines()
    assert lines[0] == "https://example.org/v"
    assert [line.split()[0] for line in lines[1:]] == ["0", "125000", "250000", "375000"]
    assert all(len(line.split()) == 19 for line in lines[1:])
    assert camera_from_text("\n".join(lines[1:])).frame_count == 4
    assert float(lines[-1].split()[10]) == pytest.approx(0.5)  # world-to-camera: the world goes right


def test_a_relative_path_starts_at_the_identity_with_the_same_steps() -> None:
    camera = wild_path(5)
    relative = camera_from_text(camera_to_text(camera))
    assert not relative.absolute
    assert np.array_equal(relative.camera_to_world[0], np.eye(4))
    wanted = np.linalg.inv(camera.camera_to_world[0]) @ camera.camera_to_world[3]
    assert np.allclose(relative.camera_to_world[3], wanted, atol=1e-9)


GOOD = "0 0.5 0.9 0.5 0.5 0 0 1 0 0 0 0 1 0 0 0 0 1 0"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no cameras"),
        ("http://example.org\n", "no cameras"),
        (f"\n{GOOD}\n{GOOD} 7\n", "line 3 has 20 columns"),
        (f"\n{GOOD}\n1 2 3\n", "line 3 has 3 columns"),
        (f"\n{GOOD.replace('0.9', 'wide')}\n", "line 2 is not all numbers"),
        (f"\n{GOOD.replace('0.9', 'nan')}\n", "line 2 holds"),
        (f"\n{GOOD.replace('0.9', '-0.9')}\n", "focal"),
        (f"\n{GOOD[:-1]}0\n".replace("0 0 1 0 0", "0 0 3 0 0"), "no rotation"),
        (f"\n{GOOD}\n".replace(" 1 0 0 0 0 1", " -1 0 0 0 0 1"), "no rotation"),
    ],
)
def test_bad_camera_texts_are_named(text: str, said: str) -> None:
    with pytest.raises(MediaError, match=said):
        camera_from_text(text)


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="absent"):
        read_realestate10k(tmp_path / "absent.txt")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\xff\xff\x00")
    with pytest.raises(MediaError, match="no text"):
        read_realestate10k(tmp_path / "picture.txt")
