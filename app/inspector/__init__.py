"""The inspector: one field for each parameter of what is selected."""

from __future__ import annotations

from app.inspector.inline import make_field
from app.inspector.panel import InspectorPanel

__all__ = ["InspectorPanel", "make_field"]
