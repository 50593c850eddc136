"""Help texts out of a node's docstring.

    Resample hand-drawn strokes to one point per frame.

    strokes: what was drawn.   frames: how many
    frames the clip has.
    Returns tracks, one per stroke.

The first paragraph is the summary; `name: text` begins an entry at the start of a line or after two spaces.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable

__all__ = ["Help", "parse_help"]

_SECTIONS = ("Returns", "Raises", "Errors", "Source", "Example", "Note")


class Help:
    """summary: first paragraph on one line.  entries: help by name.  text: the whole docstring, cleaned."""

    def __init__(self, summary: str, entries: dict[str, str], text: str) -> None:
        self.summary = summary
        self.entries = entries
        self.text = text


def parse_help(docstring: str | None, names: Iterable[str]) -> Help:
    """Read `docstring`, looking for an entry for each of `names`."""
    text = inspect.cleandoc(docstring or "")
    summary, _, rest = text.partition("\n\n")
    known = "|".join(sorted(map(re.escape, names), key=len, reverse=True)) or r"(?!)"
    start = re.compile(rf"(?:^|(?<=\s\s))(?:({known}):|({'|'.join(_SECTIONS)})\b:?)[ \t]*", re.MULTILINE)
    entries: dict[str, str] = {}
    found = list(start.finditer(rest))
    ends = [*(match.start() for match in found[1:]), len(rest)]
    for match, end in zip(found, ends, strict=False):
        body = rest[match.end() : end]
        entries[match[1] or match[2]] = " ".join(body.split("\n\n")[0].split())
    return Help(" ".join(summary.split()), entries, text)
