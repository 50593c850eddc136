"""OpenPose JSON: key points of people, one file per frame or one list.

A frame is {"people": [{"pose_keypoints_2d": [x, y, confidence, ...], "face_keypoints_2d": ...,
"hand_left_keypoints_2d": ..., "hand_right_keypoints_2d": ...}], "canvas_width": W, "canvas_height": H}. Coordinates
are pixels, or 0..1 where no canvas is named and none is larger than 1; a confidence of 0 means missing. A body of 18,
25 or 17 points keeps its order. Hands and faces have a place only in the 133 points of COCO-WholeBody, so a file with
any becomes wholebody133: the neck is then the middle of the shoulders, as DWPose writes it, and the two pupils that
OpenPose adds to the 68 points of the face are left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nodes.errors import MediaError
from nodes.exchange.atomic_file import replacing, replacing_folder
from nodes.motion.skeletons import FACE, LEFT_HAND, RIGHT_HAND, convert_person
from nodes.values import Person, Poses

__all__ = ["pose_files", "poses_from_frames", "poses_to_frames", "read_openpose", "write_openpose"]

Keypoints = NDArray[np.float32]
BODY_SCHEMAS: Final[dict[int, str]] = {18: "coco18", 25: "body25", 17: "coco17", 133: "wholebody133"}
DETAILS: Final = (
    ("face_keypoints_2d", FACE, (68, 70)),
    ("hand_left_keypoints_2d", LEFT_HAND, (21,)),
    ("hand_right_keypoints_2d", RIGHT_HAND, (21,)),
)
FACE_WRITTEN = 70
PIXEL_DIGITS = 3
LARGEST_FILE_BYTES = 256 * 2**20


def read_openpose(path: Path, width: int | None = None, height: int | None = None) -> Poses:
    """The poses of a JSON file (a frame, or a list of frames) or of a folder with one file per frame, in name order.

    width, height: size of the picture in pixels, for files that do not say it.
    Errors: MediaError naming the file, the frame, the person and the value.
    """
    files = pose_files(path)
    frames: list[tuple[str, object]] = []
    for file in files:
        data = _read_json(file)
        if isinstance(data, list):
            frames += [(f"{file}, frame {index}", frame) for index, frame in enumerate(data)]
        else:
            frames.append((str(file), data))
    return poses_from_frames(frames, width, height, source=str(path))


def pose_files(path: Path) -> list[Path]:
    """The JSON files to read, numbers in their names ordered as numbers.  Errors: MediaError where there are none."""
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise MediaError(f"{path} does not exist.", remedy="Choose a JSON file or a folder of them.")
    files = sorted((file for file in path.iterdir() if file.suffix.lower() == ".json"), key=_natural)
    if not files:
        raise MediaError(f"The folder {path} holds no .json files.", remedy="Choose the folder OpenPose wrote to.")
    return files


def poses_from_frames(
    frames: Sequence[tuple[str, object]],
    width: int | None = None,
    height: int | None = None,
    *,
    source: str = "poses",
) -> Poses:
    """Poses of parsed JSON.

    frames: (where it comes from, the frame) each.  width, height: of the picture, where a frame does not say it.
    """
    if not frames:
        raise MediaError(f"{source} holds no frames.", remedy="Choose a file with at least one frame.")
    parsed = [(where, _people(where, frame), _canvas(where, frame)) for where, frame in frames]
    size = _one_size(parsed, width, height, source)
    schema = _one_schema(parsed, source)
    detailed = schema != "wholebody133" and any(
        _has_details(person) for _, people, _ in parsed for _, person in people
    )
    target = "wholebody133" if detailed else schema
    built = tuple(
        tuple(Person(_normalised(_person(where, person, schema, target), where, size)) for where, person in people)
        for _, people, _ in parsed
    )
    return Poses(built, target, None if size is None else size[0], None if size is None else size[1])  # type: ignore[arg-type]


def poses_to_frames(poses: Poses, width: int | None = None, height: int | None = None) -> list[dict[str, Any]]:
    """One JSON frame per frame, in pixels with three decimals.

    width, height: of the canvas; by default that of the poses.  wholebody133 is written as 18 body points with face
    and hands.  Errors: MediaError where no size is known.
    """
    wide, high = width or poses.width, height or poses.height
    if not wide or not high:
        raise MediaError(
            "The poses do not know the size of their picture, so they cannot be written in pixels.",
            remedy="Give the width and height.",
        )
    scale = np.array([wide, high, 1.0])
    frames = []
    for people in poses.frames:
        written = [_written(np.asarray(person.keypoints * scale), poses.schema) for person in people]
        frames.append({"version": 1.1, "people": written, "canvas_width": wide, "canvas_height": high})
    return frames


def write_openpose(poses: Poses, path: Path, width: int | None = None, height: int | None = None) -> list[Path]:
    """Write one list to a path that ends in .json, else one file per frame into a folder; the files written.

    What was there before stays until all is written.
    """
    frames = poses_to_frames(poses, width, height)
    if path.suffix.lower() == ".json":
        with replacing(path) as temporary:
            temporary.write_text(json.dumps(frames), encoding="utf-8")
        return [path]
    names = [f"{path.name}_{index:012d}_keypoints.json" for index in range(len(frames))]
    with replacing_folder(path, ours="*_keypoints.json") as folder:
        for name, frame in zip(names, frames, strict=True):
            (folder / name).write_text(json.dumps(frame), encoding="utf-8")
    return [path / name for name in names]


def _written(pixels: NDArray[np.float64], schema: str) -> dict[str, list[float]]:
    if schema != "wholebody133":
        return {"pose_keypoints_2d": _flat(pixels)}
    body = convert_person(pixels.astype(np.float32), schema, "coco18").astype(np.float64)
    body[1, :2] = (pixels[5, :2] + pixels[6, :2]) / 2 if body[1, 2] > 0 else 0
    person = {"pose_keypoints_2d": _flat(body)}
    for name, place, counts in DETAILS:
        part = pixels[place]
        if not part[:, 2].any():
            continue
        padded = np.zeros((FACE_WRITTEN if 70 in counts else len(part), 3))
        padded[: len(part)] = part
        person[name] = _flat(padded)
    return person


def _flat(pixels: NDArray[np.float64]) -> list[float]:
    rounded = pixels.copy()
    rounded[:, :2] = np.round(rounded[:, :2], PIXEL_DIGITS)
    numbers = [float(number) for number in rounded.reshape(-1)]
    # Confidences are kept in 32 bits: the shortest decimal that stands for one gives back what a file said.
    numbers[2::3] = [float(str(confidence)) for confidence in pixels[:, 2].astype(np.float32)]
    return numbers


def _read_json(file: Path) -> object:
    try:
        if file.stat().st_size > LARGEST_FILE_BYTES:
            raise MediaError(f"{file} is larger than {LARGEST_FILE_BYTES >> 20} MB.", remedy="Split it by frames.")
        return json.loads(file.read_bytes())
    except OSError as error:
        raise MediaError(f"{file} cannot be read: {error.strerror}.", remedy="Check the file.") from error
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise MediaError(f"{file} is no JSON: {error}.", remedy="Choose a file OpenPose or DWPose wrote.") from error


def _people(where: str, frame: object) -> list[tuple[str, Mapping[str, Any]]]:
    if not isinstance(frame, Mapping) or not isinstance(frame.get("people"), list):
        raise MediaError(f'{where} has no list "people".', remedy="Choose a file OpenPose or DWPose wrote.")
    people = []
    for index, person in enumerate(frame["people"]):
        name = f"{where}, person {index}"
        if not isinstance(person, Mapping):
            raise MediaError(f"{name} is {type(person).__name__}, not an object.", remedy="Write the file again.")
        people.append((name, person))
    return people


def _canvas(where: str, frame: object) -> tuple[int, int] | None:
    assert isinstance(frame, Mapping)
    size = frame.get("canvas_width"), frame.get("canvas_height")
    if size == (None, None):
        return None
    if not all(isinstance(side, int | float) and 0 < side <= 32_768 for side in size):
        raise MediaError(f"{where} names a canvas of {size[0]} by {size[1]}.", remedy="Give both sides in pixels.")
    return int(size[0]), int(size[1])  # type: ignore[arg-type]


def _one_size(
    parsed: Sequence[tuple[str, Any, tuple[int, int] | None]], width: int | None, height: int | None, source: str
) -> tuple[int, int] | None:
    sizes = {size for _, _, size in parsed if size is not None}
    if len(sizes) > 1:
        raise MediaError(
            f"{source} mixes canvases of {' and '.join(f'{w}x{h}' for w, h in sorted(sizes))}.",
            remedy="Put frames of one size into one folder.",
        )
    if sizes:
        return sizes.pop()
    return (width, height) if width and height else None


def _one_schema(parsed: Sequence[tuple[str, list[tuple[str, Mapping[str, Any]]], Any]], source: str) -> str:
    found: dict[str, str] = {}
    for _, people, _ in parsed:
        for where, person in people:
            numbers = _numbers(where, person, "pose_keypoints_2d")
            if numbers is None:
                continue
            schema = BODY_SCHEMAS.get(len(numbers) // 3)
            if schema is None or len(numbers) % 3:
                raise MediaError(
                    f"{where} has {len(numbers)} numbers in pose_keypoints_2d.",
                    remedy="They must be 3 times 18, 25, 17 or 133 (x, y, confidence of each point).",
                )
            found.setdefault(schema, where)
    if len(found) > 1:
        (one, here), (other, there) = list(found.items())[:2]
        raise MediaError(
            f"{source} mixes key point orders: {one} in {here}, {other} in {there}.",
            remedy="Write all frames with one body model.",
        )
    return next(iter(found), "coco18")


def _person(where: str, person: Mapping[str, Any], schema: str, target: str) -> Keypoints:
    numbers = _numbers(where, person, "pose_keypoints_2d")
    count = next(size for size, name in BODY_SCHEMAS.items() if name == schema)
    body = np.zeros((count, 3)) if numbers is None else np.array(numbers).reshape(-1, 3)
    points = convert_person(body.astype(np.float32), schema, target)
    if target == schema:
        return points
    for name, place, counts in DETAILS:
        details = _numbers(where, person, name)
        if details is None:
            continue
        if len(details) % 3 or len(details) // 3 not in counts:
            wanted = " or ".join(str(3 * count) for count in counts)
            raise MediaError(f"{where} has {len(details)} numbers in {name}.", remedy=f"They must be {wanted}.")
        points[place] = np.array(details).reshape(-1, 3)[: place.stop - place.start]
    return points


def _has_details(person: Mapping[str, Any]) -> bool:
    return any(any(person.get(name) or ()) for name, _, _ in DETAILS)


def _numbers(where: str, person: Mapping[str, Any], name: str) -> list[float] | None:
    """The numbers under a name, or None when there are none."""
    given = person.get(name)
    if given is None or given == []:
        return None
    if not isinstance(given, list):
        raise MediaError(f"{where} has a {name} that is no list.", remedy="Write the file again.")
    for place, number in enumerate(given):
        if isinstance(number, bool) or not isinstance(number, int | float) or not abs(number) < 1e9:
            raise MediaError(f"{where} has {number!r} at place {place} of {name}.", remedy="Give numbers only.")
    return [float(number) for number in given]


def _normalised(points: Keypoints, where: str, size: tuple[int, int] | None) -> Keypoints:
    """In the normalised raster, confidence within 0..1."""
    seen = points[points[:, 2] > 0]
    if size is None and len(seen) and float(np.abs(seen[:, :2]).max()) > 1.0:
        raise MediaError(
            f"{where} is in pixels, and the file does not say how large the picture is.",
            remedy="Give the width and height.",
        )
    normalised = points.astype(np.float64)
    if size is not None:
        normalised[:, :2] /= size
    normalised[:, 2] = np.clip(normalised[:, 2], 0.0, 1.0)
    return np.clip(normalised, -8.0, 9.0).astype(np.float32)


def _natural(file: Path) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", file.name) if part]
