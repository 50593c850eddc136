"""The document as the window sees it: one door for every change, with undo, and what is selected."""

from __future__ import annotations

from app.edits.change import Change, GraphChange
from app.edits.document import Document
from app.edits.selection import Selection

__all__ = ["Change", "Document", "GraphChange", "Selection"]
