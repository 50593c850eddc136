"""Lining up and spacing, as plain geometry and by the keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.canvas.layout_align import aligned, free_place, spaced
from app.canvas.tools_install import CanvasTools
from app.desk import Desk, Notice
from nodes.graph import Node
from nodes.graph.edits import AddNodes

RECTS = {"a": (0.0, 0.0, 200.0, 100.0), "b": (50.0, 300.0, 200.0, 40.0), "c": (500.0, 120.0, 240.0, 60.0)}


@pytest.mark.parametrize(
    ("line", "edge"),
    [
        ("left", lambda x, y, w, h: x),
        ("right", lambda x, y, w, h: x + w),
        ("top", lambda x, y, w, h: y),
        ("bottom", lambda x, y, w, h: y + h),
        ("centre", lambda x, y, w, h: x + w / 2),
        ("middle", lambda x, y, w, h: y + h / 2),
    ],
)
def test_all_share_the_line(line: str, edge: object) -> None:
    after = aligned(RECTS, line)  # type: ignore[arg-type]
    assert len({round(edge(*after[name], *RECTS[name][2:]), 6) for name in RECTS}) == 1  # type: ignore[operator]


def test_gaps_are_equal_and_the_ends_stay() -> None:
    after = spaced(RECTS, "across")
    assert after["a"][0] == 0
    assert after["c"][0] == 500
    assert after["b"][0] - 200 == pytest.approx(after["c"][0] - (after["b"][0] + 200))
    assert [after[name][1] for name in RECTS] == [rect[1] for rect in RECTS.values()]


def test_too_little_room_puts_them_edge_to_edge() -> None:
    after = spaced({name: (0.0, place, 200.0, 100.0) for place, name in enumerate("abc")}, "down")
    assert sorted(y for _, y in after.values()) == [0, 100, 200]


def test_keys_align_the_selection_in_one_step(desk: Desk, tools: CanvasTools) -> None:
    nodes = (Node("a", "text.text", position=(0, 0)), Node("b", "text.text", position=(90, 400)))
    desk.document.apply(AddNodes(nodes))
    desk.document.end_step()
    desk.selection.select(["a", "b"])
    QTest.keyClick(tools._view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert [node.position for node in desk.document.graph.nodes.values()] == [(0, 0), (0, 400)]
    desk.document.undo()
    assert desk.document.graph.nodes["b"].position == (90, 400)


def test_too_few_are_told(desk: Desk, tools: CanvasTools, notices: list[Notice]) -> None:
    desk.commands.run("canvas.align_left")
    assert "at least 2" in notices[-1].text
    assert desk.document.undo_title == ""


def test_onto_the_grid(desk: Desk, tools: CanvasTools) -> None:
    desk.document.apply(AddNodes((Node("a", "text.text", position=(13, -9)),)))
    desk.selection.select(["a"])
    desk.commands.run("canvas.to_grid")
    assert desk.document.graph.nodes["a"].position == (20, 0)


def test_a_free_place_is_near_and_keeps_its_distance() -> None:
    taken = [(0.0, 0.0, 200.0, 100.0), (220.0, 0.0, 200.0, 100.0)]
    assert free_place((900.0, 0.0, 200.0, 100.0), taken) == (900, 0)
    x, y = free_place((110.0, 10.0, 200.0, 100.0), taken)
    for left, top, width, height in taken:
        assert x >= left + width + 20 or x + 200 + 20 <= left or y >= top + height + 20 or y + 100 + 20 <= top
    assert abs(x - 110) <= 240
    assert abs(y - 10) <= 240
