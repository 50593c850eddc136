"""Where windows stand on the screens there are: what was remembered for a screen that went away is moved to one."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.settings import Settings

__all__ = ["Place", "fitting", "kept_place", "put_at"]

SEEN_PX = 80
"""This much of a window must be on a screen in both directions for a person to get at it."""

Place = tuple[QRect, bool]


def kept_place(settings: Settings, name: str) -> Place | None:
    """The rectangle in the settings and whether the window was maximised; None when there is no good one."""
    try:
        value = settings.get(name)
    except KeyError:
        return None
    if not isinstance(value, list) or len(value) != 5 or not all(type(each) is int for each in value):
        return None
    x, y, width, height, maximised = value
    return (QRect(x, y, width, height), bool(maximised)) if width > 0 and height > 0 else None


def fitting(wanted: QRect, screens: list[QRect]) -> QRect:
    """`wanted`, or as much of it as fits on the first screen where too little of it would be seen."""
    for screen in screens:
        seen = screen.intersected(wanted)
        if seen.width() >= SEEN_PX and seen.height() >= SEEN_PX and wanted.top() >= screen.top() - 8:
            return wanted
    if not screens:
        return wanted
    first = screens[0]
    width, height = min(wanted.width(), first.width()), min(wanted.height(), first.height())
    return QRect(
        first.left() + (first.width() - width) // 2, first.top() + (first.height() - height) // 2, width, height
    )


def put_at(window: QWidget, place: Place | None, *, only_if_lost: bool = False) -> None:
    """Put a window where it was, or nearly the whole first screen when nothing is known, always within reach."""
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    primary = QGuiApplication.primaryScreen()
    if primary is not None:
        screens.insert(0, primary.availableGeometry())
    if only_if_lost:
        frame = window.geometry()
        found = fitting(frame, screens)
        if found != frame:
            window.setGeometry(found)
        return
    if place is None:
        first = screens[0] if screens else QRect(0, 0, 1280, 800)
        window.resize(min(first.width(), 1920), min(first.height(), 1080))
        window.move(first.topLeft())
        return
    window.setGeometry(fitting(place[0], screens))
    if place[1]:
        window.showMaximized()
