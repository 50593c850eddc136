"""Camera files of RealEstate10K, which Wan-Fun camera files share.

The first line is the address of the video, or empty. Every later line has 19 numbers: time in microseconds, fx, fy,
cx, cy as shares of width and height, two zeros, and the world-to-camera matrix 3x4 row by row (OpenCV axes).
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nodes.errors import MediaError
from nodes.exchange.atomic_file import replacing
from nodes.motion.projection import inverse_pose, relative_to_first
from nodes.values import CameraPath

__all__ = ["camera_from_text", "camera_to_text", "read_realestate10k", "write_realestate10k"]

COLUMNS = 19
LARGEST_FILE_BYTES = 64 * 2**20
MOST_SKEW = 1e-2


def camera_from_text(text: str, *, relative: bool = True, source: str = "The camera text") -> CameraPath:
    """The path of a camera file.

    relative: seen from its first camera; otherwise as written, marked absolute.  Rotations are made orthonormal; one
    off by more than 1 % is refused.  Errors: MediaError naming the line and the value.
    """
    rows = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split()
        if not words or (number == 1 and len(words) != COLUMNS):
            continue
        rows.append(_row(words, number, source))
    if not rows:
        raise MediaError(f"{source} holds no cameras.", remedy="Give a line of 19 numbers for each frame.")
    table = np.array(rows)
    if (table[:, 1:3] <= 0).any():
        camera = int((table[:, 1:3] <= 0).any(axis=1).argmax())
        raise MediaError(f"{source}: camera {camera} has the focal lengths {table[camera, 1:3].tolist()}.")
    to_camera = np.tile(np.eye(4), (len(table), 1, 1))
    to_camera[:, :3] = table[:, 7:].reshape(-1, 3, 4)
    to_camera[:, :3, :3] = _orthonormal(to_camera[:, :3, :3], source)
    path = inverse_pose(to_camera)
    return CameraPath(relative_to_first(path) if relative else path, table[:, 1:5], absolute=not relative)


def camera_to_text(camera: CameraPath, fps: Fraction | float = 24, address: str = "") -> str:
    """The camera file of a path.  fps: gives the times.  address: first line."""
    to_camera = camera.world_to_camera()
    lines = [address.replace("\n", " ")]
    for frame, (matrix, intrinsics) in enumerate(zip(to_camera, camera.intrinsics, strict=True)):
        time_us = round(frame * 1_000_000 / Fraction(fps))
        numbers = [*intrinsics, 0.0, 0.0, *matrix[:3].reshape(-1)]
        lines.append(" ".join([str(time_us), *(f"{number + 0.0:.12g}" for number in numbers)]))
    return "\n".join(lines) + "\n"


def read_realestate10k(path: Path, *, relative: bool = True) -> CameraPath:
    """The path of a camera file.  Errors: MediaError naming the file."""
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise MediaError(f"{path} is too large for a camera file.", remedy="Choose a text of 19 columns.")
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise MediaError(f"{path} cannot be read: {error.strerror}.", remedy="Choose a camera file.") from error
    except UnicodeDecodeError as error:
        raise MediaError(f"{path} is no text: {error}.", remedy="Choose a camera file.") from error
    return camera_from_text(text, relative=relative, source=str(path))


def write_realestate10k(camera: CameraPath, path: Path, fps: Fraction | float = 24) -> Path:
    """Write a camera file; what was there before stays until all is written."""
    with replacing(path) as temporary:
        temporary.write_text(camera_to_text(camera, fps), encoding="utf-8")
    return path


def _row(words: list[str], number: int, source: str) -> list[float]:
    if len(words) != COLUMNS:
        raise MediaError(
            f"{source}: line {number} has {len(words)} columns, not {COLUMNS}.",
            remedy="Time, four intrinsics, two zeros and twelve numbers of the pose make one line.",
        )
    try:
        row = [float(word) for word in words]
    except ValueError as error:
        raise MediaError(f"{source}: line {number} is not all numbers: {error}.") from error
    if not np.isfinite(row).all():
        raise MediaError(f"{source}: line {number} holds a number that is not finite.")
    return row


def _orthonormal(rotations: NDArray[np.float64], source: str) -> NDArray[np.float64]:
    left, stretch, right = np.linalg.svd(rotations)
    nearest = np.asarray(left @ right)
    off = np.abs(stretch - 1.0).max(axis=1)
    wrong = (off > MOST_SKEW) | (np.linalg.det(nearest) < 0)
    if wrong.any():
        camera = int(wrong.argmax())
        raise MediaError(
            f"{source}: the matrix of camera {camera} is no rotation (off by {off[camera]:.2g}).",
            remedy="The last twelve columns are world-to-camera, row by row.",
        )
    return nearest
