"""Wording of summaries: one line, and counts with their noun."""

from __future__ import annotations


def one_line(text: str, most: int = 60) -> str:
    """`text` without line breaks and control characters, cut to `most` characters with an ellipsis."""
    line = " ".join(printable(text[: most * 4]).split())
    return line if len(line) <= most and len(text) <= most * 4 else line[: most - 1].rstrip() + "…"


def printable(text: str) -> str:
    """`text` with a space for everything that is no visible letter."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def counted(count: int, noun: str, plural: str = "") -> str:
    """1 frame, 2 frames, 3 boxes."""
    return f"{count} {noun if count == 1 else plural or noun + 's'}"
