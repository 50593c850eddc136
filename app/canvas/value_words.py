"""The present value of a parameter in a few characters, for the box in a node's row."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from app.inspector.wording import meaning_of, shown
from nodes.graph import Parameter

__all__ = ["value_words"]


def value_words(record: Parameter, value: Any) -> str:
    """Short enough to read at a glance; what 0 stands for rather than 0."""
    if record.kind == "file":
        return PurePath(str(value)).name if value else "—"
    if record.kind == "json":
        return f"{len(value)}" if isinstance(value, list) else "…"
    if record.kind in ("integer", "number") and meaning_of(record, value):
        return "auto"
    text = shown(value, record)
    return text if text else "—"
