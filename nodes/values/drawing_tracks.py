"""Tracks, strokes and boxes over an empty picture."""

from __future__ import annotations

import colorsys
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nodes.values.drawing import (
    DIM,
    GROUND,
    HAIRLINE,
    RGB,
    SERIES,
    TEXT,
    Pen,
    blank,
    mixed,
    shortened,
    text_width,
    type_size,
    write,
)

if TYPE_CHECKING:
    from nodes.values.strokes import Stroke, Strokes
    from nodes.values.tracks import Boxes, Tracks

MAX_SHOWN = 400  # more lines than that are a texture, not a drawing


class Raster:
    """A picture frame inside a drawing: normalised raster to pixels, quiet thirds behind."""

    def __init__(self, width: int, height: int) -> None:
        margin = min(width, height) * 0.05
        self.origin = np.array([margin, margin])
        self.size = np.array([max(1.0, width - 2 * margin), max(1.0, height - 2 * margin)])
        self.pen = Pen(blank(width, height))
        self.unit = min(width, height) / 180
        corners = [(0, 0), (1, 0), (1, 1), (0, 1)]
        self.pen.fill(self.pixels(corners), mixed(GROUND, (0, 0, 0), 0.25))
        for third in (1 / 3, 2 / 3):
            self.pen.line(self.pixels([(third, 0), (third, 1)]), mixed(HAIRLINE, GROUND, 0.45), 0.5)
            self.pen.line(self.pixels([(0, third), (1, third)]), mixed(HAIRLINE, GROUND, 0.45), 0.5)
        self.pen.line(self.pixels(corners), HAIRLINE, 1, closed=True)

    def pixels(self, points: object) -> NDArray[np.float64]:
        """Normalised points [...,2] in pixels of the drawing."""
        scaled: NDArray[np.float64] = self.origin + np.asarray(points, dtype=np.float64) * self.size
        return scaled

    def at(self, point: object) -> tuple[float, float]:
        x, y = self.pixels(point)
        return float(x), float(y)


def draw_tracks(tracks: Tracks, frame: int, width: int, height: int) -> NDArray[np.uint8]:
    """Each track as a line with a dot for every frame, the trail before `frame` brighter, its end a ringed dot.

    Hidden stretches are faint. Colours go by layer when there are several, else by track; in a dense field of tracks
    by where each began, from left to right.
    """
    raster = Raster(width, height)
    shown = np.unique(np.linspace(0, tracks.count - 1, min(tracks.count, MAX_SHOWN)).round().astype(int))
    layers = sorted(set(tracks.layer))
    for n in shown:
        dense = len(shown) > 60
        if dense:
            colour = _hue(float(tracks.xy[n, 0, 0]))
        else:
            colour = SERIES[(layers.index(tracks.layer[n]) if len(layers) > 1 else int(n)) % len(SERIES)]
        _draw_track(raster, tracks, int(n), frame, colour, dense=dense)
    return raster.pen.finish()


def _hue(share: float) -> RGB:
    """A soft rainbow from 0 to 1."""
    r, g, b = colorsys.hsv_to_rgb(min(max(share, 0.0), 1.0) * 0.82, 0.55, 0.95)
    return int(r * 255), int(g * 255), int(b * 255)


def _draw_track(raster: Raster, tracks: Tracks, n: int, frame: int, colour: RGB, *, dense: bool) -> None:
    points, visible = raster.pixels(tracks.xy[n]), tracks.visible[n]
    pen, unit = raster.pen, raster.unit
    ahead = mixed(colour, GROUND, 0.68)
    region = tracks.region[n] if tracks.region else None
    if region is not None:
        pen.fill(raster.pixels(region), colour, 0.12)
        pen.line(raster.pixels(region), mixed(colour, GROUND, 0.5), unit, closed=True)
    if len(points) > 1:
        if not dense:
            pen.line(points[frame:], ahead, unit * 0.9)
        for t in range(frame):
            seen = visible[t] and visible[t + 1]
            pen.line(points[t : t + 2], mixed(colour, GROUND, 0.1 if seen else 0.75), unit * (0.5 if dense else 1.6))
    if not dense:
        for t, point in enumerate(points):
            shade = mixed(colour, GROUND, 0.85 if not visible[t] else 0.0 if t <= frame else 0.6)
            pen.dot((float(point[0]), float(point[1])), unit * 1.7, shade)
    here = (float(points[frame, 0]), float(points[frame, 1]))
    if not visible[frame]:
        pen.ring(here, unit * 3, mixed(colour, GROUND, 0.5), unit)
    elif dense:
        pen.dot(here, unit * 1.4, colour)
    else:
        pen.dot(here, unit * 3.4, mixed(colour, (255, 255, 255), 0.65), rim=colour)


def draw_strokes(strokes: Strokes, width: int, height: int) -> NDArray[np.uint8]:
    """Each stroke from a ring to an arrow head, dots where it was sampled, its region tinted; pins as pins."""
    raster = Raster(width, height)
    for index, stroke in enumerate(strokes.strokes[:MAX_SHOWN]):
        _draw_stroke(raster, stroke, SERIES[index % len(SERIES)])
    canvas = raster.pen.finish()
    size = type_size(height, 0.06)
    if not strokes.strokes:
        write(canvas, "no strokes drawn yet", (width / 2, height / 2 + size / 3), size, DIM, align="centre")
    elif height >= 100:
        for stroke in strokes.strokes[:8]:
            if stroke.name:
                reach = 0 if stroke.region is not None else float(stroke.radius * raster.size[0])
                top = raster.pixels(stroke.points[:1] if stroke.region is None else stroke.region)[:, 1].min() - reach
                x = raster.at(stroke.points[0])[0] - text_width(stroke.name, size) / 2
                _label(canvas, stroke.name, (x, float(top)), size, (0, size * 0.4))
    return canvas


def _draw_stroke(raster: Raster, stroke: Stroke, colour: RGB) -> None:
    pen, unit = raster.pen, raster.unit
    points = raster.pixels(stroke.points)
    start = (float(points[0, 0]), float(points[0, 1]))
    if stroke.region is not None:
        pen.fill(raster.pixels(stroke.region), colour, 0.16)
        pen.line(raster.pixels(stroke.region), mixed(colour, GROUND, 0.35), unit, closed=True)
    elif not stroke.pinned:
        reach = float(stroke.radius * raster.size[0])
        pen.ring(start, reach, mixed(colour, GROUND, 0.6), unit * 0.8)
    if stroke.pinned:
        pen.ring(start, unit * 5, DIM, unit * 1.4)
        pen.dot(start, unit * 2, TEXT)
        return
    if len(points) > 1:
        pen.line(points, colour, unit * 1.8)
        if len(points) <= 64:
            for x, y in points[1:-1]:
                pen.dot((float(x), float(y)), unit * 1.5, mixed(colour, (255, 255, 255), 0.5))
        end = (float(points[-1, 0]), float(points[-1, 1]))
        before = points[np.hypot(*(points - points[-1]).T) > unit * 2]
        if len(before):
            pen.arrow((float(before[-1, 0]), float(before[-1, 1])), end, colour, unit * 11)
    pen.dot(start, unit * 2.6, mixed(colour, (255, 255, 255), 0.65), rim=colour)


def draw_boxes(boxes: Boxes, frame: int, width: int, height: int) -> NDArray[np.uint8]:
    """The boxes of one frame with their labels, the path of each centre, and where each began and ends."""
    raster = Raster(width, height)
    pen, unit = raster.pen, raster.unit
    shown = range(min(boxes.count, MAX_SHOWN))
    for n in shown:
        colour = SERIES[n % len(SERIES)]
        centres = raster.pixels((boxes.ltrb[n, :, :2] + boxes.ltrb[n, :, 2:]) / 2)
        for t, share in ((0, 0.75), (boxes.frame_count - 1, 0.75)):
            pen.line(raster.pixels(_corners(boxes.ltrb[n, t])), mixed(colour, GROUND, share), unit * 0.8, closed=True)
        pen.line(centres, mixed(colour, GROUND, 0.45), unit * 1.2)
        pen.fill(raster.pixels(_corners(boxes.ltrb[n, frame])), colour, 0.14)
        pen.line(raster.pixels(_corners(boxes.ltrb[n, frame])), colour, unit * 1.6, closed=True)
        pen.dot((float(centres[frame, 0]), float(centres[frame, 1])), unit * 2, colour)
    canvas = pen.finish()
    size = type_size(height, 0.06)
    if height >= 100:
        for n in shown[:12]:
            if boxes.labels[n]:
                _label(canvas, boxes.labels[n], raster.at(boxes.ltrb[n, frame, :2]), size, (size * 0.15, size * 0.4))
    return canvas


def _corners(box: NDArray[np.float32]) -> list[tuple[float, float]]:
    left, top, right, bottom = (float(edge) for edge in box)
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def _label(
    canvas: NDArray[np.uint8], text: str, at: tuple[float, float], size: int, offset: tuple[float, float]
) -> None:
    """A name above a point, kept inside the drawing."""
    height, width = canvas.shape[:2]
    text = shortened(text, size, width * 0.4)
    x = min(max(at[0] + offset[0], 2), width - text_width(text, size) - 2)
    y = min(max(at[1] - offset[1], size + 2), height - 4)
    left, top = max(0, round(x - 2)), max(0, round(y - size))
    under = canvas[top : round(y + size * 0.35), left : round(x + text_width(text, size) + 2)]
    under[:] = (under * 0.45).astype(np.uint8)
    write(canvas, text, (x, y), size, TEXT)
