"""Tidying up: nothing overlaps, wires run to the right, frames hold what they held, the middle stays."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.canvas.layout import GRID, tidy
from app.canvas.layout_layers import Arrow, Spacing, layered
from app.canvas.layout_order import crossings, ordered
from app.canvas.layout_sizes import expected_size
from app.canvas.tools_install import CanvasTools
from app.desk import Desk
from nodes.graph import Frame, Graph, Node, Note, Registry, Wire, interface
from nodes.graph.edits import AddNodes
from nodes.graph.project import Project
from tests.studio.canvas_tools.graphs import random_graph

Rect = tuple[float, float, float, float]


def rects(graph: Graph, registry: Registry) -> dict[str, Rect]:
    return {
        node.id: (*node.position, *expected_size(node, interface(node, registry))) for node in graph.nodes.values()
    }


def tidied(graph: Graph, registry: Registry, nodes: set[str] | None = None) -> Graph:
    after = graph.copy()
    edit = tidy(after, lambda node: expected_size(node, interface(node, registry)), nodes=nodes)
    if edit is not None:
        edit.apply(after)
    return after


def overlap(one: Rect, other: Rect) -> bool:
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )


@pytest.mark.parametrize("seed", range(12))
def test_no_two_nodes_overlap_and_wires_run_to_the_right(registry: Registry, seed: int) -> None:
    after = tidied(random_graph(registry, seed), registry)
    found = rects(after, registry)
    assert not [pair for pair in combinations(found, 2) if overlap(found[pair[0]], found[pair[1]])]
    for wire in after.wires.values():
        assert found[wire.source][0] + found[wire.source][2] < found[wire.target][0]


@pytest.mark.parametrize("seed", range(6))
def test_circles_do_no_harm(registry: Registry, seed: int) -> None:
    found = rects(tidied(random_graph(registry, seed, circles=True), registry), registry)
    assert not [pair for pair in combinations(found, 2) if overlap(found[pair[0]], found[pair[1]])]


@pytest.mark.parametrize("seed", range(6))
def test_nodes_come_to_stand_on_the_grid_and_the_middle_stays(registry: Registry, seed: int) -> None:
    before = random_graph(registry, seed)
    after = tidied(before, registry)
    assert all(x % GRID == 0 and y % GRID == 0 for x, y in (node.position for node in after.nodes.values()))
    for axis in (0, 1):
        middles = []
        for graph in (before, after):
            found = rects(graph, registry).values()
            low, high = min(rect[axis] for rect in found), max(rect[axis] + rect[axis + 2] for rect in found)
            middles.append((low + high) / 2)
        assert abs(middles[0] - middles[1]) <= GRID


@pytest.mark.parametrize("name", ["dragged-ball", "walking-person"])
def test_frames_of_the_examples_hold_what_they_held(name: str, registry: Registry, tmp_path: object) -> None:
    from tests.studio.conftest import EXAMPLE

    with Project.open(EXAMPLE.with_name(f"{name}.kino"), read_only=True, state=tmp_path) as project:  # type: ignore[arg-type]
        before = project.graph
        after = tidied(before, registry)
    assert members(before, registry) == members(after, registry)
    around = [(*frame.position, *frame.size) for frame in after.frames.values()]
    assert not [pair for pair in combinations(around, 2) if overlap(*pair)]


def members(graph: Graph, registry: Registry) -> dict[str, set[str]]:
    found = rects(graph, registry)
    return {
        frame.id: {
            name
            for name, (x, y, width, height) in found.items()
            if frame.position[0] <= x + width / 2 <= frame.position[0] + frame.size[0]
            and frame.position[1] <= y + height / 2 <= frame.position[1] + frame.size[1]
        }
        for frame in graph.frames.values()
    }


def test_a_frame_that_wires_leave_and_enter_again_is_drawn_around_its_nodes(registry: Registry) -> None:
    kinds = ("motion.smooth_strokes", "motion.pins", "motion.transform_strokes")
    nodes = [Node(f"n{place}", kind, position=(place * 300.0, 0)) for place, kind in enumerate(kinds)]
    nodes[1] = Node("n1", kinds[1], position=(300, 900))
    wires = [Wire("n0", "strokes", "n1", "strokes"), Wire("n1", "strokes", "n2", "strokes")]
    before = Graph(nodes, wires, [Frame("f", "F", (-40, -60), (900, 400))])
    after = tidied(before, registry)
    found = rects(after, registry)
    assert found["n0"][0] < found["n1"][0] < found["n2"][0]
    frame = after.frames["f"]
    for name in ("n0", "n2"):
        x, y, width, height = found[name]
        assert frame.position[0] <= x
        assert frame.position[1] <= y
        assert x + width <= frame.position[0] + frame.size[0]
        assert y + height <= frame.position[1] + frame.size[1]


def test_frames_in_frames_stay_in_each_other(registry: Registry) -> None:
    nodes = [
        Node("a", "text.text", position=(60, 400)),
        Node("b", "text.text", position=(90, 700)),
        Node("c", "text.join_text", position=(700, 300)),
        Node("d", "text.prompt", position=(1600, 0)),
    ]
    wires = [Wire("a", "text", "c", "texts"), Wire("c", "text", "d", "text")]
    frames = [Frame("outer", "Outer", (0, 0), (1200, 1200)), Frame("inner", "Inner", (20, 300), (500, 800))]
    after = tidied(Graph(nodes, wires, frames), registry)
    outer, inner = after.frames["outer"], after.frames["inner"]
    assert members(after, registry) == {"outer": {"a", "b", "c"}, "inner": {"a", "b"}}
    assert outer.position[0] < inner.position[0]
    assert inner.position[1] + inner.size[1] < outer.position[1] + outer.size[1]
    assert inner.position[0] + inner.size[0] < after.nodes["c"].position[0]


@pytest.mark.parametrize("seed", range(8))
def test_any_frames_and_notes_are_survived_and_undone(registry: Registry, seed: int) -> None:
    chance = random.Random(seed)
    graph = random_graph(registry, seed, circles=seed % 2 == 0)
    for number in range(6):
        place = (chance.randrange(-2500, 1500), chance.randrange(-2500, 1500))
        size = (chance.randrange(100, 2500), chance.randrange(100, 2500))
        graph.frames[f"g{number}"] = Frame(f"g{number}", "G", place, size)
        graph.notes[f"m{number}"] = Note(f"m{number}", "M", place)
    before = graph.copy()
    edit = tidy(graph, lambda node: expected_size(node, interface(node, registry)))
    assert edit is not None
    undo = edit.apply(graph)
    found = rects(graph, registry)
    assert not [pair for pair in combinations(found, 2) if overlap(found[pair[0]], found[pair[1]])]
    undo.apply(graph)
    assert graph == before


def test_notes_go_with_what_they_are_about(registry: Registry, example_desk: Desk) -> None:
    """In the example each frame has a note below it; so it has when all nodes are selected."""
    graph = example_desk.document.graph
    for chosen in (None, set(graph.nodes)):
        after = tidied(graph, registry, chosen)
        for note in after.notes.values():
            above = [
                frame
                for frame in after.frames.values()
                if 0 <= note.position[1] - (frame.position[1] + frame.size[1]) <= 60
                and frame.position[0] <= note.position[0] < frame.position[0] + frame.size[0]
            ]
            assert above, note.id


def test_only_what_is_selected_moves(registry: Registry) -> None:
    before = random_graph(registry, 3)
    after = tidied(before, registry, {"n1", "n2", "n3"})
    moved = {name for name in before.nodes if before.nodes[name].position != after.nodes[name].position}
    assert moved <= {"n1", "n2", "n3"}
    assert after.frames == before.frames


def test_tidying_twice_changes_nothing_more_in_size(registry: Registry) -> None:
    start = random_graph(registry, 5)
    start.frames.clear()
    once = tidied(start, registry)
    twice = tidied(once, registry)
    spans = []
    for graph in (once, twice):
        found = rects(graph, registry).values()
        spans.append(max(rect[0] + rect[2] for rect in found) - min(rect[0] for rect in found))
    assert spans[1] <= spans[0] * 1.05


def test_crossed_links_are_uncrossed() -> None:
    rows = [["a", "b", "c"], ["d", "e", "f"]]
    links = [("a", "f"), ("b", "e"), ("c", "d")]
    after = {"a": ["f"], "b": ["e"], "c": ["d"], "d": [], "e": [], "f": []}
    assert crossings(rows, after) == 3  # type: ignore[arg-type]
    assert crossings(ordered(rows, links), after) == 0  # type: ignore[arg-type]


def test_a_chain_is_level_where_its_ports_are() -> None:
    sizes = {"a": (200.0, 100.0), "b": (200.0, 300.0)}
    places = layered(sizes, [Arrow("a", "b", 50.0, 200.0)], {"a": (0, 0), "b": (0, 0)}, Spacing())
    assert places["a"][1] + 50 == pytest.approx(places["b"][1] + 200)


def test_the_key_tidies_in_one_step(desk: Desk, tools: CanvasTools) -> None:
    graph = random_graph(desk.registry, 1)
    desk.document.apply(
        AddNodes(tuple(graph.nodes.values()), tuple(graph.wires.values()), tuple(graph.frames.values()))
    )
    desk.document.end_step()
    before = desk.document.graph.copy()
    QTest.keyClick(tools._view, Qt.Key.Key_L)
    assert desk.document.graph.nodes != before.nodes
    assert desk.document.undo_title == "Tidy up"
    desk.document.undo()
    assert desk.document.graph == before
