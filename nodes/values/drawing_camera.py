"""A camera path as frustums seen from above and beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nodes.values.camera import CameraPath as _CameraPath
from nodes.values.drawing import ACCENT, DIM, GROUND, HAIRLINE, Pen, blank, mixed, rgb, type_size, write

if TYPE_CHECKING:
    from nodes.values.camera import CameraPath

AZIMUTH_DEG, ELEVATION_DEG = 38.0, 28.0
FRUSTUMS = 7


def draw_camera_path(path: CameraPath, frame: int, width: int, height: int) -> NDArray[np.uint8]:
    """The path over a ground grid from a three-quarter view, parallel projection; the frame's frustum is amber."""
    positions = path.camera_to_world[:, :3, 3]
    extent = float(np.ptp(positions, axis=0).max())
    reach = max(extent * 0.28, 0.12 if extent < 1e-9 else extent * 0.05)
    frustums = [_frustum(path.camera_to_world[t], path.intrinsics[t], reach) for t in range(path.frame_count)]
    everything = np.concatenate([positions, *frustums])
    if extent < 1e-9:  # a camera that stays put is shown small, in the middle of its ground
        everything = np.concatenate([everything, positions[0] + reach * np.array([[-2.0, -1, -1.5], [2, 1, 2.5]])])
    project = _projection(everything, width, height)
    pen = Pen(blank(width, height))
    unit = min(width, height) / 180
    colour = rgb(_CameraPath.colour)
    _ground(pen, everything, project, unit)
    chosen = np.unique(np.linspace(0, path.frame_count - 1, min(FRUSTUMS, path.frame_count)).round().astype(int))
    for t in chosen:
        if t != frame:
            _draw_frustum(pen, project(frustums[t]), mixed(colour, GROUND, 0.55), unit * 0.8, 0.05)
    line = project(positions)
    if path.frame_count > 1 and extent > 1e-9:
        pen.line(line, colour, unit * 2)
    for point in line:
        pen.dot((float(point[0]), float(point[1])), unit * 1.4, colour)
    _draw_frustum(pen, project(frustums[frame]), ACCENT, unit * 1.5, 0.16)
    canvas = pen.finish()
    if height >= 100:
        size = type_size(height, 0.06)
        write(canvas, f"frame {frame + 1} of {path.frame_count}", (size * 0.8, height - size * 0.7), size, DIM)
    return canvas


def _frustum(
    camera_to_world: NDArray[np.float64], intrinsics: NDArray[np.float64], reach: float
) -> NDArray[np.float64]:
    """[6,3] in world: the eye, four corners of the picture at `reach`, and a mark above its upper edge."""
    fx, fy, cx, cy = intrinsics
    left, right, top, bottom = -cx / fx, (1 - cx) / fx, -cy / fy, (1 - cy) / fy
    middle = (left + right) / 2
    above = top - (bottom - top) * 0.28
    points = [(0, 0, 0), (left, top, 1), (right, top, 1), (right, bottom, 1), (left, bottom, 1), (middle, above, 1)]
    local = np.array(points, dtype=np.float64)
    local *= reach / max(1.0, float(np.abs(local[:, :2]).max()))
    return local @ camera_to_world[:3, :3].T + camera_to_world[:3, 3]


def _draw_frustum(
    pen: Pen, points: NDArray[np.float64], colour: tuple[int, int, int], width: float, tint: float
) -> None:
    eye, corners, mark = points[0], points[1:5], points[5]
    pen.fill(corners, colour, tint)
    pen.line(corners, colour, width, closed=True)
    for corner in corners:
        pen.line(np.stack([eye, corner]), colour, width)
    pen.fill(
        np.stack([corners[0] * 0.65 + corners[1] * 0.35, corners[0] * 0.35 + corners[1] * 0.65, mark]), colour, 1
    )


class _Projection:
    def __init__(self, matrix: NDArray[np.float64], scale: float, offset: NDArray[np.float64]) -> None:
        self.matrix, self.scale, self.offset = matrix, scale, offset

    def __call__(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        return points @ self.matrix.T * self.scale + self.offset


def _projection(points: NDArray[np.float64], width: int, height: int) -> _Projection:
    """World (y down) to pixels, so that all points fit with a margin."""
    a, e = np.radians(AZIMUTH_DEG), np.radians(ELEVATION_DEG)
    right = np.array([np.cos(a), 0.0, -np.sin(a)])
    away = np.array([np.sin(a), 0.0, np.cos(a)])
    matrix = np.stack([right, np.array([0.0, np.cos(e), 0.0]) - away * np.sin(e)])
    flat = points @ matrix.T
    low, high = flat.min(0), flat.max(0)
    room = np.array([width, height]) * 0.8
    scale = float((room / np.maximum(high - low, 1e-9)).min())
    return _Projection(matrix, scale, np.array([width, height]) / 2 - (low + high) / 2 * scale)


def _ground(pen: Pen, points: NDArray[np.float64], project: _Projection, unit: float) -> None:
    """A square grid under everything."""
    low, high = points.min(0), points.max(0)
    floor = high[1] + (high - low).max() * 0.06
    step = float((high - low)[[0, 2]].max()) / 4 or 0.1
    middle = (low + high)[[0, 2]] / 2
    marks = np.arange(-4, 5) * step
    colour = mixed(HAIRLINE, GROUND, 0.35)
    for mark in marks:
        for a, b in (((mark, marks[0]), (mark, marks[-1])), ((marks[0], mark), (marks[-1], mark))):
            ends = [(middle[0] + x, floor, middle[1] + z) for x, z in (a, b)]
            pen.line(project(np.array(ends)), colour, unit * 0.5)
