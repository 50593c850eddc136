"""How well Pocket follows control, measured on scenes it never saw."""

from __future__ import annotations

import itertools
import multiprocessing
import platform
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.control.crude import crude_animation
from models.pocket.conditions import GREY, depth_pictures, edge_pictures, pose_pictures
from models.pocket.data import FIRST_EVALUATION_SEED, rough_mask
from models.pocket.folder import GUIDANCE, STEPS, load_folder
from models.pocket.tracking import centroid, intersection_over_union, learn_colours, track
from models.pocket.world import Take, WorldOptions, render_take

if TYPE_CHECKING:
    from diffusers import WanVACEPipeline

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


@dataclass(frozen=True, slots=True)
class Followed:
    """What one generated clip showed. mode: see `MODES`."""

    mode: str
    path_error_px: float
    last_frame_iou: float
    seconds: float


MODES = ("control", "off", "truth", "rough mask", "scale 0")


def run_strokes(
    pipeline: WanVACEPipeline, scenes: Iterable[tuple[Take, int]], settings: Settings, modes: Sequence[str] = MODES
) -> list[Followed]:
    """Generate and track every scene in every mode.

    Off: the same first frame, prompt and noise, grey instead of the crude animation. Truth: the true clip, for the
    tracker's own error. Rough mask: a mask as drawn by hand, size held. Scale 0: `conditioning_scale=0`.
    """
    followed = []
    for take, n in scenes:
        crude, mask = keep_first(take, stroke_clip(take, n))
        for mode in modes:
            began = time.monotonic()
            shown = crude
            if mode == "off":
                shown, _ = keep_first(take, np.full_like(take.colour, GREY))
            elif mode == "rough mask":
                shown, _ = keep_first(take, stroke_clip(take, n, rough=True))
            if mode == "truth":
                clip = take.colour
            else:
                strength = 0.0 if mode == "scale 0" else 1.0
                clip = generate(pipeline, shown, mask, take.caption_still, take.seed % 2**31, settings, strength)
            seconds = time.monotonic() - began
            followed.append(Followed(mode, *follow(take, n, clip), seconds))
    return followed


def summarise_strokes(followed: Sequence[Followed], width_px: int = 96) -> dict[str, Any]:
    """Path error and last-frame IoU of each mode, their ratio, and seconds a clip."""
    by_mode = {mode: [f for f in followed if f.mode == mode] for mode in MODES}
    report: dict[str, Any] = {
        "scenes": len(by_mode["control"]),
        "sampling_s": asdict(summarise([f.seconds for f in followed if f.mode != "truth"])),
    }
    for mode, found in by_mode.items():
        if found:
            path = summarise([f.path_error_px for f in found])
            report[mode] = {
                "path_error_px": asdict(path),
                "path_error_percent_of_width": 100 * path.median / width_px,
                "last_frame_iou": asdict(summarise([f.last_frame_iou for f in found])),
            }
    on, off = (report[mode]["path_error_px"]["median"] for mode in ("control", "off"))
    report["ratio_control_to_off"] = on / off
    return report


def measure_strokes(folder: Path, count: int, settings: Settings, modes: Sequence[str], jobs: int) -> dict[str, Any]:
    """`run_strokes` over `count` scenes, shared out over processes of one thread each."""
    if jobs == 1:
        return summarise_strokes(run_strokes(load_folder(folder), stroke_scenes(count), settings, modes))
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as workers:
        shares = [workers.submit(_share_of_strokes, folder, count, settings, modes, job, jobs) for job in range(jobs)]
        return summarise_strokes([f for share in shares for f in share.result()])


def _share_of_strokes(
    folder: Path, count: int, settings: Settings, modes: Sequence[str], job: int, jobs: int
) -> list[Followed]:
    import torch

    torch.set_num_threads(1)
    scenes = itertools.islice(stroke_scenes(count), job, None, jobs)
    return run_strokes(load_folder(folder), scenes, settings, modes)


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
    folder: Path, scenes: int, settings: Settings, *, modes: Sequence[str], other_scenes: int, jobs: int
) -> dict[str, Any]:
    """Everything the model card states, as one dictionary."""
    import torch

    pipeline = load_folder(folder)
    report: dict[str, Any] = {
        "settings": {**asdict(settings), "flow_shift": settings.shift or pipeline.scheduler.config.flow_shift},
        "threads": torch.get_num_threads() if jobs == 1 else 1,
        "jobs": jobs,
        "python": platform.python_version(),
        "strokes": measure_strokes(folder, scenes, settings, modes, jobs),
        "vae": measure_vae(pipeline.vae, scenes),
    }
    if other_scenes:
        report["other controls"] = measure_other_controls(pipeline, other_scenes, settings)
    return report
