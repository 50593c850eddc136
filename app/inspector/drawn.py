"""What a parameter of drawn data holds, in words and as a few lines to draw small. Never fails on odd data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

__all__ = ["Drawn", "drawn"]

Line = tuple[tuple[float, float], ...]
_MOST_POINTS = 60


@dataclass(frozen=True)
class Drawn:
    """lines: of points as shares of the picture; a line of one point is a dot.  words: how many there are."""

    lines: tuple[Line, ...]
    words: str


def drawn(editor: str, value: Any) -> Drawn:
    """What the parameter of this editor holds."""
    items = list(value) if isinstance(value, list | tuple) else []
    match editor:
        case "strokes":
            return _strokes(items)
        case "points":
            lines = tuple((point,) for item in items if (point := _point(item)))
            return Drawn(lines, _count(len(items), _tr("1 point"), _tr("{0} points")) if items else _tr("no points"))
        case "polygon":
            return _polygon(items)
        case "boxes":
            return _boxes(items)
        case "camera":
            return _camera(items)
        case "curve":
            return _curve(items)
    return Drawn((), _plain(value))


def _strokes(items: list[Any]) -> Drawn:
    strokes = [item for item in items if isinstance(item, dict)]
    pins = sum(bool(stroke.get("pinned")) for stroke in strokes)
    words = [
        _count(len(strokes) - pins, _tr("1 stroke"), _tr("{0} strokes")) if len(strokes) > pins else "",
        _count(pins, _tr("1 pin"), _tr("{0} pins")) if pins else "",
    ]
    lines = tuple(line for stroke in strokes if (line := _line(stroke.get("points"))))
    return Drawn(lines, " · ".join(filter(None, words)) or _tr("none drawn yet"))


def _polygon(items: list[Any]) -> Drawn:
    line = _line(items)
    if not line:
        return Drawn((), _tr("no outline yet"))
    return Drawn(((*line, line[0]),), _count(len(items), _tr("1 corner"), _tr("{0} corners")))


def _boxes(items: list[Any]) -> Drawn:
    lines = []
    for item in items:
        box = item.get("box") if isinstance(item, dict) else None
        if isinstance(box, list | tuple) and len(box) == 4 and all(map(_is_number, box)):
            left, top, right, bottom = map(float, box)
            lines.append(((left, top), (right, top), (right, bottom), (left, bottom), (left, top)))
    return Drawn(tuple(lines), _count(len(items), _tr("1 key"), _tr("{0} keys")) if items else _tr("no boxes yet"))


def _camera(items: list[Any]) -> Drawn:
    """Seen from above: right is right, forward is up."""
    places = []
    for item in items:
        moved = item.get("translation", (0, 0, 0)) if isinstance(item, dict) else (0, 0, 0)
        if isinstance(moved, list | tuple) and len(moved) == 3 and all(map(_is_number, moved)):
            places.append((float(moved[0]), -float(moved[2])))
    words = _count(len(items), _tr("1 key"), _tr("{0} keys")) if items else _tr("no keys yet")
    return Drawn((_fitted(places),) if places else (), words)


def _curve(items: list[Any]) -> Drawn:
    points = []
    for item in items:
        pair = (item.get("frame"), item.get("value")) if isinstance(item, dict) else item
        if isinstance(pair, list | tuple) and len(pair) >= 2 and _is_number(pair[0]) and _is_number(pair[1]):
            points.append((float(pair[0]), -float(pair[1])))
    words = _count(len(items), _tr("1 key"), _tr("{0} keys")) if items else _tr("no keys yet")
    return Drawn((_fitted(points, even=False),) if points else (), words)


def _fitted(points: list[tuple[float, float]], *, even: bool = True) -> Line:
    """Moved and scaled into the picture, with a rim; even: both directions alike."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    if even:
        wide = high = max(wide, high)
    return tuple(
        (_within(x, min(xs), max(xs), wide), _within(y, min(ys), max(ys), high)) for x, y in points[:_MOST_POINTS]
    )


def _within(value: float, low: float, high: float, span: float) -> float:
    return 0.5 if span <= 0 else 0.5 + 0.7 * (value - (low + high) / 2) / span


def _line(points: Any) -> Line:
    if not isinstance(points, list | tuple):
        return ()
    step = max(1, len(points) // _MOST_POINTS)
    found = [point for item in points[::step] if (point := _point(item))]
    last = _point(points[-1]) if points else None
    if last and found and found[-1] != last:
        found.append(last)
    return tuple(found)


def _point(item: Any) -> tuple[float, float] | None:
    if isinstance(item, list | tuple) and len(item) >= 2 and _is_number(item[0]) and _is_number(item[1]):
        return float(item[0]), float(item[1])
    return None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9


def _plain(value: Any) -> str:
    match value:
        case list() | tuple():
            return _count(len(value), _tr("1 entry"), _tr("{0} entries")) if value else _tr("empty list")
        case dict():
            return _count(len(value), _tr("1 entry"), _tr("{0} entries")) if value else _tr("empty")
    return repr(value)


def _count(number: int, one: str, many: str) -> str:
    return one if number == 1 else many.format(number)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Inspector", text)
