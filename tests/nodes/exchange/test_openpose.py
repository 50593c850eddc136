"""OpenPose JSON read and written."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from nodes.errors import MediaError
from nodes.exchange.openpose import poses_to_frames, read_openpose, write_openpose
from nodes.values import Person, Poses


def body(points: int, seed: int = 0) -> list[float]:
    """Pixels with three decimals in a picture of 1280x720, the second point missing."""
    random = np.random.default_rng(seed)
    numbers = np.stack(
        [random.uniform(0, 1280, points), random.uniform(0, 720, points), random.uniform(0, 1, points)], 1
    )
    numbers = np.round(numbers, 3)
    numbers[1] = 0
    return numbers.reshape(-1).tolist()


def frame(*people: dict, canvas: bool = True) -> dict:
    size = {"canvas_width": 1280, "canvas_height": 720} if canvas else {}
    return {"version": 1.1, "people": list(people)} | size


def whole_body_person(seed: int = 0) -> dict:
    """As DWPose writes it: the neck is the middle of the shoulders, 68 points of the face padded to 70."""
    points = np.array(body(18, seed)).reshape(-1, 3)
    points[[2, 5], 2] = [0.9, 0.8]
    points[1] = [*np.round((points[2, :2] + points[5, :2]) / 2, 3), 0.8]
    points[2, :2] = 2 * points[1, :2] - points[5, :2]
    face = np.array(body(70, seed + 1)).reshape(-1, 3)
    face[68:] = 0
    return {
        "pose_keypoints_2d": np.round(points, 3).reshape(-1).tolist(),
        "face_keypoints_2d": face.reshape(-1).tolist(),
        "hand_left_keypoints_2d": body(21, seed + 2),
        "hand_right_keypoints_2d": body(21, seed + 3),
    }


def saved(folder: Path, data: object, name: str = "poses.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


@pytest.mark.parametrize(("points", "schema"), [(18, "coco18"), (25, "body25"), (17, "coco17")])
def test_bodies_come_back_exactly_as_written(tmp_path: Path, points: int, schema: str) -> None:
    given = [
        frame({"pose_keypoints_2d": body(points, n)}, {"pose_keypoints_2d": body(points, n + 9)}) for n in range(3)
    ]
    poses = read_openpose(saved(tmp_path, given))
    assert (poses.schema, poses.width, poses.height, poses.frame_count) == (schema, 1280, 720, 3)
    assert poses_to_frames(poses) == given
    (again,) = write_openpose(poses, tmp_path / "again.json")
    assert json.loads(again.read_text()) == given
    assert read_openpose(again).content_hash() == poses.content_hash()


def test_hands_and_face_come_back_exactly(tmp_path: Path) -> None:
    given = [frame(whole_body_person(n)) for n in range(2)]
    poses = read_openpose(saved(tmp_path, given))
    assert poses.schema == "wholebody133"
    written = poses_to_frames(poses)
    for wrote, was in zip(written, given, strict=True):
        for name, numbers in was["people"][0].items():
            wanted = pytest.approx(numbers, abs=1.1e-3) if name == "pose_keypoints_2d" else numbers
            assert wrote["people"][0][name] == wanted, name
    assert read_openpose(saved(tmp_path, written, "b.json")).content_hash() == poses.content_hash()


def test_one_hand_alone_is_kept(tmp_path: Path) -> None:
    person = {"pose_keypoints_2d": body(18), "hand_left_keypoints_2d": body(21), "hand_right_keypoints_2d": [],
              "face_keypoints_2d": None}  # fmt: skip
    poses = read_openpose(saved(tmp_path, frame(person)))
    (wrote,) = poses_to_frames(poses)[0]["people"]
    assert wrote["hand_left_keypoints_2d"] == person["hand_left_keypoints_2d"]
    assert "hand_right_keypoints_2d" not in wrote


def test_a_folder_has_one_frame_per_file_in_the_order_of_its_numbers(tmp_path: Path) -> None:
    for number in (10, 9, 100):
        saved(tmp_path, frame({"pose_keypoints_2d": body(18, number)}), f"clip_{number}_keypoints.json")
    (tmp_path / "notes.txt").write_text("not a pose")
    poses = read_openpose(tmp_path)
    wanted = [body(18, number) for number in (9, 10, 100)]
    assert [written["people"][0]["pose_keypoints_2d"] for written in poses_to_frames(poses)] == wanted
    files = write_openpose(poses, tmp_path / "out")
    assert [file.name for file in files] == [f"out_{n:012d}_keypoints.json" for n in range(3)]
    assert read_openpose(tmp_path / "out").content_hash() == poses.content_hash()


def test_writing_a_shorter_clip_leaves_no_frames_of_the_longer_one(tmp_path: Path) -> None:
    poses = read_openpose(saved(tmp_path, [frame({"pose_keypoints_2d": body(18, n)}) for n in range(3)]))
    write_openpose(poses, tmp_path / "out")
    write_openpose(Poses(poses.frames[:1], "coco18", 1280, 720), tmp_path / "out")
    assert read_openpose(tmp_path / "out").frame_count == 1


def test_frames_without_anybody_and_people_without_a_body_are_kept(tmp_path: Path) -> None:
    given = [frame(), frame({"pose_keypoints_2d": body(25)}), frame({"pose_keypoints_2d": []}), frame()]
    poses = read_openpose(saved(tmp_path, given))
    assert [len(people) for people in poses.frames] == [0, 1, 1, 0]
    assert not poses.frames[2][0].keypoints.any()


def test_a_file_without_canvas_takes_the_size_given(tmp_path: Path) -> None:
    path = saved(tmp_path, frame({"pose_keypoints_2d": body(18)}, canvas=False))
    with pytest.raises(MediaError, match="pixels") as caught:
        read_openpose(path)
    assert "width" in caught.value.remedy
    assert poses_to_frames(read_openpose(path, 1280, 720))[0]["people"][0]["pose_keypoints_2d"] == body(18)


def test_coordinates_within_one_are_taken_as_normalised(tmp_path: Path) -> None:
    numbers = (np.array(body(18)).reshape(-1, 3) / [1280, 720, 1]).astype(np.float32)
    path = saved(tmp_path, frame({"pose_keypoints_2d": numbers.reshape(-1).tolist()}, canvas=False))
    assert np.array_equal(read_openpose(path).frames[0][0].keypoints, numbers)


BODY = {"pose_keypoints_2d": body(18)}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ([], "no frames"),
        ({"version": 1.1}, '"people"'),
        ([1, 2], '"people"'),
        ({"people": "two"}, '"people"'),
        (frame(3), "person 0"),  # type: ignore[arg-type]
        (frame({"pose_keypoints_2d": body(18)[:-3]}), "51"),
        (frame({"pose_keypoints_2d": body(18)[:-1]}), "53 numbers"),
        (frame({"pose_keypoints_2d": body(19)}), "57 numbers"),
        (frame({"pose_keypoints_2d": ["a"] * 54}), "'a' at place 0"),
        (frame({"pose_keypoints_2d": [float("nan")] * 54}), "nan at place 0"),
        (frame({"pose_keypoints_2d": {"x": 1}}), "no list"),
        (frame(BODY | {"face_keypoints_2d": [1.0] * 100}), "100 numbers in face"),
        (frame(BODY | {"hand_left_keypoints_2d": [1.0] * 60}), "60 numbers in hand_left"),
        ([frame(BODY), frame({"pose_keypoints_2d": body(25)})], "mixes key point orders"),
        ([frame(BODY), frame(BODY) | {"canvas_width": 640}], "1280x720"),
        (frame(BODY) | {"canvas_width": 0}, "canvas of 0"),
        (frame(BODY) | {"canvas_height": "tall"}, "tall"),
    ],
)
def test_bad_files_are_named_with_the_person_and_value(tmp_path: Path, data: object, said: str) -> None:
    if said == "51":  # 17 points are a body too, in another order
        assert read_openpose(saved(tmp_path, data)).schema == "coco17"
        return
    path = saved(tmp_path, data)
    with pytest.raises(MediaError, match=said) as caught:
        read_openpose(path)
    assert "poses.json" in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"{", b'{"people": [', b"\xff\xfe\x00", b"[" * 100_000])
def test_files_that_are_no_json_are_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.json"
    path.write_bytes(content)
    with pytest.raises(MediaError, match=r"broken\.json"):
        read_openpose(path)


def test_missing_and_empty_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="nowhere"):
        read_openpose(tmp_path / "nowhere")
    with pytest.raises(MediaError, match=r"holds no \.json"):
        read_openpose(tmp_path)


def test_poses_without_a_size_cannot_be_written_in_pixels(tmp_path: Path) -> None:
    poses = Poses(((Person(np.zeros((18, 3), np.float32)),),))
    with pytest.raises(MediaError, match="size"):
        write_openpose(poses, tmp_path / "a.json")
    assert list(tmp_path.iterdir()) == []
    assert write_openpose(poses, tmp_path / "a.json", 640, 480)[0].exists()
