"""Media that are gone and nodes nobody knows: told, chosen again, replaced, removed, and undone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.desk import Desk, Notice
from app.projects import Projects
from app.projects.missing import missing_media, missing_nodes
from app.projects.missing_dialog import MissingDialog
from app.projects.relinking import FolderSearch, relink
from app.projects.replacing import replacement, similar_types
from nodes.graph import Graph, Node, Wire
from nodes.graph.project import Project
from tests.studio.projects.conftest import Answers

ASSETS = Path(__file__).resolve().parents[3] / "assets" / "media"


@pytest.fixture
def broken(with_graph: Callable[[Graph], Desk]) -> Desk:
    """Two pictures that are gone, one of them twice; an unknown node between two known ones."""
    nodes = [
        Node("one", "media.load_image", parameters={"file": "gone/red-ball.png"}),
        Node("two", "media.load_image", parameters={"file": "gone/red-cone.png"}),
        Node("again", "media.load_image", parameters={"file": "gone/red-ball.png"}),
        Node("scale", "pack.resize_picture", parameters={"width": 64, "odd": 1}, position=(40.0, 60.0), title="Mine"),
        Node("clip", "picture.still_to_clip"),
    ]
    wires = [Wire("one", "image", "scale", "image"), Wire("scale", "image", "clip", "image")]
    desk = with_graph(Graph(nodes, wires))
    desk.document.check_now()
    return desk


@pytest.fixture
def dialog(qtbot: QtBot, broken: Desk, answers: Answers) -> MissingDialog:
    shown = MissingDialog(broken, answers)
    qtbot.addWidget(shown)
    shown.show()
    return shown


def rows(dialog: MissingDialog) -> list[tuple[str, str]]:
    items = [dialog.tree.topLevelItem(row) for row in range(dialog.tree.topLevelItemCount())]
    return [(item.text(0), item.text(1)) for item in items if item is not None]


def press(dialog: MissingDialog, row: int) -> None:
    item = dialog.tree.topLevelItem(row)
    assert item is not None
    place = dialog.tree.visualItemRect(item).center()
    QTest.mouseClick(dialog.tree.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_it_lists_what_is_gone_with_who_uses_it(dialog: MissingDialog) -> None:
    assert rows(dialog) == [
        ("gone/red-ball.png", "one, again"),
        ("gone/red-cone.png", "two"),
        ("pack.resize_picture", "scale"),
    ]
    assert "2 files and 1 node type" in dialog.text.text()


def test_a_click_selects_the_users(dialog: MissingDialog, broken: Desk) -> None:
    press(dialog, 1)
    assert broken.selection.nodes == {"two"}
    press(dialog, 2)
    assert broken.selection.current == "scale"
    assert dialog.types.isVisible()
    assert not dialog.relink_button.isVisible()


def test_choosing_again_changes_every_user_and_is_one_step_to_undo(
    dialog: MissingDialog, broken: Desk, answers: Answers
) -> None:
    answers.files = [ASSETS / "red-ball.png"]
    QTest.mouseClick(dialog.relink_button, Qt.MouseButton.LeftButton)
    graph = broken.document.graph
    assert graph.nodes["one"].parameters["file"] == graph.nodes["again"].parameters["file"] == "media:red-ball.png"
    assert ("gone/red-ball.png", "one, again") not in rows(dialog)
    assert broken.document.undo()
    assert broken.document.graph.nodes["again"].parameters["file"] == "gone/red-ball.png"
    assert rows(dialog)[0] == ("gone/red-ball.png", "one, again")


def test_a_file_that_cannot_be_read_is_told_in_the_dialog(
    dialog: MissingDialog, broken: Desk, answers: Answers, tmp_path: Path
) -> None:
    answers.files = [tmp_path / "not there.png"]
    dialog.on_relink()
    assert "no such file" in dialog.status.text()
    assert not broken.document.undo_title


def test_a_search_finds_all_of_them_by_name(
    qtbot: QtBot, dialog: MissingDialog, broken: Desk, answers: Answers, tmp_path: Path
) -> None:
    deep = tmp_path / "archive" / "2024"
    deep.mkdir(parents=True)
    for name in ("red-ball.png", "red-cone.png"):
        shutil.copy(ASSETS / name, deep / name)
    answers.files = [tmp_path / "archive"]
    QTest.mouseClick(dialog.search_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: missing_media(broken.document) == [])
    assert "2 found" in dialog.status.text()
    assert rows(dialog) == [("pack.resize_picture", "scale")]
    broken.document.undo()
    assert len(missing_media(broken.document)) == 2


def test_a_renamed_file_is_found_by_its_content_and_a_namesake_is_not(tmp_path: Path) -> None:
    big = tmp_path / "big.png"
    shutil.copy(ASSETS / "red-ball.png", big)
    with Project.new(state=tmp_path / "state") as project:
        name = project.add_media(big, own=False)
        project.graph = Graph([Node("load", "media.load_image", parameters={"file": name})])
        folder = tmp_path / "elsewhere"
        folder.mkdir()
        big.rename(folder / "another name.png")
        shutil.copy(ASSETS / "red-cone.png", folder / "big.png")
        search = FolderSearch(project, project.missing_media(), folder)
        while search.step():
            pass
        assert search.found == {name: folder / "another name.png"}


def test_remove_takes_the_users_out_as_one_step(dialog: MissingDialog, broken: Desk) -> None:
    QTest.mouseClick(dialog.remove_button, Qt.MouseButton.LeftButton)
    assert set(broken.document.graph.nodes) == {"two", "scale", "clip"}
    broken.document.undo()
    assert set(broken.document.graph.nodes) == {"one", "two", "again", "scale", "clip"}


def test_the_likeliest_type_comes_first_and_keeps_wires_title_and_place(broken: Desk) -> None:
    kinds = similar_types(broken.document, "scale")
    assert kinds[0].type_id == "picture.resize_image"
    broken.document.apply(replacement(broken.document, "scale", kinds[0]))
    node = broken.document.graph.nodes["scale"]
    assert (node.title, node.position, node.parameters) == ("Mine", (40.0, 60.0), {"width": 64})
    assert ("scale", "image") in broken.document.graph.wires
    assert broken.document.graph.wires["clip", "image"].source == "scale"
    broken.document.check_now()
    assert missing_nodes(broken.document) == []
    broken.document.undo()
    assert broken.document.graph.nodes["scale"].parameters == {"width": 64, "odd": 1}


def test_a_wire_goes_to_an_input_that_takes_it_when_the_name_differs(with_graph: Callable[[Graph], Desk]) -> None:
    nodes = [
        Node("load", "media.load_clip", parameters={"file": "bundled:media/yellow-box.mp4"}),
        Node("lines", "pack.canny"),
        Node("steer", "control.edge_control"),
    ]
    wires = [Wire("load", "clip", "lines", "video"), Wire("lines", "lines", "steer", "edges")]
    desk = with_graph(Graph(nodes, wires))
    desk.document.apply(replacement(desk.document, "lines", desk.registry["preprocess.edges"]))
    assert desk.document.graph.wires["lines", "source"].source == "load"
    assert desk.document.graph.wires["steer", "edges"].output == "clip"


def test_replace_in_the_dialog(dialog: MissingDialog, broken: Desk) -> None:
    press(dialog, 2)
    QTest.mouseClick(dialog.replace_button, Qt.MouseButton.LeftButton)
    assert broken.document.graph.nodes["scale"].type_id == "picture.resize_image"
    assert len(rows(dialog)) == 2


def test_unknown_nodes_stay_as_they_were_saved(
    projects: Projects, desk: Desk, saved: Callable[..., Path], notices: list[Notice]
) -> None:
    odd = Node("odd", "pack.of_tomorrow", 3, {"a": [1, {"b": None}]})
    path = saved("odd.kino", odd)
    assert projects.open(path)
    assert any("cannot be found" in notice.text for notice in notices)
    assert projects.save()
    with Project.open(path, read_only=True) as kept:
        assert kept.graph.nodes["odd"] == odd


def test_media_inside_a_subgraph_are_relinked_too(with_graph: Callable[[Graph], Desk]) -> None:
    inner = Graph([Node("load", "media.load_image", parameters={"file": "gone.png"})])
    desk = with_graph(Graph([Node("box", "graph.subgraph", graph=inner)]))
    assert relink(desk.document, {"gone.png": ASSETS / "red-ball.png"}) == 1
    node = desk.document.node("box/load")
    assert node is not None
    assert node.parameters["file"] == "media:red-ball.png"
