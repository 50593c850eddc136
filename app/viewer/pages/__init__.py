"""Values that are no pictures, each on a page of its own: texts, numbers, reports, sounds, lists, facts."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.desk import Desk
from nodes.values import Audio, Conditioning, Number, Report, Text, Value, ValueList

__all__ = ["page_for"]


def page_for(desk: Desk, value: Value, parent: QWidget) -> QWidget:
    """A page that shows this value; for a type without one of its own, its facts."""
    from app.viewer.pages.facts_page import FactsPage
    from app.viewer.pages.text_page import NumberPage, TextPage

    if isinstance(value, Text | Conditioning):
        return TextPage(desk.look, value, parent)
    if isinstance(value, Number):
        return NumberPage(desk.look, value, parent)
    if isinstance(value, ValueList):
        from app.viewer.pages.list_page import ListPage

        return ListPage(desk.look, value, parent)
    if isinstance(value, Report):
        from app.viewer.pages.report_page import ReportPage

        return ReportPage(desk, value, parent)
    if isinstance(value, Audio):
        from app.viewer.pages.audio_page import AudioPage

        return AudioPage(desk, value, parent)
    return FactsPage(desk.look, value, parent)
