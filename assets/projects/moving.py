"""Examples in which something is moved: by a stroke, by several, by the camera; and how well it went."""

from __future__ import annotations

from typing import Any

import numpy as np

from assets.projects.layout import Section, laid_out
from assets.projects.parts import (
    CONTROL,
    MODEL,
    RESULT,
    WORLD,
    node,
    sampled,
    sampler,
    sampler_section,
    table,
)
from assets.projects.scenes import STILL_SIZE
from nodes.graph import Graph, Registry, Wire

__all__ = ["camera_move", "control_on_and_off", "dragged_ball", "two_paths"]

BALL_CAPTION = "a large green cone and a large red ball on a checkered beige floor under a grey sky"
FIRST_BALL_CENTRE = (0.3037, 0.5321)
THINGS_CAPTION = (
    "a red cone , a small teal ball and a large orange ball on a checkered olive floor under an orange sky"
)
NIGHT_CAPTION = (
    "a large green cone , an orange cylinder and a large purple cylinder "
    "on a checkered slate floor under a night sky , camera moves in"
)


def curve(*through: tuple[float, float], count: int = 17) -> list[list[float]]:
    """A quadratic path from the first point past the second to the third, as shares of the picture."""
    share = np.linspace(0.0, 1.0, count)[:, None]
    begin, over, end = (np.array(point) for point in through)
    path = (1 - share) ** 2 * begin + 2 * share * (1 - share) * over + share**2 * end
    return [[round(float(x), 4), round(float(y), 4)] for x, y in path]


def outline(
    centre: tuple[float, float], radius_px: float, count: int = 24, margin: float = 1.06
) -> list[list[float]]:
    """A polygon around something round in the first frame, a little outside its edge."""
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    radius = np.array([radius_px / STILL_SIZE[0], radius_px / STILL_SIZE[1]]) * margin
    points = np.array(centre) + np.stack([np.cos(angle), np.sin(angle)], axis=1) * radius
    return [[round(float(x), 4), round(float(y), 4)] for x, y in points]


def hand_times(count: int = 17, seconds: float = 2.0) -> list[float]:
    """When the hand was at each point: gently off, gently down."""
    share = np.linspace(0.0, 1.0, count)
    whole = np.linspace(0, 1, 201)
    eased = 0.35 * share + 0.65 * np.interp(share, whole, np.arccos(1 - 2 * whole) / np.pi)
    return [round(float(time), 4) for time in eased * seconds]


def ball_stroke() -> dict[str, Any]:
    """From the ball up over the horizon and down to the right."""
    points = curve(FIRST_BALL_CENTRE, (0.45, 0.06), (0.60, 0.68))
    region = outline(FIRST_BALL_CENTRE, 40.0)
    return {"points": points, "times_s": hand_times(), "region": region, "name": "ball", "radius": 0.11}


def _stroke(name: str, radius_px: float, *through: tuple[float, float]) -> dict[str, Any]:
    region, radius = outline(through[0], radius_px), round(radius_px / STILL_SIZE[0], 3)
    return {"points": curve(*through), "times_s": hand_times(), "region": region, "name": name, "radius": radius}


def dragged_ball(registry: Registry) -> Graph:
    """A still picture, a stroke dragged over it and a prompt become a clip that follows the stroke."""
    nodes = table(
        node("image", "media.load_image", file="bundled:media/red-ball.png"),
        node("size", "picture.resize_image", width=96, height=64),
        node("drawing", "motion.strokes", strokes=[ball_stroke()]),
        node("tracks", "motion.strokes_to_tracks", frames=17),
        node("drag", "control.drag_control", frames_per_second=8.0),
        *sampler(BALL_CAPTION, 7),
        node("sheet", "picture.contact_sheet", pictures=9, columns=3),
        node("save", "media.save_clip", file="dragged-ball.mp4", quality=90),
        node("error", "report.path_error"),
    )
    wires = [
        Wire("image", "image", "size", "image"),
        Wire("image", "image", "drawing", "image"),
        Wire("drawing", "strokes", "tracks", "strokes"),
        Wire("size", "image", "drag", "image"),
        Wire("tracks", "tracks", "drag", "tracks"),
        *sampled("drag"),
        Wire("decode", "clip", "sheet", "clip"),
        Wire("decode", "clip", "save", "clip"),
        Wire("decode", "clip", "error", "clip"),
        Wire("tracks", "tracks", "error", "tracks"),
    ]
    sections = [
        Section(
            "motion", "What moves, and where", CONTROL, (("image",), ("drawing", "size"), ("tracks",), ("drag",))
        ),
        sampler_section("Another seed is another take of the same move. More steps: sharper, slower."),
        Section(
            "results",
            "Results",
            RESULT,
            (("sheet", "save", "error"),),
            "Path Error says how many pixels the ball in the clip is from the path you drew.",
        ),
    ]
    about = (
        "Drag the ball.\n\n"
        "Press Run. Then open Direct, drag another path over the picture, and run again.\n\n"
        "What the dashed outline holds is cut out of the picture and moved along the path. That rough animation is "
        "the control; Pocket, the small model in the box, turns it into a clip."
    )
    return laid_out(nodes, wires, sections, registry, about)


def two_paths(registry: Registry) -> Graph:
    """Two things go their own ways while a third is pinned."""
    strokes = [
        _stroke("orange ball", 31.5, (0.829, 0.412), (0.84, 0.80), (0.58, 0.80)),
        _stroke("teal ball", 21.5, (0.417, 0.600), (0.29, 0.12), (0.16, 0.62)),
    ]
    nodes = table(
        node("image", "media.load_image", file="bundled:media/three-things.png"),
        node("size", "picture.resize_image", width=96, height=64),
        node("drawing", "motion.strokes", strokes=strokes),
        node("pins", "motion.pins", points=[[0.667, 0.49]], radius=0.07),
        node("tracks", "motion.strokes_to_tracks", frames=17),
        node("drag", "control.drag_control", frames_per_second=8.0),
        *sampler(THINGS_CAPTION, 5),
        node("steering", "control.control_parts"),
        node("both", "picture.side_by_side", labels="control, clip"),
        node("save", "media.save_clip", file="two-paths.mp4", quality=90),
        node("error", "report.path_error"),
    )
    wires = [
        Wire("image", "image", "size", "image"),
        Wire("image", "image", "drawing", "image"),
        Wire("drawing", "strokes", "pins", "strokes"),
        Wire("pins", "strokes", "tracks", "strokes"),
        Wire("size", "image", "drag", "image"),
        Wire("tracks", "tracks", "drag", "tracks"),
        *sampled("drag"),
        Wire("drag", "control", "steering", "control"),
        Wire("steering", "clip", "both", "a"),
        Wire("decode", "clip", "both", "b"),
        Wire("both", "clip", "save", "clip"),
        Wire("decode", "clip", "error", "clip"),
        Wire("tracks", "tracks", "error", "tracks"),
    ]
    sections = [
        Section(
            "motion",
            "Two paths and a pin",
            CONTROL,
            (("image",), ("drawing", "size"), ("pins",), ("tracks",), ("drag",)),
        ),
        sampler_section("", "steering"),
        Section(
            "results",
            "Control beside clip",
            RESULT,
            (("both", "error"), ("save",)),
            "Left is the rough animation the model was shown, right is what it made of it.",
        ),
    ]
    about = (
        "Two things, two ways.\n\n"
        "Each stroke in Strokes moves what it begins on. Pins holds the cone where it is: without a pin the model "
        "may let it drift along.\n\n"
        "Try: take the pin away, or draw a third stroke from the cone."
    )
    return laid_out(nodes, wires, sections, registry, about)


def camera_move(registry: Registry) -> Graph:
    """One picture, its depth and a named camera move become a shot."""
    nodes = table(
        node("image", "media.load_image", file="bundled:media/night.png"),
        node("grey", "media.load_image", file="bundled:media/night-depth.png"),
        node("depth", "depth.depth_from_pictures", meaning="near is white"),
        node("move", "camera.camera_path", move="arc left", frames=17, amount=0.5, easing="ease in out", aspect=1.5),
        node("shot", "control.camera_control", width=96, height=64, frames_per_second=8.0),
        *sampler(NIGHT_CAPTION, 4),
        node("steering", "control.control_parts"),
        node("both", "picture.side_by_side", labels="re-projected, clip"),
        node("save", "media.save_clip", file="camera-move.mp4", quality=90),
    )
    wires = [
        Wire("grey", "image", "depth", "source"),
        Wire("image", "image", "shot", "image"),
        Wire("move", "camera", "shot", "camera"),
        Wire("depth", "depth", "shot", "depth"),
        *sampled("shot"),
        Wire("shot", "control", "steering", "control"),
        Wire("steering", "clip", "both", "a"),
        Wire("decode", "clip", "both", "b"),
        Wire("both", "clip", "save", "clip"),
    ]
    sections = [
        Section("camera", "Picture, depth, move", WORLD, (("grey", "image"), ("depth", "move"), ("shot",))),
        sampler_section("", "steering"),
        Section("results", "Re-projected beside clip", RESULT, (("both",), ("save",))),
    ]
    about = (
        "Move the camera, not the things.\n\n"
        "Camera Path knows moves by name: choose another one, or raise its amount. Camera Control shows the picture "
        "as that camera would see it; what was hidden is a hole, filled from around it for the model to finish.\n\n"
        "Depth comes from a grey picture here (near is white). Estimate Depth makes it from any picture, with a "
        "depth network of your own."
    )
    return laid_out(nodes, wires, sections, registry, about)


def control_on_and_off(registry: Registry) -> Graph:
    """The same model, words and seed with and without the stroke, measured."""
    nodes = table(
        node("image", "media.load_image", file="bundled:media/red-ball.png"),
        node("size", "picture.resize_image", width=96, height=64),
        node("drawing", "motion.strokes", strokes=[ball_stroke()]),
        node("tracks", "motion.strokes_to_tracks", frames=17),
        node("drag", "control.drag_control", frames_per_second=8.0),
        node("free", "control.first_frame_control", frames=17, frames_per_second=8.0),
        *sampler(BALL_CAPTION, 7),
        node("sample_free", "model.sample"),
        node("decode_free", "model.decode"),
        node("both", "picture.side_by_side", labels="with stroke, without"),
        node("save", "media.save_clip", file="control-on-and-off.mp4", quality=90),
        node("error", "report.path_error"),
    )
    wires = [
        Wire("image", "image", "size", "image"),
        Wire("image", "image", "drawing", "image"),
        Wire("drawing", "strokes", "tracks", "strokes"),
        Wire("size", "image", "drag", "image"),
        Wire("tracks", "tracks", "drag", "tracks"),
        Wire("size", "image", "free", "image"),
        *sampled("drag"),
        *sampled("free", "sample_free", "decode_free"),
        Wire("decode", "clip", "both", "a"),
        Wire("decode_free", "clip", "both", "b"),
        Wire("both", "clip", "save", "clip"),
        Wire("decode", "clip", "error", "clip"),
        Wire("tracks", "tracks", "error", "tracks"),
        Wire("decode_free", "clip", "error", "without_control"),
    ]
    sections = [
        Section(
            "motion",
            "With a stroke, and without",
            CONTROL,
            (("image",), ("drawing", "size"), ("tracks",), ("drag", "free")),
        ),
        Section(
            "generate",
            "The same model, words and seed twice",
            MODEL,
            (("model", "prompt", "seed"), ("sample", "sample_free"), ("decode", "decode_free")),
        ),
        Section(
            "results",
            "Side by side, and measured",
            RESULT,
            (("both", "error"), ("save",)),
            "A control is worth its number only beside the number without it. Open Path Error for the table.",
        ),
    ]
    about = (
        "Is it the stroke, or luck?\n\n"
        "Both clips begin with the same picture, words and noise. Only one of them is shown the stroke. Path Error "
        "measures how far the ball in each is from the path, in pixels.\n\n"
        "Try: lower the strength of Drag Control and watch its number climb towards the other one."
    )
    return laid_out(nodes, wires, sections, registry, about)
