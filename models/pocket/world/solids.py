"""Closed-form ray intersections, vectorised over pixels.

Rays are origin + z * direction with the direction's camera-space z equal to one, so the ray parameter *is* the depth
along the optical axis. World axes: x right, y down, z away; the ground is the plane y = 0, so "up" is negative y.
Each function takes origin [3], directions [...,3] and returns depth [...] (inf where missed) and normals [...,3].
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Hit = tuple[Floats, Floats]

FAR = np.float32(np.inf)
_NEAR = 0.05


def _quadratic(a: Floats, half_b: Floats, c: Floats | float) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Both roots of a z^2 + 2 half_b z + c = 0, near one first, and where they are real."""
    discriminant = half_b * half_b - a * c
    real = discriminant > 0
    root = np.sqrt(np.where(real, discriminant, 0))
    safe = np.where(np.abs(a) < 1e-12, np.float32(1e-12), a)
    low, high = (-half_b - root) / safe, (-half_b + root) / safe
    return np.minimum(low, high), np.maximum(low, high), real


def ball(origin: Floats, directions: Floats, radius: float) -> Hit:
    a = np.einsum("...i,...i->...", directions, directions)
    half_b = directions @ origin
    near, _, real = _quadratic(a, half_b, float(origin @ origin) - radius * radius)
    depth = np.where(real & (near > _NEAR), near, FAR)
    points = origin + np.where(np.isfinite(depth), depth, 0)[..., None] * directions
    return depth, (points / np.float32(radius)).astype(np.float32)


def box(origin: Floats, directions: Floats, half: Floats) -> Hit:
    """Axis-aligned in its own frame; half: half extents [3]."""
    safe = np.where(np.abs(directions) < 1e-7, np.float32(1e-7), directions)
    first = (-half - origin) / safe
    second = (half - origin) / safe
    entering = np.minimum(first, second)
    enter = entering.max(axis=-1)
    leave = np.maximum(first, second).min(axis=-1)
    depth = np.where((enter < leave) & (enter > _NEAR), enter, FAR)
    side = entering.argmax(axis=-1)
    normals = np.zeros_like(directions)
    sign = -np.sign(np.take_along_axis(directions, side[..., None], axis=-1))
    np.put_along_axis(normals, side[..., None], sign, axis=-1)
    return depth, normals


def cylinder(origin: Floats, directions: Floats, radius: float, half_height: float) -> Hit:
    """Upright, capped."""
    dx, dy, dz = directions[..., 0], directions[..., 1], directions[..., 2]
    ox, oy, oz = origin
    near, _, real = _quadratic(dx * dx + dz * dz, dx * ox + dz * oz, float(ox * ox + oz * oz) - radius * radius)
    side = np.where(real & (near > _NEAR) & (np.abs(oy + near * dy) <= half_height), near, FAR)
    safe_dy = np.where(np.abs(dy) < 1e-7, np.float32(1e-7), dy)
    cap_y = np.where(safe_dy > 0, -half_height, half_height)
    cap = (cap_y - oy) / safe_dy
    inside = (ox + cap * dx) ** 2 + (oz + cap * dz) ** 2 <= radius * radius
    cap = np.where(inside & (cap > _NEAR), cap, FAR)
    depth = np.minimum(side, cap).astype(np.float32)
    z = np.where(np.isfinite(depth), depth, 0)
    normals = np.zeros_like(directions)
    on_cap = cap < side
    normals[..., 0] = np.where(on_cap, 0, (ox + z * dx) / radius)
    normals[..., 1] = np.where(on_cap, np.sign(cap_y), 0)
    normals[..., 2] = np.where(on_cap, 0, (oz + z * dz) / radius)
    return depth, normals


def cone(origin: Floats, directions: Floats, radius: float, half_height: float) -> Hit:
    """Upright, apex up (negative y), capped below."""
    slope = radius / (2 * half_height)
    dx, dy, dz = directions[..., 0], directions[..., 1], directions[..., 2]
    ox, oy, oz = origin[0], origin[1] + half_height, origin[2]
    k = np.float32(slope * slope)
    near, far, real = _quadratic(
        dx * dx + dz * dz - k * dy * dy, dx * ox + dz * oz - k * dy * oy, float(ox * ox + oz * oz - k * oy * oy)
    )

    def on_side(z: Floats) -> Floats:
        y = oy + z * dy
        return np.where(real & (z > _NEAR) & (y >= 0) & (y <= 2 * half_height), z, FAR)

    side = np.minimum(on_side(near), on_side(far))
    safe_dy = np.where(np.abs(dy) < 1e-7, np.float32(1e-7), dy)
    base = (2 * half_height - oy) / safe_dy
    inside = (ox + base * dx) ** 2 + (oz + base * dz) ** 2 <= radius * radius
    base = np.where(inside & (base > _NEAR), base, FAR)
    depth = np.minimum(side, base).astype(np.float32)
    z = np.where(np.isfinite(depth), depth, 0)
    x, y, w = ox + z * dx, np.maximum(oy + z * dy, 1e-6), oz + z * dz
    length = np.sqrt(x * x + w * w + (slope * slope * y) ** 2) + 1e-9
    on_base = base < side
    normals = np.stack([x / length, -slope * slope * y / length, w / length], axis=-1)
    normals[on_base] = (0, 1, 0)
    return depth, normals.astype(np.float32)


def capsule(origin: Floats, directions: Floats, start: Floats, end: Floats, radius: float) -> Hit:
    """A rod with round ends (after Inigo Quilez, "capsule - intersection", iquilezles.org/articles/intersectors)."""
    axis = end - start
    offset = origin - start
    axis2 = float(axis @ axis)
    along_ray = directions @ axis
    along_origin = float(offset @ axis)
    d2 = np.einsum("...i,...i->...", directions, directions)
    offset_ray = directions @ offset
    a = axis2 * d2 - along_ray * along_ray
    half_b = np.asarray(axis2 * offset_ray - along_origin * along_ray, dtype=np.float32)
    c = axis2 * float(offset @ offset) - along_origin**2 - radius * radius * axis2
    near, _, real = _quadratic(a, half_b, c)
    y = along_origin + near * along_ray
    rod = np.where(real & (near > _NEAR) & (y > 0) & (y < axis2), near, FAR)
    depth = rod
    for end_offset in (offset, origin - end):
        z, _, hit = _quadratic(d2, directions @ end_offset, float(end_offset @ end_offset) - radius * radius)
        depth = np.minimum(depth, np.where(hit & (z > _NEAR), z, FAR))
    depth = depth.astype(np.float32)
    points = offset + np.where(np.isfinite(depth), depth, 0)[..., None] * directions
    share = np.clip(points @ axis / axis2, 0, 1)[..., None]
    return depth, ((points - share * axis) / np.float32(radius)).astype(np.float32)


def intersect(shape: str, origin: Floats, directions: Floats, radius: float, half_height: float) -> Hit:
    """Dispatch by the shape's name; `radius` is also the box's half width."""
    if shape == "ball":
        return ball(origin, directions, radius)
    if shape == "box":
        return box(origin, directions, np.array([radius, half_height, radius], dtype=np.float32))
    shapes: dict[str, Callable[[Floats, Floats, float, float], Hit]] = {"cylinder": cylinder, "cone": cone}
    return shapes[shape](origin, directions, radius, half_height)
