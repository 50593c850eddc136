"""The start page: examples and recent projects opened by mouse, keyboard and drop."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.projects import Projects, StartPage
from app.projects.cards import Card
from app.projects.pictures import image_of, keep_picture
from app.projects.recent import note_recent, picture_path
from app.projects.templates import templates
from nodes.graph import Graph, Node
from nodes.graph.embed import embed_graph
from nodes.values import Image

ASSETS = Path(__file__).resolve().parents[3] / "assets"


@pytest.fixture
def page(qtbot: QtBot, projects: Projects, desk: Desk) -> StartPage:
    shown = StartPage(desk)
    qtbot.addWidget(shown)
    shown.resize(1400, 900)
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def card(page: StartPage, title: str) -> Card:
    return next(each for each in (*page.examples.cards, *page.recent.cards) if each.text() == title)


def test_every_example_is_a_card_with_its_picture_and_sentence(qtbot: QtBot, page: StartPage) -> None:
    assert [each.text() for each in page.examples.cards] == [template.title for template in templates()]
    qtbot.waitUntil(lambda: not page._waiting)
    assert all(not each._picture.isNull() for each in page.examples.cards)
    assert all(each.accessibleDescription().endswith(".") for each in page.examples.cards)


def test_a_click_opens_an_unsaved_copy(page: StartPage, desk: Desk) -> None:
    QTest.mouseClick(card(page, "Walking Person"), Qt.MouseButton.LeftButton)
    assert desk.document.title == "walking-person"
    assert desk.document.path is None


def test_without_recent_projects_the_first_example_is_the_thing_to_do(page: StartPage, desk: Desk) -> None:
    assert page.first_button.property("role") == "now"
    assert not page.recent.isVisible()
    QTest.mouseClick(page.first_button, Qt.MouseButton.LeftButton)
    assert desk.document.title == "dragged-ball"


def test_the_arrows_walk_among_the_cards_and_return_opens(page: StartPage, desk: Desk) -> None:
    first = page.examples.cards[0]
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert page.examples.cards[1].hasFocus()
    QTest.keyClick(page.examples.cards[1], Qt.Key.Key_Down)
    below = page.examples.cards[1 + page.examples.columns()]
    assert below.hasFocus()
    QTest.keyClick(below, Qt.Key.Key_Left)
    QTest.keyClick(page.examples.cards[page.examples.columns()], Qt.Key.Key_Return)
    assert desk.document.title == templates()[page.examples.columns()].path.stem


def test_what_is_walked_to_comes_into_view(qtbot: QtBot, page: StartPage) -> None:
    page.resize(700, 500)
    last = page.examples.cards[-1]
    scroll = page.findChildren(QScrollArea)[0]
    bar = scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() + scroll.viewport().height() >= page.examples.geometry().bottom() > 2000)
    assert last.visibleRegion().isEmpty()
    page.examples.cards[-2].setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(page.examples.cards[-2], Qt.Key.Key_Right)
    assert last.hasFocus()
    assert not last.visibleRegion().isEmpty()


def test_recent_projects_are_listed_opened_and_taken_off(
    page: StartPage, desk: Desk, saved: Callable[..., Path], tmp_path: Path
) -> None:
    path = saved()
    note_recent(desk.settings, path)
    note_recent(desk.settings, tmp_path / "gone" / "lost.kino")
    page.fill_recent()
    assert [each.text() for each in page.recent.cards] == ["lost", "one"]
    assert [each.dim for each in page.recent.cards] == [True, False]
    QTest.keyClick(card(page, "lost"), Qt.Key.Key_Delete)
    assert [each.text() for each in page.recent.cards] == ["one"]
    QTest.mouseClick(card(page, "one"), Qt.MouseButton.LeftButton)
    assert desk.document.path == path
    assert page.first_button.property("role") == ""


def test_a_recent_project_shows_what_it_made(
    qtbot: QtBot, page: StartPage, projects: Projects, desk: Desk, saved: Callable[..., Path]
) -> None:
    from nodes.exchange.image_files import read_picture

    path = saved("one.kino", Node("decode", "model.decode"))
    projects.open(path)
    red = Image(read_picture(ASSETS / "media" / "red-ball.png").pixels)
    desk.results.set_thumbnail("decode", "clip", red)
    keep_picture(desk)
    assert picture_path(path).is_file()
    page.fill_recent()
    qtbot.waitUntil(lambda: not page._waiting)
    shown = card(page, "one")._picture
    assert shown.pixelColor(shown.width() * 3 // 10, shown.height() // 2).red() > 150
    assert image_of(red).width() == 384


def drop(page: StartPage, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(page, entering)
    if entering.isAccepted():
        QApplication.sendEvent(page, QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, buttons, keys))


def test_a_project_or_what_carries_one_can_be_dropped(
    page: StartPage, desk: Desk, saved: Callable[..., Path], tmp_path: Path
) -> None:
    path = saved()
    drop(page, path)
    assert desk.document.path == path
    picture = tmp_path / "still.png"
    shutil.copy(ASSETS / "media" / "red-cone.png", picture)
    embed_graph(picture, Graph([Node("z", "number.seed")]).to_document())
    drop(page, picture)
    assert list(desk.document.graph.nodes) == ["z"]
    (tmp_path / "text.txt").write_text("words")
    drop(page, tmp_path / "text.txt")
    assert list(desk.document.graph.nodes) == ["z"]


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_cards_never_overlap_whatever_the_width_and_scale(
    qtbot: QtBot, page: StartPage, desk: Desk, scale: float
) -> None:
    desk.look.use(dark=True, scale=scale)
    try:
        for width in (700, 1100, 1900):
            page.resize(width, 900)
            qtbot.waitUntil(lambda: page.examples.height() >= page.examples.heightForWidth(page.examples.width()))
            places = [each.geometry() for each in page.examples.cards]
            for number, one in enumerate(places):
                assert page.examples.rect().contains(one)
                assert not any(one.intersects(other) for other in places[number + 1 :])
    finally:
        desk.look.use(dark=True, scale=1.0)
