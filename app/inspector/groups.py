"""Which parameters stand together: a size in one row, and in long forms what belongs to one subject."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.inspector.subject import Shared

__all__ = ["grouped"]

_LONG = 9
_LENGTH = (
    "width",
    "height",
    "size",
    "frames",
    "frames_per_second",
    "seconds",
    "aspect",
    "resolution",
    "start",
    "how",
)
_MACHINE = ("device", "precision", "folder", "allow_pickled_weights", "mode", "strip_rows", "previews", "quality")

Member = tuple[Shared, ...]


def grouped(shared: Sequence[Shared]) -> list[tuple[str, list[Member]]]:
    """(title, rows) with the title "" for what comes first; a row has one parameter, a size both of its."""
    members = _paired(shared)
    if len(shared) < _LONG:
        return [("", members)] if members else []
    parts: dict[str, list[Member]] = {"": [], _tr("Size and time"): [], _tr("Running"): []}
    main, length, machine = parts.values()
    for member in members:
        name = member[0].parameter.name
        (length if name in _LENGTH else machine if name in _MACHINE else main).append(member)
    if len(main) < 2 or len(length) < 2:
        return [("", members)]
    return [(title, rows) for title, rows in parts.items() if rows]


def _paired(shared: Sequence[Shared]) -> list[Member]:
    by_name = {each.parameter.name: each for each in shared}
    width, height = by_name.get("width"), by_name.get("height")
    whole = width is not None and height is not None and not (width.wired or height.wired)
    if not whole or width is None or height is None:
        return [(each,) for each in shared]
    if width.parameter.kind != "integer" or height.parameter.kind != "integer":
        return [(each,) for each in shared]
    rest = [each for each in shared if each is not height]
    return [(each, height) if each is width else (each,) for each in rest]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Inspector", text)
