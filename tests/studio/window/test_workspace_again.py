"""A workspace that one comes back to shows its own panels and no others."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.window.dock_area import DockArea


def shown(docks: DockArea) -> set[str]:
    return {name for name, frame in docks.frames.items() if not frame.isHidden()}


def test_coming_back_shows_what_was_left(desk: Desk, qtbot: QtBot) -> None:
    docks = DockArea(desk)
    qtbot.addWidget(docks)
    docks.resize(1600, 900)
    docks.show_workspace("build")
    with qtbot.waitExposed(docks):
        docks.show()
    docks.fill_others()
    seen = {}
    for name in ("build", "direct", "review"):
        docks.show_workspace(name)
        seen[name] = shown(docks)
    for name in ("direct", "build", "review", "build", "direct"):
        docks.show_workspace(name)
        assert shown(docks) == seen[name], name
