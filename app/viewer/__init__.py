"""The viewer: pictures and clips of results, compared and measured, and what else a value can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.viewer.layer import Layer
from app.viewer.panel import ViewerPanel
from app.viewer.picture_view import PictureView

if TYPE_CHECKING:
    from app.viewer.review import ReviewPanel

__all__ = ["Layer", "PictureView", "ReviewPanel", "ViewerPanel"]


def __getattr__(name: str) -> object:
    """ReviewPanel brings its plots along: imported when it is asked for."""
    if name == "ReviewPanel":
        from app.viewer.review import ReviewPanel

        return ReviewPanel
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
