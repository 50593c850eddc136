"""Cards of type for texts, numbers and handles, and a grid for lists."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nodes.values.drawing import (
    DIM,
    FAINT,
    GROUND,
    PANEL,
    RGB,
    TEXT,
    blank,
    mixed,
    rgb,
    shortened,
    text_width,
    type_size,
    write,
)

if TYPE_CHECKING:
    from nodes.values.base import Value


def card(width: int, height: int, colour: RGB) -> NDArray[np.uint8]:
    """An empty card: panel ground, a bar in the type's colour at the left."""
    canvas = blank(width, height, PANEL)
    canvas[:, : max(2, width // 100)] = mixed(colour, PANEL, 0.15)
    return canvas


def text_card(text: str, colour: str, width: int, height: int) -> NDArray[np.uint8]:
    """The text, wrapped between words; what does not fit ends in an ellipsis."""
    canvas = card(width, height, rgb(colour))
    size = type_size(height, 0.085)
    if len(text) < 40:
        size = round(size * 1.4)
    margin, leading = round(size * 1.1), round(size * 1.45)
    room = max(1, (height - 2 * margin + leading - size) // leading)
    if not text.strip():
        write(canvas, "empty", (margin, margin + size), size, FAINT)
        return canvas
    lines = wrapped(text[:4000], size, width - 2 * margin, room + 1)
    if len(lines) > room:
        lines = [*lines[: room - 1], shortened(lines[room - 1] + " " + lines[room], size, width - 2 * margin)]
    for index, line in enumerate(lines):
        write(canvas, line, (margin, margin + size + index * leading), size, TEXT)
    return canvas


def wrapped(text: str, size: int, width: int, most: int) -> list[str]:
    """Lines no wider than `width` px, at most `most` of them; words longer than a line are cut."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if not line or text_width(longer, size) <= width:
                line = longer
            else:
                lines.append(shortened(line, size, width))
                line = word
            if len(lines) >= most:
                return lines
        lines.append(shortened(line, size, width))
    return lines[:most]


def number_card(text: str, colour: str, width: int, height: int) -> NDArray[np.uint8]:
    """The number, large."""
    canvas = card(width, height, rgb(colour))
    size = type_size(height, 0.34, most=160)
    while size > 8 and text_width(text, size, 500) > width * 0.84:
        size -= max(1, size // 12)
    write(canvas, text, (width / 2, height / 2 + size * 0.36), size, TEXT, 500, align="centre")
    return canvas


def fact_card(
    title: str, facts: Sequence[tuple[str, str]], colour: str, width: int, height: int
) -> NDArray[np.uint8]:
    """A title, and below it names at the left with values at the right."""
    canvas = card(width, height, rgb(colour))
    size = type_size(height)
    big = round(size * 1.35)
    margin, leading = round(size * 1.2), round(size * 1.75)
    write(canvas, shortened(title, big, width - 2 * margin, 600), (margin, margin + big), big, TEXT, 600)
    y = margin + big + round(leading * 1.3)
    for name, value in facts:
        if y > height - margin // 2:
            break
        write(canvas, name, (margin, y), size, DIM)
        left = margin + text_width(name, size) + size
        write(canvas, shortened(value, size, width - margin - left), (width - margin, y), size, TEXT, align="right")
        y += leading
    return canvas


def grid_of(items: Sequence[Value], width: int, height: int, frame: int) -> NDArray[np.uint8]:
    """Up to nine values side by side; the last cell counts the rest."""
    if not items:
        return text_card("", "#90A4AE", width, height)
    shown = min(len(items), 9)
    columns = math.ceil(math.sqrt(shown))
    rows = math.ceil(shown / columns)
    canvas = blank(width, height, GROUND)
    gap = max(1, width // 120)
    for index in range(shown):
        row, column = divmod(index, columns)
        left, right = _span(column, columns, width, gap)
        top, bottom = _span(row, rows, height, gap)
        if right > left and bottom > top:
            canvas[top:bottom, left:right] = items[index].draw(right - left, bottom - top, frame)
    rest = len(items) - shown
    if rest:
        size = type_size(height)
        text = f"+{rest}"
        wide = text_width(text, size, 600) + size
        canvas[height - 2 * size :, width - wide :] = PANEL
        write(canvas, text, (width - size / 2, height - size * 0.6), size, TEXT, 600, align="right")
    return canvas


def _span(index: int, count: int, length: int, gap: int) -> tuple[int, int]:
    return index * (length + gap) // count, (index + 1) * (length + gap) // count - gap
