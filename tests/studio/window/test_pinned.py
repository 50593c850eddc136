"""Further viewers that keep to one node."""

from __future__ import annotations

import pytest

from app.desk import Desk
from app.window import StudioWindow


@pytest.fixture
def pinned(window: StudioWindow, example_desk: Desk) -> StudioWindow:
    window.docks.panel("viewer").pin_wanted.emit("decode", "clip")
    return window


def test_a_pinned_viewer_is_a_panel_of_its_own(pinned: StudioWindow) -> None:
    (name,) = pinned.pins.names
    frame = pinned.docks.frames[name]
    assert frame.is_seen
    assert "Decode" in frame.windowTitle()
    assert frame.panel.pinned_to == "decode"
    assert f"panel.{name}" in pinned.desk.commands


def test_it_goes_when_it_is_closed(pinned: StudioWindow) -> None:
    (name,) = pinned.pins.names
    pinned.docks.frames[name].panel.close_wanted.emit()
    assert name not in pinned.docks.frames
    assert f"panel.{name}" not in pinned.desk.commands
    assert pinned.docks.frames["viewer"].is_seen


def test_it_goes_when_another_project_opens(pinned: StudioWindow) -> None:
    pinned.desk.document.opened.emit()
    assert not pinned.pins.names
    assert not [name for name in pinned.docks.frames if name.startswith("viewer.")]
