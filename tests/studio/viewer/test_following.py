"""An unpinned viewer looks at the selected node, and during a run at what is being made."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.runs.results import NodeResult
from app.viewer import ViewerPanel
from app.viewer.following import Following, leading_node
from nodes.graph import Graph, Node
from nodes.values import Latents
from tests.studio.viewer.conftest import Answers, numbered_clip


@pytest.fixture
def following(example_desk: Desk) -> Following:
    return Following(example_desk, example_desk)


def run(desk: Desk, *paths: str) -> None:
    for path in paths:
        desk.results.set_node(path, NodeResult("running"))


def test_with_nothing_selected_it_is_what_the_graph_is_for(following: Following) -> None:
    assert following.path == "save"


def test_the_selected_node_is_followed_and_stays_when_nothing_is(example_desk: Desk, following: Following) -> None:
    example_desk.selection.select(["image"])
    example_desk.selection.clear()
    assert following.path == "image"


def test_a_preview_draws_the_eye_and_then_the_clip_made_of_it(example_desk: Desk, following: Following) -> None:
    example_desk.selection.select(["drawing"])
    run(example_desk, "sample", "decode", "sheet")
    example_desk.results.set_preview("sample", numbered_clip(4))
    assert following.path == "sample"
    example_desk.results.set_node("sample", NodeResult("done"))
    assert following.path == "sample"
    example_desk.results.set_node("decode", NodeResult("done"))
    example_desk.results.set_node("sheet", NodeResult("done"))
    assert following.path == "decode"


def test_selecting_a_node_during_a_run_ends_it_until_the_next(example_desk: Desk, following: Following) -> None:
    run(example_desk, "sample")
    example_desk.results.set_preview("sample", numbered_clip(4))
    example_desk.selection.select(["drawing"])
    example_desk.results.set_preview("sample", numbered_clip(5))
    assert following.path == "drawing"
    example_desk.results.set_node("sample", NodeResult("done"))
    run(example_desk, "sample")
    example_desk.results.set_preview("sample", numbered_clip(4))
    assert following.path == "sample"


def test_it_can_be_switched_off(example_desk: Desk, following: Following) -> None:
    example_desk.settings.set("viewer.follow_runs", False)
    run(example_desk, "sample")
    example_desk.results.set_preview("sample", numbered_clip(4))
    assert following.path == "save"


def test_a_graph_without_outputs_shows_its_last_picture(with_graph: Callable[[Graph], Desk]) -> None:
    graph = Graph([Node("picture", "media.load_image"), Node("seed", "number.seed")])
    assert leading_node(with_graph(graph)) == "picture"
    assert leading_node(with_graph(Graph())) == ""


def test_the_last_preview_stays_until_there_is_a_clip(answers: Callable[[Answers], Desk], qtbot: QtBot) -> None:
    latents = Latents(np.zeros((4, 2, 2, 2), np.float32), "wan", frame_map=(0, 1), frames=5)
    clip, preview = numbered_clip(5), numbered_clip(5, 8, 4)
    desk = answers({("sample", "latents"): latents, ("decode", "clip"): clip})
    panel = ViewerPanel(desk)
    qtbot.addWidget(panel)
    run(desk, "sample", "decode", "sheet")
    desk.results.set_preview("sample", preview)
    desk.results.set_node("sample", NodeResult("done"))
    assert panel.value is preview
    desk.results.set_node("decode", NodeResult("done"))
    assert panel.value is clip
    desk.results.set_node("sheet", NodeResult("done"))
    desk.selection.select(["sample"])
    assert panel.value is latents
