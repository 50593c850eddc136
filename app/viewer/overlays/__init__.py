"""Tracks, strokes, poses, boxes, depth, masks and cameras laid over a picture, found along the wires."""

from __future__ import annotations

from app.viewer.overlays.found import Found, found_upstream
from app.viewer.overlays.overlay_set import Overlay, OverlaySet

__all__ = ["Found", "Overlay", "OverlaySet", "found_upstream"]
