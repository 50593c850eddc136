"""What is let go over the canvas: by real drop events and by their logic."""

from __future__ import annotations

import wave
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.canvas.drop_kinds import kind_of, look_at
from app.canvas.tools_install import CanvasTools
from app.desk import Desk, Notice
from nodes.errors import KinographError, MediaError
from nodes.exchange.video_writer import VideoJob, write_video
from nodes.graph import Graph, Node
from nodes.graph.embed import KEY, embed_graph, export_document
from nodes.graph.media import OWNED_BYTES, digest_of
from tests.studio.conftest import EXAMPLE


def picture(path: Path, *, colour: int = 90) -> Path:
    made = QImage(8, 6, QImage.Format.Format_RGB32)
    made.fill(QColor(colour, 30, 40))
    assert made.save(str(path))
    return path


def sound(path: Path) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"\0\0" * 800)
    return path


def clip(path: Path) -> Path:
    path.write_bytes(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom")
    return path


def data_of(*files: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    return data


def drop(tools: CanvasTools, data: QMimeData, place: QPoint | None = None) -> bool:
    """As Qt delivers it: enter, then drop. Whether both were accepted."""
    viewport = tools._view.viewport()
    at = place or viewport.rect().center()
    none, left, key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at, none, data, left, key)
    QApplication.sendEvent(viewport, enter)
    let_go = QDropEvent(QPointF(at), none, data, left, key)
    QApplication.sendEvent(viewport, let_go)
    return enter.isAccepted() and let_go.isAccepted()


def types(desk: Desk) -> list[str]:
    return [node.type_id for node in desk.document.graph.nodes.values()]


def test_a_picture_becomes_a_node_where_it_was_dropped(desk: Desk, tools: CanvasTools, tmp_path: Path) -> None:
    tools._view.centerOn(1000, 2000)
    assert drop(tools, data_of(picture(tmp_path / "ball.png")))
    node = desk.document.graph.nodes["load_image"]
    assert node.parameters == {"file": "media:ball.png"}
    assert abs(node.position[0] - 1000) <= 20
    assert abs(node.position[1] - 2000) <= 20
    assert desk.selection.nodes == {"load_image"}
    desk.document.undo()
    assert not desk.document.graph.nodes


def test_several_stand_in_a_column_in_one_step(desk: Desk, tools: CanvasTools, tmp_path: Path) -> None:
    files = picture(tmp_path / "a.png"), clip(tmp_path / "b.mp4"), sound(tmp_path / "c.wav")
    frames = tmp_path / "frames"
    frames.mkdir()
    picture(frames / "shot.0001.png")
    drop(tools, data_of(*files, frames))
    assert types(desk) == ["media.load_image", "media.load_clip", "media.load_sound", "media.image_sequence"]
    nodes = list(desk.document.graph.nodes.values())
    assert len({node.position[0] for node in nodes}) == 1
    for above, below in pairwise(nodes):
        assert above.position[1] + tools.size_of(above)[1] < below.position[1]
    assert nodes[3].parameters == {"folder": str(frames)}
    desk.document.undo()
    assert not desk.document.graph.nodes


def test_what_is_not_what_it_says_is_told_and_the_rest_is_taken(
    desk: Desk, tools: CanvasTools, tmp_path: Path, notices: list[Notice]
) -> None:
    (tmp_path / "fake.png").write_text("not a picture")
    drop(tools, data_of(tmp_path / "fake.png", picture(tmp_path / "real.png")))
    assert types(desk) == ["media.load_image"]
    assert "fake.png" in notices[0].text
    assert "something else" in notices[0].text


def test_a_picture_under_a_wrong_name_is_a_picture(tmp_path: Path) -> None:
    assert kind_of(picture(tmp_path / "a.png").rename(tmp_path / "a.mp4")) == "image"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.png", b""),
        ("words.txt", b"hello"),
        ("fake.kino", b"PK\3\4 but no zip at all"),
        ("fake.mp4", b"hello"),
        ("gone.png", None),
    ],
)
def test_useless_files_are_named(tmp_path: Path, name: str, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(KinographError) as refused:
        look_at(tmp_path / name)
    assert name in refused.value.message
    assert isinstance(refused.value, MediaError) or name.endswith(".kino")


def test_a_folder_without_pictures_is_told(
    desk: Desk, tools: CanvasTools, tmp_path: Path, notices: list[Notice]
) -> None:
    (tmp_path / "papers").mkdir()
    drop(tools, data_of(tmp_path / "papers"))
    assert not desk.document.graph.nodes
    assert "no pictures" in notices[-1].text


def test_large_files_stay_where_they_are_and_are_hashed_meanwhile(
    desk: Desk, tools: CanvasTools, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = clip(tmp_path / "long.mp4")
    with file.open("r+b") as opened:
        opened.truncate(OWNED_BYTES + 1)
    monkeypatch.setattr(desk.document.project, "add_media", None)
    drop(tools, data_of(file))
    assert desk.document.graph.nodes["load_clip"].parameters["file"] == str(file)
    assert not desk.document.project.files
    qtbot.waitUntil(lambda: str(file) in desk.document.project.files)
    known = desk.document.project.files[str(file)]
    assert known == {"sha256": digest_of(file), "bytes": OWNED_BYTES + 1}


def test_what_letting_go_would_do_is_told_meanwhile(desk: Desk, tools: CanvasTools, tmp_path: Path) -> None:
    viewport, data = tools._view.viewport(), data_of(picture(tmp_path / "ball.png"))
    none, left, key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(viewport, QDragEnterEvent(QPoint(50, 50), none, data, left, key))
    assert tools.drops.hint.isVisible()
    tools.drops.hint.grab()
    assert "ball.png" in tools.drops.hint._text
    QApplication.sendEvent(viewport, QDragLeaveEvent())
    assert not tools.drops.hint.isVisible()
    assert not desk.document.graph.nodes


def choices(tools: CanvasTools) -> dict[str, QPushButton]:
    return {str(made.property("key")): made for made in tools.drops.choice.findChildren(QPushButton)}


def test_a_picture_with_its_graph_is_asked_about(desk: Desk, tools: CanvasTools, tmp_path: Path) -> None:
    file = picture(tmp_path / "made.png")
    embed_graph(file, Graph([Node("p", "text.prompt")]).to_document())
    drop(tools, data_of(file))
    assert tools.drops.choice.isVisible()
    assert not desk.document.graph.nodes
    assert set(choices(tools)) == {"load", "insert"}
    QTest.mouseClick(choices(tools)["insert"], Qt.MouseButton.LeftButton)
    assert types(desk) == ["text.prompt"]
    assert not tools.drops.choice.isVisible()


def test_it_can_be_used_as_a_picture_by_the_return_key(desk: Desk, tools: CanvasTools, tmp_path: Path) -> None:
    file = picture(tmp_path / "made.png")
    embed_graph(file, Graph([Node("p", "text.prompt")]).to_document())
    drop(tools, data_of(file))
    assert choices(tools)["load"].hasFocus()
    QTest.keyClick(choices(tools)["load"], Qt.Key.Key_Space)
    assert types(desk) == ["media.load_image"]


def test_escape_does_nothing_with_it(desk: Desk, tools: CanvasTools) -> None:
    drop(tools, data_of(EXAMPLE))
    assert tools.drops.choice.isVisible()
    QTest.keyClick(tools.drops.choice, Qt.Key.Key_Escape)
    assert not tools.drops.choice.isVisible()
    assert not desk.document.graph.nodes


class _Projects:
    def __init__(self) -> None:
        self.opened: list[Path] = []

    def open(self, path: Path) -> bool:
        self.opened.append(path)
        return True


def test_a_project_can_be_opened_or_inserted(desk: Desk, tools: CanvasTools) -> None:
    desk.projects = _Projects()  # type: ignore[assignment]
    drop(tools, data_of(EXAMPLE))
    assert set(choices(tools)) == {"open", "insert"}
    QTest.mouseClick(choices(tools)["open"], Qt.MouseButton.LeftButton)
    assert desk.projects.opened == [EXAMPLE]  # type: ignore[union-attr]
    drop(tools, data_of(EXAMPLE))
    QTest.mouseClick(choices(tools)["insert"], Qt.MouseButton.LeftButton)
    assert "motion.strokes" in types(desk)
    desk.document.undo()
    assert not desk.document.graph.nodes


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv", ".webm"])
def test_an_exported_clip_is_known_to_carry_its_graph(tmp_path: Path, suffix: str) -> None:
    document = export_document(Graph([Node("p", "text.prompt")]).to_document())
    frames = [np.zeros((32, 48, 3), dtype=np.uint8)] * 4
    for name, metadata in (("with", {KEY: document}), ("without", {})):
        file = tmp_path / f"{name}{suffix}"
        write_video(file, frames, VideoJob(48, 32, Fraction(8), metadata=metadata))
        assert look_at(file).kind == "clip"
        assert look_at(file).carries == (name == "with")


def test_a_graph_that_cannot_be_read_is_told_and_the_picture_used(
    desk: Desk, tools: CanvasTools, tmp_path: Path, notices: list[Notice]
) -> None:
    file = picture(tmp_path / "made.png")
    embed_graph(file, '{"format": 1, "graph": {"nodes": 5}}')
    drop(tools, data_of(file))
    assert types(desk) == ["media.load_image"]
    assert "made.png" in notices[-1].text


def test_text_is_nodes_or_paths(desk: Desk, tools: CanvasTools, tmp_path: Path, notices: list[Notice]) -> None:
    data = QMimeData()
    data.setText('{"kinograph": 1, "graph": {"nodes": {"x": {"type": "text.prompt"}}}}')
    drop(tools, data)
    assert types(desk) == ["text.prompt"]
    data = QMimeData()
    data.setText(f'"{picture(tmp_path / "a.png")}"\n')
    drop(tools, data)
    assert types(desk) == ["text.prompt", "media.load_image"]
    data = QMimeData()
    data.setText("hello")
    drop(tools, data)
    assert "no Kinograph nodes" in notices[-1].text


def test_addresses_on_the_net_are_told(desk: Desk, tools: CanvasTools, notices: list[Notice]) -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/a.png")])
    drop(tools, data)
    assert "on this computer" in notices[-1].text


def test_too_many_files_are_told(desk: Desk, tools: CanvasTools, tmp_path: Path, notices: list[Notice]) -> None:
    drop(tools, data_of(*(tmp_path / f"{number}.png" for number in range(101))))
    assert "101" in notices[-1].text
    assert not desk.document.graph.nodes
