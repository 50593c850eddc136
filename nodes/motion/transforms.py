"""Similarity transforms of the plane: turn and scale about a pivot, then move."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["apply_similarity", "bounding_box", "compose", "similarity"]


def similarity(
    shift: ArrayLike = (0.0, 0.0), scale: float = 1.0, rotation_deg: float = 0.0, pivot: ArrayLike = (0.0, 0.0)
) -> NDArray[np.float64]:
    """A 2x3 matrix that scales and turns about pivot, then moves by shift.

    rotation_deg: clockwise on the screen, since y points down.  Lengths must be in one unit on both axes (pixels, or
    normalised by the same side), else the turn shears.
    """
    angle = np.deg2rad(rotation_deg)
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    centre = np.asarray(pivot, dtype=np.float64)
    offset = centre - turn @ centre + np.asarray(shift, dtype=np.float64)
    return np.concatenate((turn, offset[:, None]), axis=1)


def apply_similarity(matrix: NDArray[np.float64], points: ArrayLike) -> NDArray[np.float64]:
    """The points [..., 2] carried by a 2x3 matrix."""
    array = np.asarray(points, dtype=np.float64)
    return np.asarray(array @ matrix[:, :2].T + matrix[:, 2])


def compose(second: NDArray[np.float64], first: NDArray[np.float64]) -> NDArray[np.float64]:
    """One 2x3 matrix that does first, then second."""
    turn = second[:, :2] @ first[:, :2]
    return np.concatenate((turn, (second[:, :2] @ first[:, 2] + second[:, 2])[:, None]), axis=1)


def bounding_box(points: ArrayLike) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of points [K, 2]."""
    array = np.asarray(points, dtype=np.float64)
    left, top = array.min(axis=0)
    right, bottom = array.max(axis=0)
    return float(left), float(top), float(right), float(bottom)
