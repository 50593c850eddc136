"""How Kinograph looks: palettes, colours of types, fonts, the style sheet, and a few plain widgets."""

from __future__ import annotations

from app.look.look import Look
from app.look.palette import DARK, LIGHT, Palette

__all__ = ["DARK", "LIGHT", "Look", "Palette"]
