"""Training samples: what the network is shown, what it may keep, and what it should make of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from models.control.crude import crude_animation
from models.pocket.conditions import GREY, depth_pictures, edge_pictures, pose_pictures, random_region
from models.pocket.world import Take, WorldOptions, render_take

TRAINING_SEEDS = range(10_000_000)
FIRST_EVALUATION_SEED = 1_000_000_000

Pictures = NDArray[np.uint8]
Rng = np.random.Generator

TASKS: dict[str, float] = {
    "strokes": 0.50,
    "first frame": 0.10,
    "depth": 0.12,
    "edges": 0.08,
    "pose": 0.08,
    "region": 0.06,
    "text": 0.06,
}


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One training sample. target, control: uint8 [T,H,W,3]. mask: bool [T,H,W], true where the network paints."""

    task: str
    target: Pictures
    control: Pictures
    mask: NDArray[np.bool_]
    caption: str


def training_sample(seed: int) -> Sample:
    """The same sample for the same training seed, in every process."""
    if seed not in TRAINING_SEEDS:
        raise ValueError(f"{seed} is no training seed; those are {TRAINING_SEEDS}")
    rng = np.random.default_rng([seed, 11])
    task = str(rng.choice(list(TASKS), p=list(TASKS.values())))
    kinds = {"strokes": "solids", "pose": "figure"}
    take = render_take(seed, WorldOptions(kind=kinds.get(task, "any")))
    return make_sample(task, take, rng)


def make_sample(task: str, take: Take, rng: Rng) -> Sample:
    """Dress a take for one task. The first frame is kept unless the task says otherwise."""
    grey = np.full_like(take.colour, GREY)
    everything = np.ones(take.depth.shape, dtype=np.bool_)
    keep_first = task in ("strokes", "first frame") or (task in ("depth", "edges", "pose") and rng.random() < 0.5)
    if task == "strokes":
        control = stroke_control(take, rng)
    elif task == "depth":
        control = depth_pictures(take)
    elif task == "edges":
        control = edge_pictures(take)
    elif task == "pose":
        control = pose_pictures(take.poses, *take.depth.shape[1:])
    elif task == "region":
        everything = random_region(rng, take)
        control = np.where(everything[..., None], np.uint8(GREY), take.colour)
    else:
        control = grey
    sample = Sample(task, take.colour, control, everything, take.caption)
    return with_first_frame(sample) if keep_first else sample


def with_first_frame(sample: Sample) -> Sample:
    """The sample with its true first frame shown and kept."""
    control, mask = sample.control.copy(), sample.mask.copy()
    control[0], mask[0] = sample.target[0], False
    return replace(sample, control=control, mask=mask)


def stroke_control(take: Take, rng: Rng) -> Pictures:
    """The crude animation of the take's moving objects, as rough as one that a hand has made."""
    movers = [n for n in np.flatnonzero(take.moved) if take.masks[n, 0].sum() >= 8]
    if not movers:
        return np.repeat(take.colour[:1], len(take.colour), axis=0)
    masks = np.stack([rough_mask(take.masks[n, 0], rng) for n in movers])
    offsets = np.stack([_start_offset(take, int(n), rng) for n in movers])
    xy = take.tracks[movers] + offsets[:, None]
    scale = take.distances_m[movers, :1] / np.maximum(take.distances_m[movers], 0.1)
    if rng.random() < 0.25:
        scale = np.ones_like(scale)
    else:
        xy = take.tracks[movers] + offsets[:, None] * scale[..., None]
    frames, _ = crude_animation(take.colour[0], masks, xy, scale=scale)
    return frames


def _start_offset(take: Take, n: int, rng: Rng) -> NDArray[np.float64]:
    """From the object's centre to a random point on it, in the normalised raster."""
    rows, columns = np.nonzero(take.masks[n, 0])
    pick = rng.integers(len(rows))
    height, width = take.depth.shape[1:]
    point = np.array([(columns[pick] + 0.5) / width, (rows[pick] + 0.5) / height])
    return np.asarray(point - take.tracks[n, 0])


def rough_mask(mask: NDArray[np.bool_], rng: Rng) -> NDArray[np.float32]:
    """A mask as a person would draw it: exact, a pixel too big or too small, or only its hull or a disc."""
    exact = mask.astype(np.uint8)
    draw = rng.random()
    if draw < 0.45:
        rough = exact
    elif draw < 0.65:
        rough = cv2.dilate(exact, np.ones((3, 3), np.uint8))
    elif draw < 0.75:
        eroded = cv2.erode(exact, np.ones((3, 3), np.uint8))
        rough = eroded if eroded.sum() > 8 else exact
    elif draw < 0.9:
        points = cv2.findNonZero(cv2.dilate(exact, np.ones((3, 3), np.uint8)))
        rough = cv2.fillConvexPoly(np.zeros_like(exact), cv2.convexHull(points), 1)
    else:
        (x, y), radius = cv2.minEnclosingCircle(cv2.findNonZero(exact))
        rough = cv2.circle(np.zeros_like(exact), (round(x), round(y)), round(radius), 1, -1)
    return rough.astype(np.float32)
