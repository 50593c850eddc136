"""The viewer: pictures and clips of results, compared and measured, and what else a value can be."""

from __future__ import annotations

from app.viewer.layer import Layer
from app.viewer.panel import ViewerPanel
from app.viewer.picture_view import PictureView

__all__ = ["Layer", "PictureView", "ViewerPanel"]
