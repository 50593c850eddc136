"""The ray caster: a recipe in, a take with its ground truth out."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.pocket.world.camera import Lens
from models.pocket.world.recipe import Floor, Recipe, Solid, WorldOptions, sample_recipe
from models.pocket.world.solids import capsule, intersect
from models.pocket.world.take import Take

SKY_DEPTH_M = 60.0
SAMPLES = 2
_AMBIENT = 0.45
Floats = NDArray[np.float32]


class _Buffer:
    """Colour, depth and label of one frame at the sampling resolution."""

    def __init__(self, height: int, width: int) -> None:
        self.colour = np.empty((height, width, 3), dtype=np.float32)
        self.depth = np.full((height, width), SKY_DEPTH_M, dtype=np.float32)
        self.label = np.full((height, width), -1, dtype=np.int8)

    def draw(self, window: tuple[slice, slice], depth: Floats, colour: Floats, label: int) -> None:
        nearer = depth < self.depth[window]
        self.depth[window][nearer] = depth[nearer]
        self.colour[window][nearer] = colour[nearer]
        self.label[window][nearer] = label


def render_take(seed: int, options: WorldOptions | None = None) -> Take:
    """Sample and render one take. The same bytes for the same seed and options, in every process."""
    return render(sample_recipe(seed, options or WorldOptions()))


def render(recipe: Recipe) -> Take:
    """Ray-cast every frame, average the samples of each pixel, and project the ground truth."""
    lens, frames = recipe.lens, len(recipe.cameras)
    directions = _camera_directions(lens)
    objects = len(recipe.solids) + (recipe.figure is not None)
    colour = np.empty((frames, lens.height_px, lens.width_px, 3), dtype=np.uint8)
    depth = np.empty(colour.shape[:3], dtype=np.float32)
    masks = np.zeros((objects, *colour.shape[:3]), dtype=np.bool_)
    for t in range(frames):
        buffer = _render_frame(recipe, t, directions)
        colour[t], depth[t], masks[:, t] = _resolve(buffer, objects)
    centres = _centres(recipe)
    tracks, visible, distances = _project_tracks(recipe, centres, masks)
    first = np.linalg.inv(recipe.cameras[0])
    return Take(
        seed=recipe.seed,
        colour=colour,
        depth=depth,
        masks=masks,
        tracks=tracks,
        visible=visible,
        distances_m=distances,
        moved=np.array([s.moved for s in recipe.solids] + [True] * (recipe.figure is not None), dtype=np.bool_),
        camera_to_world=first @ recipe.cameras,
        intrinsics=lens.normalised(),
        poses=_project_poses(recipe),
        caption=recipe.caption,
        caption_still=recipe.caption_still,
        camera_move=recipe.camera_move,
    )


def _camera_directions(lens: Lens) -> Floats:
    """[H*S, W*S, 3] in camera space, z = 1."""
    x = (np.arange(lens.width_px * SAMPLES) + 0.5) / SAMPLES - lens.width_px / 2
    y = (np.arange(lens.height_px * SAMPLES) + 0.5) / SAMPLES - lens.height_px / 2
    grid = np.ones((len(y), len(x), 3), dtype=np.float32)
    grid[..., 0] = x[None] / lens.focal_px
    grid[..., 1] = y[:, None] / lens.focal_px
    return grid


def _render_frame(recipe: Recipe, t: int, camera_directions: Floats) -> _Buffer:
    camera = recipe.cameras[t]
    turn, origin = camera[:3, :3].astype(np.float32), camera[:3, 3].astype(np.float32)
    directions = np.einsum("hwj,ij->hwi", camera_directions, turn)
    buffer = _Buffer(*directions.shape[:2])
    _draw_sky(buffer, directions, recipe.sky)
    _draw_ground(buffer, directions, origin, recipe, t)
    for label, solid in enumerate(recipe.solids):
        reach_m = max(solid.radius_m * 1.45, solid.half_height_m * 1.3)
        window = _window(camera, recipe.lens, solid.positions[t], reach_m)
        if window is not None:
            _draw_solid(buffer, window, directions[window], origin, solid, t, label, recipe.light)
    if recipe.figure is not None:
        _draw_figure(buffer, directions, origin, recipe, t, len(recipe.solids))
    return buffer


def _draw_sky(buffer: _Buffer, directions: Floats, sky: tuple[tuple[float, ...], ...]) -> None:
    horizon, zenith = (np.asarray(c, dtype=np.float32) for c in sky)
    up = -directions[..., 1] / np.sqrt((directions**2).sum(axis=-1))
    share = np.clip(up * 2.2, 0, 1)[..., None]
    buffer.colour[:] = horizon + share * (zenith - horizon)


def _draw_ground(buffer: _Buffer, directions: Floats, origin: Floats, recipe: Recipe, t: int) -> None:
    down = directions[..., 1]
    hit = down > 1e-4
    z: NDArray[Any] = np.where(hit, -origin[1] / np.where(hit, down, 1), SKY_DEPTH_M)
    hit &= z < SKY_DEPTH_M
    x, w = origin[0] + z * directions[..., 0], origin[2] + z * directions[..., 2]
    fade = np.clip(1.35 - z / 14, 0, 1)
    dark_share = 0.5 + (floor_pattern(recipe.floor, x, w) - 0.5) * fade
    light, dark = (np.asarray(c, dtype=np.float32) for c in recipe.floor.colours)
    colour = light + dark_share[..., None] * (dark - light)
    colour *= _shadow(recipe, x, w, t)[..., None]
    fog = np.clip((z - 6) / 30, 0, 0.75)[..., None]
    colour += fog * (np.asarray(recipe.sky[0], dtype=np.float32) - colour)
    buffer.colour[hit] = colour[hit]
    buffer.depth[hit] = z[hit]


def floor_pattern(floor: Floor, x: Floats, w: Floats) -> Floats:
    """Share of the darker floor colour, 0..1, at ground points (x, w) in metres."""
    c, s = np.float32(np.cos(floor.turn_rad)), np.float32(np.sin(floor.turn_rad))
    u = (c * x - s * w + np.float32(floor.offset_m[0])) / np.float32(floor.cell_m)
    v = (s * x + c * w + np.float32(floor.offset_m[1])) / np.float32(floor.cell_m)
    if floor.pattern == "checkered":
        return np.asarray((np.floor(u) + np.floor(v)) % 2, dtype=np.float32)
    if floor.pattern == "striped":
        return np.asarray(np.floor(u) % 2, dtype=np.float32)
    if floor.pattern == "speckled":
        waves = np.sin(3.1 * u + 1.7 * np.sin(2.3 * v)) + np.sin(2.7 * v + 1.9 * np.sin(1.9 * u + 1.0))
        return np.asarray(np.clip(0.5 + 0.4 * waves, 0, 1), dtype=np.float32)
    return np.full_like(x, 0.5)


def _shadow(recipe: Recipe, x: Floats, w: Floats, t: int) -> Floats:
    """A soft dark patch under each object, moved away from the light and paler the higher the object floats."""
    shade = np.ones_like(x)
    blobs = [(s.positions[t], s.radius_m, -s.positions[t, 1] - s.half_height_m) for s in recipe.solids]
    if recipe.figure is not None:
        pelvis = recipe.figure.pelvis[t]
        blobs.append((pelvis, 0.3, 0.0))
    for centre, radius, clearance in blobs:
        lift = max(float(clearance), 0.0) + 0.5 * radius
        px = float(centre[0] - recipe.light[0] * lift)
        pw = float(centre[2] - recipe.light[2] * lift)
        spread = np.float32((1.15 * radius * (1 + 0.3 * max(clearance, 0.0))) ** 2)
        strength = np.float32(0.6 / (1 + 0.8 * max(float(clearance), 0.0)))
        d2 = (x - np.float32(px)) ** 2 + (w - np.float32(pw)) ** 2
        shade *= 1 - strength * np.exp(-d2 / spread)
    return shade


def _window(
    camera: NDArray[np.float64], lens: Lens, centre: NDArray[np.float64], reach_m: float
) -> tuple[slice, slice] | None:
    """The part of the sampling grid an object's bounding sphere can touch; None when it cannot be seen."""
    local = (centre - camera[:3, 3]) @ camera[:3, :3]
    if local[2] + reach_m <= 0.1:
        return None
    rows, columns = lens.height_px * SAMPLES, lens.width_px * SAMPLES
    near = local[2] - reach_m
    if near < 0.2:
        return slice(0, rows), slice(0, columns)
    u = (local[0] / local[2] * lens.focal_px + lens.width_px / 2) * SAMPLES
    v = (local[1] / local[2] * lens.focal_px + lens.height_px / 2) * SAMPLES
    reach = reach_m / near * lens.focal_px * SAMPLES + 2
    left, right = max(int(u - reach), 0), min(int(u + reach) + 1, columns)
    top, bottom = max(int(v - reach), 0), min(int(v + reach) + 1, rows)
    return (slice(top, bottom), slice(left, right)) if left < right and top < bottom else None


def _shaded(colour: tuple[float, float, float], normals: Floats, light: NDArray[np.float64]) -> Floats:
    """Lambert with an ambient floor; light points towards the lamp."""
    lit = np.clip(normals @ light.astype(np.float32), 0, 1)
    return (_AMBIENT + (1.1 - _AMBIENT) * lit)[..., None] * np.asarray(colour, dtype=np.float32)


def _draw_solid(
    buffer: _Buffer,
    window: tuple[slice, slice],
    directions: Floats,
    origin: Floats,
    solid: Solid,
    t: int,
    label: int,
    light: NDArray[np.float64],
) -> None:
    c, s = np.float32(np.cos(solid.yaw_rad[t])), np.float32(np.sin(solid.yaw_rad[t]))
    turn = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]], dtype=np.float32)
    local_origin = (origin - solid.positions[t].astype(np.float32)) @ turn
    local = np.einsum("hwi,ij->hwj", directions, turn)
    depth, normals = intersect(solid.shape, local_origin, local, solid.radius_m, solid.half_height_m)
    colour = _shaded(solid.colour, normals, light @ turn)
    buffer.draw(window, depth.astype(np.float32), colour, label)


def _draw_figure(buffer: _Buffer, directions: Floats, origin: Floats, recipe: Recipe, t: int, label: int) -> None:
    assert recipe.figure is not None
    camera = recipe.cameras[t]
    for start, end, radius, colour in recipe.figure.capsules(t):
        reach = float(np.linalg.norm(end - start)) / 2 + radius
        window = _window(camera, recipe.lens, (start + end) / 2, reach)
        if window is not None:
            depth, normals = capsule(
                origin, directions[window], start.astype(np.float32), end.astype(np.float32), radius
            )
            buffer.draw(window, depth, _shaded(colour, normals, recipe.light), label)


def _resolve(buffer: _Buffer, objects: int) -> tuple[NDArray[np.uint8], Floats, NDArray[np.bool_]]:
    """Average the samples of each pixel; depth and mask come from the label most samples have."""
    rows, columns = buffer.label.shape[0] // SAMPLES, buffer.label.shape[1] // SAMPLES

    def blocks(array: NDArray[np.generic]) -> NDArray[np.generic]:
        return np.asarray(array.reshape(rows, SAMPLES, columns, SAMPLES, *array.shape[2:]))

    colour = blocks(buffer.colour).mean(axis=(1, 3))
    label = blocks(buffer.label)
    counts = np.stack([(label == index).sum(axis=(1, 3)) for index in range(-1, objects)])
    winner = counts.argmax(axis=0) - 1
    same = label == winner[:, None, :, None]
    depth = (blocks(buffer.depth) * same).sum(axis=(1, 3)) / same.sum(axis=(1, 3))
    masks = np.stack([winner == index for index in range(objects)]) if objects else np.zeros((0, rows, columns), bool)
    return (np.clip(colour, 0, 1) * 255 + 0.5).astype(np.uint8), depth.astype(np.float32), masks


def _centres(recipe: Recipe) -> NDArray[np.float64]:
    """World centres [N,T,3] of every object, the figure last."""
    centres = [solid.positions for solid in recipe.solids]
    if recipe.figure is not None:
        centres.append(recipe.figure.pelvis)
    return np.stack(centres) if centres else np.zeros((0, len(recipe.cameras), 3))


def _to_camera(recipe: Recipe, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """World points [...,T,3] -> camera space of each frame."""
    offset = points - recipe.cameras[:, :3, 3]
    return np.asarray(np.einsum("...ti,tij->...tj", offset, recipe.cameras[:, :3, :3]))


def _project_tracks(
    recipe: Recipe, centres: NDArray[np.float64], masks: NDArray[np.bool_]
) -> tuple[Floats, NDArray[np.bool_], Floats]:
    """Tracks [N,T,2], whether the centre's pixel belongs to the object [N,T], and depth of the centre [N,T]."""
    local = _to_camera(recipe, centres)
    raster = recipe.lens.project(local)
    rows = np.floor(raster[..., 1] * recipe.lens.height_px).astype(np.int64)
    columns = np.floor(raster[..., 0] * recipe.lens.width_px).astype(np.int64)
    inside = (rows >= 0) & (rows < recipe.lens.height_px) & (columns >= 0) & (columns < recipe.lens.width_px)
    n, t = np.indices(rows.shape)
    own = masks[n, t, rows.clip(0, recipe.lens.height_px - 1), columns.clip(0, recipe.lens.width_px - 1)]
    return raster.astype(np.float32), inside & own & (local[..., 2] > 0.1), local[..., 2].astype(np.float32)


def _project_poses(recipe: Recipe) -> Floats:
    """[T,P,18,3]; confidence is 1 inside the picture and 0 outside."""
    if recipe.figure is None:
        return np.zeros((len(recipe.cameras), 0, 18, 3), dtype=np.float32)
    local = _to_camera(recipe, recipe.figure.joints.transpose(1, 0, 2)).transpose(1, 0, 2)
    raster = recipe.lens.project(local)
    seen = ((raster >= 0) & (raster < 1)).all(axis=-1) & (local[..., 2] > 0.1)
    return np.concatenate([raster, seen[..., None]], axis=-1).astype(np.float32)[:, None]
