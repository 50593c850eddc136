"""The look in use: palette, fonts, scale; put on the application, and told when it changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from app.look.palette import DARK, LIGHT, Palette
from app.look.style import style_sheet

if TYPE_CHECKING:
    from app.settings import Settings
    from nodes.values import Value

__all__ = ["Look"]

FONTS = Path(__file__).resolve().parents[2] / "assets" / "fonts"
_SIZES_PX = {"text": 13.0, "node": 12.0, "caption": 11.5, "title": 12.5, "mono": 12.0, "big": 22.0}


class Look(QObject):
    """palette: tokens.  scale: of everything, 1.0 is the size of the sketches at 100 %.  changed(): repaint."""

    changed = Signal()

    def __init__(self, settings: Settings | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.palette: Palette = DARK
        self.scale = 1.0
        self._families = ("Inter", "JetBrains Mono")
        if settings is not None:
            settings.changed.connect(self.on_setting)
            self._read()

    def colour(self, token: str, alpha: float = 1.0) -> QColor:
        """A palette token ("panel", "dim") as a colour."""
        return _with_alpha(QColor(getattr(self.palette, token)), alpha)

    def type_colour(self, kind: type[Value] | str | None, alpha: float = 1.0) -> QColor:
        """The colour of a value type, given as class or as its name; None and unknown ones are grey."""
        name = kind if isinstance(kind, str) else getattr(kind, "type_name", "")
        types = self.palette.types
        return _with_alpha(QColor(types.get(name, types[""])), alpha)

    def kind_colour(self, category: str, alpha: float = 1.0) -> QColor:
        """The colour of a category of nodes."""
        kinds = self.palette.kinds
        return _with_alpha(QColor(kinds.get(category, self.palette.types[""])), alpha)

    def font(self, role: str = "text", *, bold: bool = False, scaled: bool = True) -> QFont:
        """role: text 13, node 12, caption 11.5, title 12.5 semi-bold, mono 12, big 22; sizes in pixels at scale 1.

        scaled False: for what is painted on the canvas, which has a zoom of its own.
        """
        font = QFont(self._families[1 if role == "mono" else 0])
        size = _SIZES_PX[role] * (self.scale if scaled else 1.0)
        font.setPixelSize(max(1, round(size)))
        heavy = bold or role in ("title", "big")
        font.setWeight(QFont.Weight.DemiBold if heavy else QFont.Weight.Normal)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font

    def px(self, pixels: float) -> int:
        """A length of the sketches in pixels on this screen."""
        return round(pixels * self.scale)

    def load_fonts(self) -> None:
        """Make the bundled fonts known to Qt; needs an application."""
        for file in sorted(FONTS.glob("*.[ot]tf")):
            QFontDatabase.addApplicationFont(str(file))

    def put_on(self, app: QApplication) -> None:
        """Style, palette, font and style sheet for the whole application."""
        if not app.property("dressed"):  # once: a style that is set again polishes every widget again
            app.setStyle(QStyleFactory.create("Fusion"))
            app.setProperty("dressed", True)
        app.setPalette(self._qt_palette())
        app.setFont(self.font())
        sheet = style_sheet(self)
        if app.styleSheet() != sheet:
            app.setStyleSheet(sheet)

    def use(self, *, dark: bool, scale: float) -> None:
        """Change the theme and the scale (0.75 to 3)."""
        palette, scale = DARK if dark else LIGHT, min(max(scale, 0.75), 3.0)
        if palette is self.palette and scale == self.scale:
            return
        self.palette, self.scale = palette, scale
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self.put_on(app)
        self.changed.emit()

    def on_setting(self, name: str) -> None:
        if name in ("look.theme", "look.scale"):
            self._read()

    def _read(self) -> None:
        assert self._settings is not None
        self.use(dark=self._settings.get("look.theme") != "light", scale=float(self._settings.get("look.scale")))

    def _qt_palette(self) -> QPalette:
        role = QPalette.ColorRole
        table = {
            role.Window: "panel",
            role.WindowText: "text",
            role.Base: "input",
            role.AlternateBase: "raised",
            role.Text: "text",
            role.Button: "raised",
            role.ButtonText: "text",
            role.BrightText: "fail",
            role.ToolTipBase: "raised",
            role.ToolTipText: "text",
            role.PlaceholderText: "dim",
            role.Highlight: "accent",
            role.HighlightedText: "ink",
            role.Link: "link",
            role.Light: "hairline",
            role.Midlight: "hairline",
            role.Mid: "hairline",
            role.Dark: "edge",
            role.Shadow: "edge",
        }
        palette = QPalette()
        for which, token in table.items():
            palette.setColor(which, self.colour(token))
        for which in (role.Text, role.ButtonText, role.WindowText):
            palette.setColor(QPalette.ColorGroup.Disabled, which, self.colour("faint"))
        return palette


def _with_alpha(colour: QColor, alpha: float) -> QColor:
    if alpha < 1.0:
        colour.setAlphaF(alpha)
    return colour
