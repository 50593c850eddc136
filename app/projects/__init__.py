"""Projects as files: the start page, opening and saving, recovery, missing media and nodes, export."""

from __future__ import annotations

from app.projects.projects import Projects
from app.projects.start_page import StartPage

__all__ = ["Projects", "StartPage"]
