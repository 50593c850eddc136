"""Lengths of what is drawn on the canvas, in scene units: pixels at zoom 1 and scale 1."""

from __future__ import annotations

__all__ = [
    "DOT_REACH",
    "FOOT",
    "GRID",
    "HEADER",
    "INSET",
    "LINE",
    "MARGIN",
    "PICTURE_HEIGHT",
    "PORT",
    "PORT_REACH",
    "RADIUS",
    "ROW",
    "TEXT_WIDTH",
    "WIDTH",
]

GRID = 20.0
WIDTH, TEXT_WIDTH = 200.0, 240.0
HEADER, ROW, FOOT, LINE = 28.0, 24.0, 8.0, 17.0
INSET = 10.0
PICTURE_HEIGHT = round((WIDTH - 2 * INSET) * 9 / 16)
PORT, PORT_REACH, DOT_REACH = 11.0, 12.0, 7.0
RADIUS = 8.0
MARGIN = 14.0
"""How far what a node draws may reach over its rectangle: shadow, ports, outline, badge."""
