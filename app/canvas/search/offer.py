"""Which rows the search shows: what fits what was typed, or recent nodes and categories while nothing was."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.canvas.search.catalogue import TEMPLATES, Catalogue, Found
from app.canvas.search.fitting import Pulled
from app.canvas.search.rows import Row

__all__ = ["RECENT", "category_title", "rows_for"]

RECENT = 8
"""How many recent nodes are shown and remembered."""


def rows_for(
    catalogue: Catalogue, typed: str, pulled: Pulled | None, recent: Sequence[str], category: str
) -> list[Row]:
    """Never empty: when nothing fits, one row says so."""
    if typed.strip() or category:
        rows = [_row(item) for item in catalogue.find(typed, pulled, recent, category)]
    else:
        rows = _first_rows(catalogue, pulled, recent)
    return rows or [Row(_nothing(typed, pulled))]


def category_title(name: str) -> str:
    return _tr("Templates") if name == TEMPLATES else name


def _first_rows(catalogue: Catalogue, pulled: Pulled | None, recent: Sequence[str]) -> list[Row]:
    latest = [_row(item) for item in catalogue.recent(recent, pulled)[:RECENT]]
    rows = [Row(_tr("Recent")), *latest] if latest else []
    if pulled is not None:
        rows += [Row(_tr("Takes this wire"))] if latest else []
        return rows + [_row(item) for item in catalogue.find("", pulled, recent)]
    rows += [Row(_tr("Categories"))] if latest else []
    counts = catalogue.counts(pulled)
    return rows + [Row(category_title(name), f"{number}  ›", category=name) for name, number in counts]


def _row(found: Found) -> Row:
    return Row(found.entry.title, category_title(found.entry.category), found)


def _nothing(typed: str, pulled: Pulled | None) -> str:
    if pulled is not None:
        return _tr("No node that takes this wire is called “{0}”").format(typed.strip())
    return _tr("No node is called “{0}”").format(typed.strip())


def _tr(text: str) -> str:
    return QCoreApplication.translate("Search", text)
