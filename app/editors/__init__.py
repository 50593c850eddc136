"""The Direct workspace: strokes on the picture, layers, curves, and what the camera sees."""

from __future__ import annotations

from app.editors.camera_diagram import CameraDiagram
from app.editors.camera_menu import CameraMenu
from app.editors.curves_panel import CurvesPanel
from app.editors.layers_panel import LayersPanel
from app.editors.look_through import LookThroughPanel
from app.editors.on_picture import StrokesOnPicture
from app.editors.stroke_panel import StrokePanel

__all__ = [
    "CameraDiagram",
    "CameraMenu",
    "CurvesPanel",
    "LayersPanel",
    "LookThroughPanel",
    "StrokePanel",
    "StrokesOnPicture",
]
