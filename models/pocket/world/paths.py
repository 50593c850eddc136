"""Where objects stand and along which smooth curve they move."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.pocket.world.camera import Lens

Rng = np.random.Generator
Floats = NDArray[np.float64]


def bezier(points: Floats, share: Floats) -> Floats:
    """A cubic Bezier curve through control points [4,D] at share [T] -> [T,D]."""
    s = share[:, None]
    p0, p1, p2, p3 = points
    return np.asarray((1 - s) ** 3 * p0 + 3 * (1 - s) ** 2 * s * p1 + 3 * (1 - s) * s**2 * p2 + s**3 * p3)


def image_path(rng: Rng, frames: int, low: Floats, high: Floats) -> Floats:
    """A smooth random curve [T,2] in the normalised picture, 15 to 70 % of the frame from end to end."""
    for _ in range(64):
        start, end = rng.uniform(low, high), rng.uniform(low, high)
        if 0.15 <= np.linalg.norm(end - start) <= 0.7:
            break
    bend = (end - start)[::-1] * np.array([1, -1]) * rng.normal(0, 0.45)
    first = np.clip(start + (end - start) * 0.33 + bend, low, high)
    second = np.clip(start + (end - start) * 0.67 + bend * rng.uniform(-1, 1), low, high)
    return bezier(np.stack([start, first, second, end]), ease(rng, frames))


def ease(rng: Rng, frames: int) -> Floats:
    """Progress 0..1 over the clip: linear, slow in and out, or anything between."""
    t = np.linspace(0.0, 1.0, frames)
    mix = rng.uniform(0, 1)
    return (1 - mix) * t + mix * (3 * t**2 - 2 * t**3)


def moving_positions(
    rng: Rng, camera: Floats, lens: Lens, radius_px: float, aspect: float, frames: int
) -> tuple[Floats, float]:
    """Centres [T,3] in world metres of an object that moves, and its radius in metres.

    Six in ten float at constant depth along a curve in the picture; the others travel on the ground.
    """
    if rng.random() < 0.6:
        margin = np.array([radius_px / lens.width_px, radius_px * aspect / lens.height_px]) * 0.9
        path = image_path(rng, frames, margin, 1 - margin)
        depth = min(rng.uniform(2.5, 4.5), _deepest_above_ground(path, camera, lens, radius_px * aspect))
        points = lens.unproject(path, np.full(frames, depth))
        return points @ camera[:3, :3].T + camera[:3, 3], radius_px * depth / lens.focal_px
    return _ground_positions(rng, camera, lens, radius_px, aspect, frames)


def _deepest_above_ground(path: Floats, camera: Floats, lens: Lens, half_height_px: float) -> float:
    """The greatest depth at which an object on this picture path never sinks into the ground."""
    rays = lens.unproject(path, np.ones(len(path))) @ camera[:3, :3].T
    falling = float(rays[:, 1].max()) + 1.15 * half_height_px / lens.focal_px
    return float(-camera[1, 3]) / max(falling, 1e-3)


def _ground_positions(
    rng: Rng, camera: Floats, lens: Lens, radius_px: float, aspect: float, frames: int
) -> tuple[Floats, float]:
    centre = 3.8
    radius = radius_px * centre / lens.focal_px
    half_height = radius * aspect
    for _ in range(64):
        ends = np.stack([_ground_spot(rng, lens, half_height) for _ in range(2)])
        bend = rng.normal(0, 0.4, 2)[:, None] * np.array([0.6, 0.0, 0.6])
        control = np.stack(
            [ends[0], ends[0] * 0.67 + ends[1] * 0.33 + bend[0], ends[0] * 0.33 + ends[1] * 0.67 + bend[1], ends[1]]
        )
        path = bezier(control, ease(rng, frames))
        raster = lens.project((path - camera[:3, 3]) @ camera[:3, :3])
        travelled = np.linalg.norm(raster[-1] - raster[0])
        inside = ((raster > 0.08) & (raster < 0.92)).all()
        if inside and 0.15 <= travelled <= 0.7:
            break
    return path, radius


def _ground_spot(rng: Rng, lens: Lens, half_height: float) -> Floats:
    """A centre [3] of an object standing on the ground within view."""
    depth = rng.uniform(2.6, 6.0)
    reach = 0.42 * lens.width_px / lens.focal_px * depth
    return np.array([rng.uniform(-reach, reach), -half_height, depth])


def resting_position(
    rng: Rng, camera: Floats, lens: Lens, radius_px: float, aspect: float, frames: int, taken: list[Floats]
) -> tuple[Floats, float]:
    """Centres [T,3] (all equal) of an object that stands on the ground away from the `taken` ones, and its radius."""
    for _ in range(32):
        radius = radius_px * 4.5 / lens.focal_px
        spot = _ground_spot(rng, lens, radius * aspect)
        spot[2] += 0.8
        if all(np.linalg.norm((spot - other)[[0, 2]]) > 2.5 * radius for other in taken):
            break
    return np.repeat(spot[None], frames, axis=0), radius
