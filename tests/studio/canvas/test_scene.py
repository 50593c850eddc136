"""The scene follows the document, change by change, and survives what cannot be drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from app.runs.results import NodeResult
from nodes.engine.messages import Failure
from nodes.graph import Frame, Graph, Node, Wire
from nodes.graph.edits import (
    AddFrame,
    AddNodes,
    ChangeFrame,
    Connect,
    MakeSubgraph,
    RemoveNodes,
    SetFlag,
    SetParameter,
)
from nodes.values import Clip, Image


def as_drawn(canvas) -> tuple:  # type: ignore[no-untyped-def]
    """Everything that says where things are."""
    return (
        {name: (item.pos().toTuple(), item.rect.getRect()) for name, item in canvas.nodes.items()},
        {key: (item.begin.toTuple(), item.end.toTuple(), item.type_name) for key, item in canvas.wires.items()},
        {name: item.scene_rect().getRect() for name, item in canvas.frames.items()},
        {name: item.scene_rect().getRect() for name, item in canvas.notes.items()},
    )


def test_after_any_edit_it_is_as_if_the_graph_had_just_been_opened(hand) -> None:
    document = hand.desk.document
    edits = [
        AddNodes((Node("more", "picture.resize_image", position=(300.0, 600.0)),)),
        Connect(Wire("load", "image", "more", "image")),
        Connect(Wire("seed", "seed", "more", "width")),
        SetParameter("save", "file", "a.mp4"),
        SetFlag(("size",), "collapsed", True),
        AddFrame(Frame("two", "Two", (600.0, 300.0), (200.0, 200.0))),
        ChangeFrame(Frame("two", "Two", (620.0, 300.0), (300.0, 200.0), "#64B5F6")),
        MakeSubgraph(("other", "more"), "inside", "Inside"),
        RemoveNodes(("load",)),
    ]
    for edit in edits:
        document.apply(edit)
        document.end_step()
        shown = as_drawn(hand.canvas)
        hand.canvas.rebuild()
        assert shown == as_drawn(hand.canvas), edit.title
    while document.undo():
        shown = as_drawn(hand.canvas)
        hand.canvas.rebuild()
        assert shown == as_drawn(hand.canvas)


def test_only_what_changed_is_touched(hand) -> None:
    before = dict(hand.canvas.nodes)
    hand.desk.document.apply(SetParameter("size", "width", 64))
    assert hand.canvas.nodes == before


def test_a_subgraph_is_shown_when_it_is_entered(hand) -> None:
    hand.desk.document.apply(MakeSubgraph(("size", "other"), "inside", "Inside"))
    assert set(hand.canvas.nodes) == {"load", "seed", "save", "inside"}
    hand.double_click(hand.title("inside"))
    assert hand.desk.selection.where == "inside"
    assert set(hand.canvas.nodes) == {"size", "other"}
    hand.desk.document.undo()
    assert hand.desk.selection.where == ""
    assert set(hand.canvas.nodes) == {"load", "size", "other", "seed", "save"}


def test_each_subgraph_keeps_where_one_stood_in_it(hand) -> None:
    hand.desk.document.apply(MakeSubgraph(("size", "other"), "inside", "Inside"))
    hand.view.set_zoom(0.8)
    hand.view.centerOn(100.0, 200.0)
    stood = hand.view.standing()
    hand.desk.selection.enter("inside")
    hand.view.set_zoom(0.4)
    hand.desk.selection.leave()
    assert hand.view.standing() == pytest.approx(stood, abs=2.0)


def test_a_picture_of_a_wrong_shape_takes_nothing_down(hand, caplog) -> None:
    said = []
    hand.desk.noticed.connect(said.append)
    picture = Image(np.zeros((9, 16, 3), np.uint8))
    object.__setattr__(picture, "pixels", np.zeros((9, 16), np.uint8))
    hand.desk.results.set_thumbnail("load", "image", picture)
    for _ in range(3):
        hand.view.painting.spoil()
        hand.panel.grab()
    assert hand.canvas.nodes["load"].broken_text
    assert len(said) == 1
    assert "load" in said[0].text


def test_a_node_that_raises_while_it_is_drawn_takes_nothing_down(hand, caplog) -> None:
    said = []
    hand.desk.noticed.connect(said.append)
    hand.canvas.nodes["size"].category = None  # no text: looking its colour up raises
    hand.canvas.nodes["size"].anatomy = None
    hand.view.painting.spoil()
    hand.panel.grab()
    hand.view.painting.spoil()
    hand.panel.grab()
    assert [notice.text for notice in said if "size" in notice.text]
    assert len(said) == 1
    hand.canvas.rebuild()
    hand.panel.grab()


def test_a_failed_node_says_why_under_itself(hand) -> None:
    failure = Failure("x", "The picture cannot be read because it is no picture at all.", "Choose another.")
    hand.desk.results.set_node("load", NodeResult("failed", failure=failure))
    item = hand.canvas.nodes["load"]
    assert "".join(item.failure_lines).startswith("The picture cannot be read")
    assert item.boundingRect().bottom() > item.rect.bottom() + 30


def test_a_result_makes_room_for_its_picture(hand) -> None:
    high = hand.canvas.nodes["load"].rect.height()
    hand.desk.results.set_thumbnail("load", "image", Image(np.zeros((9, 16, 3), np.uint8)))
    assert hand.canvas.nodes["load"].rect.height() > high + 80
    hand.desk.settings.set("canvas.thumbnails", False)
    assert hand.canvas.nodes["load"].rect.height() == high


def test_a_clip_moves_while_the_mouse_is_over_it(hand, qtbot) -> None:
    frames = np.zeros((5, 9, 16, 3), np.uint8)
    hand.desk.results.set_thumbnail("load", "image", Clip(frames))
    item = hand.canvas.nodes["load"]
    hand.view.hovering.over(item.scene_rect().center())
    qtbot.waitUntil(lambda: item.frame > 0)
    hand.view.hovering.forget()
    assert item.frame == -1


def test_an_unknown_node_keeps_its_wires(hand) -> None:
    odd = Node("odd", "pack.unknown", position=(300.0, 600.0))
    hand.desk.document.apply(
        AddNodes((odd,), (Wire("load", "image", "odd", "thing"), Wire("odd", "made", "other", "image")))
    )
    item = hand.canvas.nodes["odd"]
    assert set(item.anatomy.inputs) == {"thing"}
    assert set(item.anatomy.outputs) == {"made"}
    assert not hand.canvas.wires["odd", "thing"].broken
    hand.panel.grab()


def test_a_dot_takes_the_colour_of_what_passes_through_it(hand) -> None:
    dot = Node("dot", "graph.reroute", position=(200.0, 200.0))
    hand.desk.document.apply(AddNodes((dot, replace(dot, id="dot2", position=(300.0, 200.0)))))
    hand.desk.document.apply(Connect(Wire("dot", "value", "dot2", "value")))
    hand.desk.document.apply(Connect(Wire("load", "image", "dot", "value")))
    assert hand.canvas.wires["dot2", "value"].type_name == "Image"
    assert hand.canvas.nodes["dot2"].passing_type == "Image"


def test_everything_is_painted_for_a_still(hand) -> None:
    rect = hand.canvas.rect_of_all()
    image = QImage(rect.size().toSize(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.translate(-rect.topLeft())
    hand.canvas.paint_all(painter, rect)
    painter.end()
    inside = hand.canvas.nodes["save"].scene_rect().center() - rect.topLeft()
    assert image.pixelColor(inside.toPoint()) != hand.canvas.ink.canvas


@pytest.mark.parametrize("zoom", [0.1, 0.35, 1.0, 2.0])
@pytest.mark.parametrize("dark", [True, False])
def test_it_is_drawn_at_every_size_and_in_both_themes(hand, zoom: float, dark: bool) -> None:
    hand.desk.look.use(dark=dark, scale=1.0)
    hand.desk.selection.select(["size"], ["box"], ["words"])
    hand.desk.document.apply(SetFlag(("size",), "bypassed", True))
    hand.desk.document.apply(SetFlag(("seed",), "muted", True))
    hand.desk.document.apply(SetFlag(("save",), "locked", True))
    hand.view.set_zoom(zoom)
    hand.view.centerOn(hand.canvas.nodes["size"].scene_rect().center())
    image = hand.view.viewport().grab().toImage()
    colours = {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
    assert len(colours) > 5
    hand.desk.look.use(dark=True, scale=1.0)


def test_an_empty_graph_says_what_to_do(with_graph, qtbot) -> None:
    from app.canvas import CanvasPanel

    desk = with_graph(Graph())
    panel = CanvasPanel(desk)
    qtbot.addWidget(panel)
    panel.resize(600, 400)
    panel.show()
    image = panel.view.viewport().grab().toImage()
    dim = desk.look.colour("dim")
    near = sum(
        abs(image.pixelColor(x, y).lightness() - dim.lightness()) < 20
        for x in range(150, 450)
        for y in range(150, 250)
    )
    assert near > 50
