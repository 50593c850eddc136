"""How well Pocket follows control, measured on scenes it never saw."""

from __future__ import annotations

import json
import logging
import platform
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.control.crude import crude_animation
from models.pocket.conditions import GREY, depth_pictures, edge_pictures, pose_pictures
from models.pocket.data import FIRST_EVALUATION_SEED, rough_mask
from models.pocket.folder import GUIDANCE, STEPS
from models.pocket.tracking import centroid, intersection_over_union, learn_colours, track
from models.pocket.world import Take, WorldOptions, render_take

if TYPE_CHECKING:
    from diffusers import WanVACEPipeline

log = logging.getLogger(__name__)

Pictures = NDArray[np.uint8]
_SMALLEST_PX = 30


@dataclass(frozen=True, slots=True)
class Numbers:
    """Median with its 95 % bootstrap interval, mean, and how many scenes."""

    median: float
    low: float
    high: float
    mean: float
    scenes: int


def summarise(values: Sequence[float]) -> Numbers:
    """Median, 2.5th and 97.5th percentile of 4,000 resampled medians (seeded), mean, count."""
    data = np.asarray(values, dtype=np.float64)
    draws = np.random.default_rng(0).integers(0, len(data), (4000, len(data)))
    low, high = np.percentile(np.median(data[draws], axis=1), [2.5, 97.5])
    return Numbers(float(np.median(data)), float(low), float(high), float(data.mean()), len(data))


@dataclass(frozen=True, slots=True)
class Settings:
    """steps, guidance, shift: how to sample. shift None keeps the scheduler's own."""

    steps: int = STEPS
    guidance: float = GUIDANCE
    shift: float | None = None


def stroke_scenes(count: int, first_seed: int = FIRST_EVALUATION_SEED) -> Iterator[tuple[Take, int]]:
    """Unseen scenes with a fixed camera and one moving object, and that object's index.

    The object's centre is visible in the first and the last frame and the object never shows fewer than 30 pixels;
    nothing else is asked of a scene.
    """
    found, seed = 0, first_seed
    while found < count:
        take = render_take(seed, WorldOptions(kind="solids"))
        seed += 1
        movers = np.flatnonzero(take.moved)
        n = int(movers[0])
        large = take.masks[n].sum(axis=(1, 2)).min() >= _SMALLEST_PX
        if len(movers) == 1 and take.visible[n, [0, -1]].all() and large:
            found += 1
            yield take, n


def figure_scenes(count: int, first_seed: int = FIRST_EVALUATION_SEED) -> Iterator[tuple[Take, int]]:
    """Unseen scenes with a fixed camera and a walking figure, and the figure's index."""
    found, seed = 0, first_seed
    while found < count:
        take = render_take(seed, WorldOptions(kind="figure"))
        seed += 1
        n = len(take.masks) - 1
        if take.camera_move == "static" and take.masks[n].sum(axis=(1, 2)).min() >= 2 * _SMALLEST_PX:
            found += 1
            yield take, n


def generate(
    pipeline: WanVACEPipeline,
    control: Pictures,
    mask: NDArray[np.bool_],
    prompt: str,
    seed: int,
    settings: Settings,
    conditioning_scale: float = 1.0,
) -> Pictures:
    """One clip uint8 [T,H,W,3] from a control clip [T,H,W,3] and a mask [T,H,W], true where the network paints."""
    import torch
    from diffusers import UniPCMultistepScheduler
    from PIL import Image

    if settings.shift is not None:
        pipeline.scheduler = UniPCMultistepScheduler.from_config(pipeline.scheduler.config, flow_shift=settings.shift)
    frames, height, width = mask.shape
    result = pipeline(
        prompt=prompt,
        negative_prompt="",
        video=[Image.fromarray(frame) for frame in control],
        mask=[Image.fromarray(np.uint8(255) * frame.astype(np.uint8)) for frame in mask],
        height=height,
        width=width,
        num_frames=frames,
        num_inference_steps=settings.steps,
        guidance_scale=settings.guidance,
        conditioning_scale=conditioning_scale,
        generator=torch.Generator().manual_seed(seed),
        max_sequence_length=pipeline.tokenizer.model_max_length,
        output_type="np",
    ).frames[0]
    return np.asarray(np.clip(result * 255 + 0.5, 0, 255), dtype=np.uint8)


def keep_first(take: Take, control: Pictures) -> tuple[Pictures, NDArray[np.bool_]]:
    """The control clip with the take's first frame shown and kept, and its mask."""
    control = control.copy()
    control[0] = take.colour[0]
    mask = np.ones(take.depth.shape, dtype=np.bool_)
    mask[0] = False
    return control, mask


def stroke_clip(take: Take, n: int, rough: bool = False) -> Pictures:
    """The crude animation of one object along its true track; rough: with a hand-drawn kind of mask, size held."""
    mask, scale = take.masks[n, 0].astype(np.float32), take.distances_m[n, :1] / take.distances_m[n]
    if rough:
        mask, scale = rough_mask(take.masks[n, 0], np.random.default_rng(take.seed)), np.ones_like(scale)
    return crude_animation(take.colour[0], mask[None], take.tracks[n][None], scale=scale[None])[0]


def follow(take: Take, n: int, clip: Pictures) -> tuple[float, float]:
    """(mean distance in pixels between commanded and tracked offsets over frames 1.., IoU in the last frame).

    The tracker knows the first frame and the object's mask in it, never the path.
    """
    model = learn_colours(take.colour[0], take.masks[n, 0])
    found, masks = track(clip, model)
    size = np.array([clip.shape[2], clip.shape[1]])
    commanded = (take.tracks[n] - take.tracks[n, 0]) * size
    tracked = found - centroid(take.masks[n, 0])
    error = np.linalg.norm(commanded - tracked, axis=1)[1:].mean()
    return float(error), intersection_over_union(masks[-1], take.masks[n, -1])


def measure_strokes(
    pipeline: WanVACEPipeline,
    count: int,
    settings: Settings,
    first_seed: int = FIRST_EVALUATION_SEED,
    extra: bool = True,
) -> dict[str, Any]:
    """Path error and last-frame IoU with control, with control off, and the tracker's own floor on the true clips.

    Off: the same first frame, prompt and noise, grey instead of the crude animation. extra: also scale 0 and rough
    hand-made masks.
    """
    modes = ["control", "off", "truth", *(["scale 0", "rough mask"] if extra else [])]
    errors: dict[str, list[float]] = {mode: [] for mode in modes}
    overlaps: dict[str, list[float]] = {mode: [] for mode in modes}
    seconds: list[float] = []
    for take, n in stroke_scenes(count, first_seed):
        crude, mask = keep_first(take, stroke_clip(take, n))
        grey, _ = keep_first(take, np.full_like(take.colour, GREY))
        for mode in modes:
            began = time.monotonic()
            if mode == "truth":
                clip = take.colour
            else:
                rough = keep_first(take, stroke_clip(take, n, rough=True))[0] if mode == "rough mask" else crude
                shown = grey if mode == "off" else rough
                strength = 0.0 if mode == "scale 0" else 1.0
                clip = generate(pipeline, shown, mask, take.caption_still, take.seed % 2**31, settings, strength)
                seconds.append(time.monotonic() - began)
            error, overlap = follow(take, n, clip)
            errors[mode].append(error)
            overlaps[mode].append(overlap)
    width = take.colour.shape[2]
    report: dict[str, Any] = {"scenes": count, "sampling_s": asdict(summarise(seconds))}
    for mode in modes:
        path = summarise(errors[mode])
        report[mode] = {
            "path_error_px": asdict(path),
            "path_error_percent_of_width": 100 * path.median / width,
            "last_frame_iou": asdict(summarise(overlaps[mode])),
        }
    on, off = (report[mode]["path_error_px"]["median"] for mode in ("control", "off"))
    report["ratio_control_to_off"] = on / off
    return report


def measure_other_controls(pipeline: WanVACEPipeline, count: int, settings: Settings) -> dict[str, Any]:
    """Depth, edges and pose with the first frame kept: how far the object is from where it truly went, and how well
    the generated clip's own edges agree with those of the truth (F1 within one pixel)."""
    kinds: dict[str, tuple[Callable[[int], Iterator[tuple[Take, int]]], Callable[[Take], Pictures]]] = {
        "depth": (stroke_scenes, depth_pictures),
        "edges": (stroke_scenes, edge_pictures),
        "pose": (figure_scenes, lambda take: pose_pictures(take.poses, *take.depth.shape[1:])),
    }
    report: dict[str, Any] = {}
    for name, (scenes, draw) in kinds.items():
        path: dict[str, list[float]] = {"control": [], "off": []}
        edges: dict[str, list[float]] = {"control": [], "off": []}
        for take, n in scenes(count):
            for mode in path:
                shown = draw(take) if mode == "control" else np.full_like(take.colour, GREY)
                control, mask = keep_first(take, shown)
                clip = generate(pipeline, control, mask, take.caption_still, take.seed % 2**31, settings)
                path[mode].append(follow(take, n, clip)[0])
                edges[mode].append(edge_agreement(clip, take.colour))
        report[name] = {
            mode: {"path_error_px": asdict(summarise(path[mode])), "edge_f1": asdict(summarise(edges[mode]))}
            for mode in path
        }
    return report


def edge_agreement(clip: Pictures, truth: Pictures) -> float:
    """F1 of Canny edges over frames 1.., a hit within one pixel."""
    kernel = np.ones((3, 3), np.uint8)
    scores = []
    for made, true in zip(clip[1:], truth[1:], strict=True):
        a, b = cv2.Canny(made, 80, 160) > 0, cv2.Canny(true, 80, 160) > 0
        near_a, near_b = (cv2.dilate(e.astype(np.uint8), kernel) > 0 for e in (a, b))
        precision, recall = (a & near_b).sum() / max(a.sum(), 1), (b & near_a).sum() / max(b.sum(), 1)
        scores.append(2 * precision * recall / max(precision + recall, 1e-9))
    return float(np.mean(scores))


def measure_vae(vae: Any, count: int, first_seed: int = FIRST_EVALUATION_SEED) -> dict[str, Any]:
    """PSNR in dB of unseen clips of every kind after encoding (mode of the posterior) and decoding."""
    import torch

    from models.pocket.vae_training import to_tensor

    clips, first = [], []
    for seed in range(first_seed, first_seed + count):
        pictures = to_tensor(render_take(seed).colour[None])
        with torch.no_grad():
            decoded = vae.decode(vae.encode(pictures).latent_dist.mode()).sample
        squared = (decoded - pictures).square()
        clips.append(10 * np.log10(4 / float(squared.mean())))
        first.append(10 * np.log10(4 / float(squared[:, :, 0].mean())))
    return {"clip_psnr_db": asdict(summarise(clips)), "first_frame_psnr_db": asdict(summarise(first))}


def evaluate(
    pipeline: WanVACEPipeline, scenes: int, settings: Settings, other_scenes: int, out: Path | None
) -> dict[str, Any]:
    """Everything the model card states, as one dictionary; written as JSON where `out` is given."""
    import torch

    report: dict[str, Any] = {
        "settings": {**asdict(settings), "flow_shift": settings.shift or pipeline.scheduler.config.flow_shift},
        "threads": torch.get_num_threads(),
        "python": platform.python_version(),
        "vae": measure_vae(pipeline.vae, scenes),
    }
    log.info("vae %s", report["vae"])
    report["strokes"] = measure_strokes(pipeline, scenes, settings)
    log.info("strokes %s", report["strokes"])
    if other_scenes:
        report["other controls"] = measure_other_controls(pipeline, other_scenes, settings)
    if out is not None:
        out.write_text(json.dumps(report, indent=2) + "\n")
    return report
