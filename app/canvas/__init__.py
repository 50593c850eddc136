"""The canvas: the graph drawn, moved, wired and edited by hand."""

from __future__ import annotations

from app.canvas.panel import CanvasPanel
from app.canvas.scene import CanvasScene
from app.canvas.view import CanvasView

__all__ = ["CanvasPanel", "CanvasScene", "CanvasView"]
