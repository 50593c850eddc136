"""The window of the studio: top bar, panels in three workspaces, menus, command palette and notices."""

from __future__ import annotations

from app.window.window import StudioWindow

__all__ = ["StudioWindow"]
