"""The kept picture shows the same as drawing everything anew, wherever one goes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage


def seen(hand) -> QImage:  # type: ignore[no-untyped-def]
    return hand.view.viewport().grab().toImage()


def anew(hand) -> QImage:  # type: ignore[no-untyped-def]
    hand.view.painting.spoil()
    return seen(hand)


def differing(one: QImage, other: QImage) -> int:
    """How many of the pixels looked at are clearly not alike."""
    places = [(x, y) for x in range(0, one.width(), 5) for y in range(0, one.height(), 5)]
    return sum(abs(one.pixelColor(x, y).lightness() - other.pixelColor(x, y).lightness()) > 24 for x, y in places)


@pytest.mark.parametrize("step", [(7, 3), (-41, 90), (230, -170), (5000, 4000), (0, 0)])
def test_after_moving_about_it_is_as_if_drawn_anew(hand, step: tuple[int, int]) -> None:
    seen(hand)
    for _ in range(4):
        hand.view.scroll_to(hand.view.scroll_place() + QPoint(*step))
        shown = seen(hand)
    assert differing(shown, anew(hand)) < 20


def test_after_an_edit_it_is_as_if_drawn_anew(hand, qtbot) -> None:
    from nodes.graph.edits import MoveNodes

    seen(hand)
    hand.view.scroll_to(hand.view.scroll_place() + QPoint(30, 30))
    seen(hand)
    hand.desk.document.apply(MoveNodes({"size": (360.0, 60.0)}))
    qtbot.wait(10)  # the scene tells of its items once the event loop turns
    assert differing(seen(hand), anew(hand)) == 0


def test_while_zooming_a_large_graph_is_shown_and_then_sharp(hand, qtbot, monkeypatch) -> None:
    monkeypatch.setattr("app.canvas.backing._QUICK_S", 0.0)
    anew(hand)
    hand.view.set_zoom(0.7, moving=True)
    seen(hand)
    assert hand.view.painting.is_blurred
    qtbot.waitUntil(lambda: not hand.view.painting.is_blurred)
    assert differing(seen(hand), anew(hand)) == 0
    for zoom in (0.5, 0.2, 0.08):
        hand.view.set_zoom(zoom, moving=True)
        seen(hand)
    qtbot.waitUntil(lambda: not hand.view.painting.is_blurred)
    assert differing(seen(hand), anew(hand)) == 0
