"""Reports and sound: a small table, curves, a waveform."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nodes.values.drawing import (
    DIM,
    GROUND,
    HAIRLINE,
    PANEL,
    SERIES,
    TEXT,
    Pen,
    blank,
    mixed,
    rgb,
    shortened,
    text_width,
    type_size,
    write,
)

if TYPE_CHECKING:
    from nodes.values.audio import Audio
    from nodes.values.report import Report, Series, Table


def draw_waveform(audio: Audio, width: int, height: int) -> NDArray[np.uint8]:
    """Each channel a band: lowest and highest sample of every column, and the mean level inside."""
    canvas = blank(width, height)
    colour = rgb(audio.colour)
    channels = min(audio.channels, 8)
    edges = np.linspace(0, len(audio.samples), width + 1).astype(int)
    for channel in range(channels):
        top, bottom = height * channel // channels, height * (channel + 1) // channels
        middle, half = (top + bottom) // 2, max(1, (bottom - top) // 2 - 2)
        canvas[middle : middle + 1] = HAIRLINE
        samples = np.clip(audio.samples[:, channel], -1, 1)
        for x in range(width):
            piece = samples[edges[x] : max(edges[x + 1], edges[x] + 1)]
            if not len(piece):
                continue
            level = float(np.sqrt(np.mean(np.square(piece, dtype=np.float64))))
            _column(canvas, x, middle - piece.max() * half, middle - piece.min() * half, mixed(colour, GROUND, 0.45))
            _column(canvas, x, middle - level * half, middle + level * half, colour)
    return canvas


def _column(canvas: NDArray[np.uint8], x: int, top: float, bottom: float, colour: tuple[int, int, int]) -> None:
    canvas[max(0, round(float(top))) : max(0, round(float(bottom))) + 1, x] = colour


def draw_report(report: Report, width: int, height: int) -> NDArray[np.uint8]:
    """The title; below it the first table, the first plot, or both side by side; else the notes."""
    canvas = blank(width, height, PANEL)
    size = type_size(height, 0.062)
    big = round(size * 1.3)
    margin = round(size * 1.1)
    write(canvas, shortened(report.title, big, width - 2 * margin, 600), (margin, margin + big * 0.8), big, TEXT, 600)
    top = round(margin + big * 1.6)
    area = (margin, top, width - 2 * margin, height - top - margin)
    if area[2] < 20 or area[3] < 20:
        return canvas
    if report.tables and report.series and width >= 280:
        wanted = sum(_wanted_widths(report.tables[0], size)) + margin
        left = round(min(max(wanted, area[2] * 0.35), area[2] * 0.6))
        _draw_table(canvas, report.tables[0], (area[0], top, left, area[3]), size)
        plot = (area[0] + left + margin, top, area[2] - left - margin, area[3])
        _draw_series(canvas, report.series[0], plot, size)
    elif report.series:
        _draw_series(canvas, report.series[0], area, size)
    elif report.tables:
        _draw_table(canvas, report.tables[0], area, size)
    else:
        _draw_notes(canvas, report.notes, area, size)
    return canvas


Area = tuple[int, int, int, int]


def _draw_notes(canvas: NDArray[np.uint8], notes: tuple[str, ...], area: Area, size: int) -> None:
    left, top, width, height = area
    for index, note in enumerate(notes[: max(0, height // round(size * 1.6))]):
        write(canvas, shortened(note, size, width), (left, top + size + index * size * 1.6), size, DIM)


def _draw_table(canvas: NDArray[np.uint8], table: Table, area: Area, size: int) -> None:
    """Names at the left, numbers at the right of their columns; what does not fit is counted below."""
    left, top, width, height = area
    leading = round(size * 1.6)
    widths = _column_widths(table, width, size)
    edges = [left + sum(widths[: index + 1]) for index in range(len(widths))]
    room = max(1, height // leading - 1)
    rows = table.rows if len(table.rows) <= room else table.rows[: room - 1]
    lines: list[tuple[tuple[str | float, ...], tuple[int, int, int]]] = [(table.columns, DIM)]
    lines += [(row, TEXT) for row in rows]
    for number, (cells, colour) in enumerate(lines):
        y = top + size + number * leading
        for index, (cell, edge) in enumerate(zip(cells, edges, strict=True)):
            text = cell if isinstance(cell, str) else f"{cell:.4g}"
            text = shortened(text, size, widths[index] - (size / 2 if index else 0))
            if index == 0:
                write(canvas, text, (left, y), size, colour)
            else:
                write(canvas, text, (edge, y), size, colour, align="right")
        if number == 0:
            canvas[round(y + size * 0.45), left : left + width] = HAIRLINE
    if len(rows) < len(table.rows):
        y = top + size + len(lines) * leading
        write(canvas, f"{len(table.rows) - len(rows)} more rows", (left, y), size, DIM)


def _wanted_widths(table: Table, size: int) -> list[float]:
    """Width of each column's content, with the gap before it."""
    wanted: list[float] = []
    for index, column in enumerate(table.columns):
        cells = [row[index] for row in table.rows[:20]]
        texts = [column, *(cell if isinstance(cell, str) else f"{cell:.4g}" for cell in cells)]
        wanted.append(max(text_width(text[:80], size) for text in texts) + (size if index else 0))
    return wanted


def _column_widths(table: Table, width: int, size: int) -> list[float]:
    """Each column as wide as its content where there is room, else all shrunk alike."""
    wanted = _wanted_widths(table, size)
    spare = width - sum(wanted)
    if spare < 0:
        return [one * width / sum(wanted) for one in wanted]
    return [wanted[0] + (spare if len(wanted) == 1 else 0), *(one + spare / (len(wanted) - 1) for one in wanted[1:])]


def _draw_series(canvas: NDArray[np.uint8], series: Series, area: Area, size: int) -> None:
    """The curves in one frame with the ends of both axes and, when several, their names."""
    left, top, width, height = area
    x_low, x_high = _ends(series.x)
    y_low, y_high = _ends(np.concatenate(list(series.lines.values())))
    low_text, high_text = f"{y_low:.3g}", f"{y_high:.3g}"
    gutter = max(text_width(low_text, size), text_width(high_text, size)) + size // 2
    foot, head = round(size * 1.7), round(size * 1.7)
    box_left, box_right, box_top, box_bottom = left + gutter, left + width, top + head, top + height - foot
    if box_right - box_left < 8 or box_bottom - box_top < 8:
        return
    pen = Pen(canvas)
    for share in (0.0, 0.5, 1.0):
        y = box_top + (box_bottom - box_top) * share
        pen.line([(box_left, y), (box_right, y)], HAIRLINE, 0.7)
    across = box_left + (series.x - x_low) / (x_high - x_low) * (box_right - box_left)
    for index, line in enumerate(series.lines.values()):
        up = box_bottom - (line - y_low) / (y_high - y_low) * (box_bottom - box_top)
        pen.line(np.stack([across, up], axis=1), SERIES[index % len(SERIES)], 1.6)
    canvas[:] = pen.finish()
    write(canvas, high_text, (box_left - size // 2, box_top + size * 0.35), size, DIM, align="right")
    write(canvas, low_text, (box_left - size // 2, box_bottom + size * 0.35), size, DIM, align="right")
    write(canvas, f"{x_low:.3g}", (box_left, box_bottom + size * 1.4), size, DIM)
    write(canvas, f"{x_high:.3g}", (box_right, box_bottom + size * 1.4), size, DIM, align="right")
    room = box_right - box_left - text_width(f"{x_low:.3g}{x_high:.3g}", size) - size
    middle = ((box_left + box_right) / 2, box_bottom + size * 1.4)
    write(canvas, shortened(series.x_label, size, room), middle, size, DIM, align="centre")
    _legend(canvas, series, (box_left, top, box_right - box_left), size)


def _legend(canvas: NDArray[np.uint8], series: Series, area: tuple[int, int, int], size: int) -> None:
    """The names of the curves in their colours, in one line above them at the right."""
    left, top, width = area
    x: float = left + width
    for index, name in reversed(list(enumerate(list(series.lines)[:4]))):
        text = name if len(series.lines) > 1 else series.y_label or name
        text = shortened(text, size, max(0.0, min(width * 0.7, x - left)))
        write(canvas, text, (x, top + size * 0.9), size, SERIES[index % len(SERIES)], align="right")
        x -= text_width(text, size) + size


def _ends(values: NDArray[np.float64]) -> tuple[float, float]:
    """Lowest and highest, apart even when all are equal; zero is included when it is near."""
    low, high = float(values.min()), float(values.max())
    if low > 0 and low < 0.5 * high:
        low = 0.0
    if high - low < 1e-12 * max(1.0, abs(high)):
        low, high = low - 0.5, high + 0.5
    return low, high
