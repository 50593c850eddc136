"""Copy, cut, paste and duplicate by their keys, within a project and into another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest

from app.canvas.clipboard_media import bring_media, carried_media, media_names
from app.canvas.clipboard_text import Clipping
from app.canvas.tools_install import CanvasTools
from app.desk import Desk, Notice
from nodes.graph import Graph, Node, Wire
from nodes.graph.edits import AddNodes
from nodes.graph.project import Project

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def three(desk: Desk) -> Desk:
    nodes = (
        Node("a", "text.text", position=(0, 0), parameters={"text": "one"}),
        Node("b", "text.join_text", position=(300, 0)),
        Node("c", "text.prompt", position=(600, 0)),
    )
    desk.document.apply(AddNodes(nodes, (Wire("a", "text", "b", "texts"), Wire("b", "text", "c", "text"))))
    desk.document.end_step()
    return desk


def press(tools: CanvasTools, key: Qt.Key, modifiers: Qt.KeyboardModifier = CONTROL) -> None:
    QTest.keyClick(tools._view, key, modifiers)


def test_copy_and_paste_bring_new_ids_and_the_wires_between(three: Desk, tools: CanvasTools) -> None:
    three.selection.select(["a", "b"])
    press(tools, Qt.Key.Key_C)
    press(tools, Qt.Key.Key_V)
    graph = three.document.graph
    assert list(graph.nodes) == ["a", "b", "c", "a_2", "b_2"]
    assert graph.nodes["a_2"].parameters == {"text": "one"}
    assert graph.wires["b_2", "texts"].source == "a_2"
    assert three.selection.nodes == {"a_2", "b_2"}
    three.document.undo()
    assert list(three.document.graph.nodes) == ["a", "b", "c"]


def test_pasting_again_does_not_hide_the_first(three: Desk, tools: CanvasTools) -> None:
    three.selection.select(["a"])
    for key in (Qt.Key.Key_C, Qt.Key.Key_V, Qt.Key.Key_V, Qt.Key.Key_V):
        press(tools, key)
    places = [node.position for node in three.document.graph.nodes.values()]
    assert len(set(places)) == len(places)


def test_cut_takes_away_in_one_step(three: Desk, tools: CanvasTools) -> None:
    three.selection.select(["a", "b"])
    before = three.document.graph.copy()
    press(tools, Qt.Key.Key_X)
    assert list(three.document.graph.nodes) == ["c"]
    three.document.undo()
    assert three.document.graph == before
    press(tools, Qt.Key.Key_V)
    assert len(three.document.graph.nodes) == 5


def test_duplicate_leaves_outer_wires_and_the_other_keeps_them(three: Desk, tools: CanvasTools) -> None:
    three.selection.select(["b"])
    press(tools, Qt.Key.Key_D)
    assert ("b_2", "texts") not in three.document.graph.wires
    three.selection.select(["b"])
    press(tools, Qt.Key.Key_D, CONTROL | SHIFT)
    assert three.document.graph.wires["b_3", "texts"].source == "a"
    assert three.document.graph.nodes["b_3"].position == (340, 40)


def test_into_a_subgraph(three: Desk, tools: CanvasTools) -> None:
    three.selection.select(["a"])
    press(tools, Qt.Key.Key_C)
    three.selection.select(["b", "c"])
    three.commands.run("canvas.group")
    three.selection.enter("subgraph")
    tools._view.setFocus()
    press(tools, Qt.Key.Key_V)
    inside = three.document.graph_at("subgraph")
    assert inside is not None
    assert "a" in inside.nodes


def test_wrong_text_is_told_and_pastes_nothing(desk: Desk, tools: CanvasTools, notices: list[Notice]) -> None:
    QGuiApplication.clipboard().setText("just words")
    press(tools, Qt.Key.Key_V)
    assert "no Kinograph nodes" in notices[-1].text
    assert not desk.document.graph.nodes
    assert desk.document.undo_title == ""


def test_an_empty_clipboard_is_told(desk: Desk, tools: CanvasTools, notices: list[Notice]) -> None:
    QGuiApplication.clipboard().setMimeData(QMimeData())
    press(tools, Qt.Key.Key_V)
    assert "nothing" in notices[-1].text


def test_nothing_selected_is_told(desk: Desk, tools: CanvasTools, notices: list[Notice]) -> None:
    press(tools, Qt.Key.Key_C)
    assert notices[-1].text == "Nothing is selected."


def test_unknown_types_are_pasted_and_told(desk: Desk, tools: CanvasTools, notices: list[Notice]) -> None:
    QGuiApplication.clipboard().setText('{"kinograph": 1, "graph": {"nodes": {"x": {"type": "pack.thing"}}}}')
    press(tools, Qt.Key.Key_V)
    assert desk.document.graph.nodes["x"].type_id == "pack.thing"
    assert "pack.thing" in notices[-1].text


def test_a_picture_on_the_clipboard_becomes_a_node_that_loads_it(desk: Desk, tools: CanvasTools) -> None:
    picture = QImage(8, 6, QImage.Format.Format_RGB32)
    picture.fill(QColor(200, 30, 40))
    QGuiApplication.clipboard().setImage(picture)
    press(tools, Qt.Key.Key_V)
    node = desk.document.graph.nodes["load_image"]
    assert node.parameters["file"].startswith("media:")
    kept = QImage(str(desk.document.project.resolve(node.parameters["file"])))
    assert (kept.width(), kept.height()) == (8, 6)


def test_files_on_the_clipboard_act_like_a_drop(desk: Desk, tools: CanvasTools, tmp_path: Path) -> None:
    file = tmp_path / "still.png"
    picture = QImage(8, 6, QImage.Format.Format_RGB32)
    picture.fill(QColor(200, 30, 40))
    picture.save(str(file))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    QGuiApplication.clipboard().setMimeData(data)
    press(tools, Qt.Key.Key_V)
    assert desk.document.graph.nodes["load_image"].parameters["file"] == "media:still.png"


@pytest.fixture
def owner(tmp_path: Path) -> Project:
    """A project that owns a small picture and a larger one."""
    project = Project.new(state=tmp_path / "elsewhere")
    for name, size in (("small.png", 4), ("large.png", 90)):
        picture = QImage(size, size, QImage.Format.Format_RGB32)
        picture.fill(QColor(size, 30, 40))
        picture.save(str(tmp_path / name))
        project.add_media(tmp_path / name)
    return project


def using(*names: str) -> Graph:
    return Graph(Node(f"n{place}", "media.load_image", parameters={"file": name}) for place, name in enumerate(names))


def test_media_travel_into_another_project(owner: Project, desk: Desk) -> None:
    graph = using("media:small.png", "media:large.png")
    carried, left_out = carried_media(owner, graph)
    assert not left_out
    renamed, missing = bring_media(desk.document.project, carried, media_names(graph))
    assert (renamed, missing) == ({}, [])
    for name in ("small.png", "large.png"):
        there = desk.document.project.resolve(f"media:{name}").read_bytes()
        assert there == owner.resolve(f"media:{name}").read_bytes()


def test_another_medium_of_the_same_name_keeps_its_own(owner: Project, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "small.png").write_bytes(b"something else")
    desk.document.project.add_media(tmp_path / "other" / "small.png")
    graph = using("media:small.png")
    renamed, missing = bring_media(desk.document.project, carried_media(owner, graph)[0], media_names(graph))
    assert renamed == {"media:small.png": "media:small_2.png"}
    assert not missing
    assert desk.document.project.resolve("media:small.png").read_bytes() == b"something else"


def test_too_large_ones_are_named_and_found_on_the_same_computer(owner: Project, desk: Desk, tmp_path: Path) -> None:
    graph = using("media:large.png")
    carried, left_out = carried_media(owner, graph, limit=10)
    assert left_out == ["large.png"]
    assert "data" not in carried["large.png"]
    assert bring_media(desk.document.project, carried, media_names(graph)) == ({}, ["large.png"])
    neighbour = Project.new(state=tmp_path / "elsewhere")
    assert bring_media(neighbour, carried, media_names(graph)) == ({}, [])


def test_damaged_or_forged_bytes_count_as_missing(owner: Project, desk: Desk) -> None:
    graph = using("media:small.png")
    carried, _ = carried_media(owner, graph)
    for change in ({"data": "!!!"}, {"data": "AAAA"}, {"sha256": "../../../../etc"}, {"sha256": 5}):
        forged = {"small.png": {**carried["small.png"], **change}}
        assert bring_media(desk.document.project, forged, media_names(graph))[1] == ["small.png"]


def test_missing_media_are_told_when_pasting(
    desk: Desk, put_tools: Callable[[Desk], CanvasTools], notices: list[Notice]
) -> None:
    tools = put_tools(desk)
    text = '{"kinograph": 1, "graph": {"nodes": {"x": {"type": "media.load_image", "parameters": {"file": "%s"}}}}}'
    for file in ("media:gone.png", "clips/gone.png"):
        tools.inserter.insert_text(text % file, (0, 0))
        assert file.removeprefix("media:") in notices[-1].text


def test_files_that_are_yet_to_be_written_are_not_missing(
    desk: Desk, tools: CanvasTools, notices: list[Notice]
) -> None:
    text = (
        '{"kinograph": 1, "graph": {"nodes": {"x": {"type": "media.save_clip", "parameters": {"file": "new.mp4"}}}}}'
    )
    assert tools.inserter.insert_text(text, (0, 0))
    assert not notices


def test_what_would_be_nested_too_deep_is_told(desk: Desk, tools: CanvasTools, notices: list[Notice]) -> None:
    graph = Graph([Node("n", "text.text")])
    for _ in range(40):
        graph = Graph([Node("sub", "graph.subgraph", graph=graph)])
    tools.inserter.insert(Clipping(graph), (0, 0), "Paste")
    desk.selection.enter("/".join(["sub"] * 40))
    before = desk.document.graph.copy()
    assert not tools.inserter.insert(Clipping(graph), (0, 0), "Paste")
    assert "64" in notices[-1].text
    assert desk.document.graph == before


def test_names_with_folders_are_never_written(owner: Project, desk: Desk) -> None:
    facts = carried_media(owner, using("media:small.png"))[0]["small.png"]
    name = "../../evil.png"
    assert bring_media(desk.document.project, {name: facts}, [f"media:{name}"]) == ({}, [name])
