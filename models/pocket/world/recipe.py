"""From a seed to everything a take is made of: floor, sky, solids and their paths, figure, camera, words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.pocket.world import paths, words
from models.pocket.world.camera import Lens, move, pose, rotation
from models.pocket.world.figure import Figure, walk
from models.pocket.world.words import Colour

Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Solid:
    """One object. positions: [T,3] centre in world metres. yaw_rad: [T]."""

    shape: str
    colour: Colour
    radius_m: float
    half_height_m: float
    positions: NDArray[np.float64]
    yaw_rad: NDArray[np.float64]
    moved: bool
    phrase: str


@dataclass(frozen=True, slots=True)
class Floor:
    pattern: str
    colours: tuple[Colour, Colour]
    cell_m: float
    turn_rad: float
    offset_m: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Recipe:
    seed: int
    lens: Lens
    cameras: NDArray[np.float64]
    solids: tuple[Solid, ...]
    figure: Figure | None
    floor: Floor
    sky: tuple[Colour, Colour]
    light: NDArray[np.float64]
    caption: str
    caption_still: str
    camera_move: str


@dataclass(frozen=True, slots=True)
class WorldOptions:
    """The size of a take, and its kind: "solids", "figure", "camera" or "any" (drawn by chance)."""

    width_px: int = 96
    height_px: int = 64
    frames: int = 17
    kind: str = "any"


def sample_recipe(seed: int, options: WorldOptions) -> Recipe:
    """The same recipe for the same seed and options, in every process."""
    rng = np.random.default_rng([seed, 7])
    kind = options.kind
    if kind == "any":
        kind = str(rng.choice(["solids", "camera", "figure"], p=[0.66, 0.2, 0.14]))
    lens = Lens(options.width_px, options.height_px, options.width_px * rng.uniform(0.8, 1.15))
    height_m, pitch = rng.uniform(1.2, 2.2), np.deg2rad(rng.uniform(8, 20))
    start = pose(rotation("x", -pitch), np.array([0.0, -height_m, 0.0]))
    camera_move = "static"
    if kind == "camera" or (kind == "figure" and rng.random() < 0.25):
        camera_move = str(rng.choice([name for name in words.CAMERA_WORDS if name != "static"]))
    cameras = move(camera_move, start, options.frames, rng.uniform(0.5, 1.0), rng.uniform(4.0, 6.0))

    floor_name, sky_name = str(rng.choice(list(words.FLOOR_COLOURS))), str(rng.choice(list(words.SKY_COLOURS)))
    pattern = str(rng.choice(words.FLOOR_PATTERNS, p=[0.4, 0.2, 0.25, 0.15]))
    floor = Floor(
        pattern,
        words.FLOOR_COLOURS[floor_name],
        rng.uniform(0.8, 1.6),
        rng.uniform(0, np.pi),
        (rng.uniform(0, 8), rng.uniform(0, 8)),
    )
    light = np.array([rng.uniform(-0.8, 0.8), -1.0, rng.uniform(-0.9, 0.1)])
    light /= np.linalg.norm(light)

    figure, phrases = None, []
    if kind == "figure":
        figure, phrase = _sample_figure(rng, start, lens, options.frames)
        phrases.append(phrase)
        count = int(rng.integers(0, 2))
    else:
        count = int(rng.choice([1, 2, 3], p=[0.35, 0.4, 0.25]))
    movers = 0 if kind == "figure" else (int(rng.random() < 0.4) if kind == "camera" else 1 + int(rng.random() < 0.2))
    solids = _sample_solids(rng, count, movers, start, lens, options.frames)
    phrases += [solid.phrase for solid in solids]
    things = [words.with_article(phrase) for phrase in phrases]
    still = words.caption(things, pattern, floor_name, sky_name)
    spoken = words.caption(things, pattern, floor_name, sky_name, camera_move)
    says_camera = rng.random() < (0.7 if camera_move != "static" else 0.2)
    return Recipe(
        seed,
        lens,
        cameras,
        solids,
        figure,
        floor,
        words.SKY_COLOURS[sky_name],
        light,
        spoken if says_camera else still,
        still,
        camera_move,
    )


def _jitter(rng: Rng, colour: Colour, amount: float = 0.04) -> Colour:
    r, g, b = np.clip(np.asarray(colour) + rng.uniform(-amount, amount, 3), 0, 1)
    return float(r), float(g), float(b)


def _sample_figure(rng: Rng, start: NDArray[np.float64], lens: Lens, frames: int) -> tuple[Figure, str]:
    """A person who stays in the picture, walking across or along the view."""
    shirt, trousers = (str(name) for name in rng.choice(list(words.OBJECT_COLOURS), 2, replace=False))
    scale = rng.uniform(0.9, 1.1)
    depth = rng.uniform(3.4, 5.5)
    distance = rng.uniform(0.8, 1.9)
    heading = rng.uniform(0, 2 * np.pi)
    forward = np.array([np.sin(heading), 0, np.cos(heading)])
    middle = np.array([rng.uniform(-0.25, 0.25) * depth, 0.0, depth])
    colours = (
        _jitter(rng, (0.85, 0.66, 0.52), 0.08),
        _jitter(rng, words.OBJECT_COLOURS[shirt]),
        _jitter(rng, words.OBJECT_COLOURS[trousers]),
    )
    strides = distance / (1.3 * scale)
    figure = walk(
        middle - forward * distance / 2, heading, distance, frames, strides, rng.uniform(0, 2 * np.pi), scale, colours
    )
    return figure, f"person walking in {words.with_article(shirt)} shirt and {trousers} trousers"


def _sample_solids(
    rng: Rng, count: int, movers: int, start: NDArray[np.float64], lens: Lens, frames: int
) -> tuple[Solid, ...]:
    names = [str(name) for name in rng.choice(list(words.OBJECT_COLOURS), count, replace=False)]
    solids: list[Solid] = []
    taken: list[NDArray[np.float64]] = []
    for index, name in enumerate(names):
        moved = index < movers
        shape = str(rng.choice(words.SHAPES))
        relative = rng.uniform(5.0, 12.0)
        radius_px = relative * lens.width_px / 96
        size = "small" if relative < 6.5 else "large" if relative > 10 else ""
        aspect = 1.0 if shape == "ball" else rng.uniform(0.8, 1.4)
        if moved:
            placed = paths.moving_positions(rng, start, lens, radius_px, aspect, frames)
        else:
            placed = paths.resting_position(rng, start, lens, radius_px, aspect, frames, taken)
        positions, radius = placed
        taken.append(positions[0])
        spin = rng.uniform(-0.8, 0.8) if moved and rng.random() < 0.3 else 0.0
        yaw = rng.uniform(0, np.pi / 2) + np.linspace(0, spin, frames)
        phrase = f"{size} {name} {shape}".strip()
        colour = _jitter(rng, words.OBJECT_COLOURS[name])
        solids.append(Solid(shape, colour, radius, radius * aspect, positions, yaw, moved, phrase))
    return tuple(solids)
