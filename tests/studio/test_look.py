"""The look: every text on every ground can be read, in both themes, and the fonts are there."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtGui import QColor, QFontInfo

from app.desk import Desk
from app.look import DARK, LIGHT, Palette
from app.look.palette import _kinds
from nodes.graph import Registry
from nodes.values import value_types

GROUNDS = ("window", "canvas", "panel", "raised", "input")


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in QColor(colour).getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_and_dim_text_can_be_read_on_every_ground(palette: Palette, ground: str) -> None:
    for token in ("text", "dim", "link"):
        found = contrast(getattr(palette, token), getattr(palette, ground))
        assert found >= 4.5, f"{token} on {ground}: {found:.2f}"


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
def test_type_colours_can_be_read_on_the_canvas_and_on_nodes(palette: Palette) -> None:
    for (name, colour), ground in itertools.product(palette.types.items(), ("canvas", "panel", "raised")):
        found = contrast(colour, getattr(palette, ground))
        assert found >= 4.5, f"{name} on {ground}: {found:.2f}"


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
def test_ink_can_be_read_on_the_accent_and_failures_on_panels(palette: Palette) -> None:
    assert contrast(palette.ink, palette.accent) >= 4.5
    assert contrast(palette.fail, palette.panel) >= 4.5


def test_every_value_type_and_category_has_a_colour(registry: Registry) -> None:
    assert {kind.type_name for kind in value_types()} <= set(DARK.types)
    assert {kind.category for kind in registry} <= set(DARK.kinds)
    assert set(_kinds(DARK.types)) == set(LIGHT.kinds)


def test_the_bundled_fonts_are_used(desk: Desk) -> None:
    assert QFontInfo(desk.look.font()).family() == "Inter"
    assert QFontInfo(desk.look.font("mono")).family() == "JetBrains Mono"


def test_theme_and_scale_follow_the_settings(desk: Desk) -> None:
    desk.settings.set("look.theme", "light")
    desk.settings.set("look.scale", 2.0)
    assert desk.look.palette is LIGHT
    assert desk.look.px(12) == 24
    desk.settings.reset("look.theme")
    desk.settings.reset("look.scale")
    assert desk.look.palette is DARK
