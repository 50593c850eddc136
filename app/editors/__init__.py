"""The Direct workspace: strokes on the picture, layers, curves, and the camera's diagram."""

from __future__ import annotations

from app.editors.layers_panel import LayersPanel
from app.editors.on_picture import StrokesOnPicture
from app.editors.stroke_panel import StrokePanel

__all__ = ["LayersPanel", "StrokePanel", "StrokesOnPicture"]
