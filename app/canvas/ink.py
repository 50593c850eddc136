"""Fonts, colours and pens of the canvas, looked up once for a look instead of at every paint."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPen, QStaticText

from app.look import Look
from app.look.palette import DARK

__all__ = ["Ink", "mixed", "static_text"]


class Ink:
    """Made anew when the look changes. Sizes are those of scale 1: the view scales everything."""

    def __init__(self, look: Look) -> None:
        self.look = look
        colour = look.colour
        self.canvas, self.grid = colour("canvas"), colour("grid")
        self.body, self.field = colour("raised"), colour("input")
        self.hairline, self.edge = colour("hairline"), colour("edge")
        self.text, self.dim, self.faint = colour("text"), colour("dim"), colour("faint")
        self.accent, self.ink, self.fail = colour("accent"), colour("ink"), colour("fail")
        self.node_font, self.mono_font = look.font("node", scaled=False), look.font("mono", scaled=False)
        self.title_font = look.font("title", scaled=False)
        self.title_font.setPixelSize(12)
        self.caption_font = look.font("caption", scaled=False)
        self.mono_font.setPixelSize(11)
        self.node_metrics = QFontMetricsF(self.node_font)
        self.mono_metrics = QFontMetricsF(self.mono_font)
        self.title_metrics = QFontMetricsF(self.title_font)
        self.caption_metrics = QFontMetricsF(self.caption_font)
        self.outline_pen = QPen(self.edge if look.palette.is_dark else colour("hairline"), 1.0)
        self.select_pen, self.fail_pen = QPen(self.accent, 2.0), QPen(self.fail, 2.0)
        self.ring_pen = QPen(self.canvas, 2.0)
        self.shadow = QColor(0, 0, 0, 26 if look.palette.is_dark else 9)
        self._tints: dict[str, tuple[QColor, QColor]] = {}

    def header(self, category: str) -> tuple[QColor, QColor]:
        """(ground of the header: the category at 20 % over the node, the line under it)."""
        if category not in self._tints:
            kind = self.look.kind_colour(category)
            self._tints[category] = (mixed(self.body, kind, 0.20), mixed(self.body, kind, 0.38))
        return self._tints[category]

    def token(self, name: str) -> QColor:
        return self.look.colour(name)

    def kind(self, category: str) -> QColor:
        return self.look.kind_colour(category)

    def type(self, name: str) -> QColor:
        return self.look.type_colour(name)

    def named(self, text: str, fallback: str) -> QColor:
        """The colour of a frame or note: a type's name, or "#RRGGBB" of the dark look; the light one darkens it."""
        types = self.look.palette.types
        if text in types:
            return QColor(types[text])
        name = _type_of_colour(text)
        if name:
            return QColor(types[name])
        colour = QColor(text)
        return colour if text and colour.isValid() else self.look.colour(fallback)


def mixed(ground: QColor, over: QColor, share: float) -> QColor:
    """`over` at this opacity on `ground`, opaque."""
    return QColor.fromRgbF(
        ground.redF() + (over.redF() - ground.redF()) * share,
        ground.greenF() + (over.greenF() - ground.greenF()) * share,
        ground.blueF() + (over.blueF() - ground.blueF()) * share,
    )


def static_text(text: str) -> QStaticText:
    """One line that is laid out once."""
    made = QStaticText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    return made


@lru_cache(maxsize=64)
def _type_of_colour(text: str) -> str:
    wanted = text.upper()
    return next((name for name, colour in DARK.types.items() if name and colour == wanted), "")
