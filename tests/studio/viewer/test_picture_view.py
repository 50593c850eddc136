"""A picture is fitted, zoomed at the cursor, moved, and gives the mouse to its layers first."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.viewer import Layer, PictureView


def picture(width: int, height: int, colour: str = "#808080") -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


@pytest.fixture
def view(desk: Desk, qtbot: QtBot) -> PictureView:
    made = PictureView(desk.look)
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    return made


def wheel(view: PictureView, at: QPoint, notches: int) -> None:
    event = QWheelEvent(
        QPointF(at),
        QPointF(view.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def test_a_picture_is_fitted_in_the_middle(view: PictureView) -> None:
    view.set_image(picture(200, 100))
    rect = view.picture_rect()
    assert (rect.width(), rect.height()) == (400, 200)
    assert (rect.left(), rect.top()) == (0, 50)


def test_it_stays_fitted_when_the_widget_changes_size(view: PictureView) -> None:
    view.set_image(picture(200, 100))
    view.resize(300, 300)
    assert view.picture_rect().width() == 300


def test_hard_pixels_are_shown_at_whole_multiples(view: PictureView) -> None:
    view.set_image(picture(96, 64))
    view.set_smooth(False)
    assert view.zoom == 4


def test_places_and_shares_of_the_picture_are_inverses(view: PictureView) -> None:
    view.set_image(picture(200, 100))
    view.set_zoom(3.0, QPointF(17, 230))
    share = view.to_picture(QPointF(120, 90))
    back = view.from_picture(share.x(), share.y())
    assert (round(back.x(), 6), round(back.y(), 6)) == (120, 90)
    assert view.from_picture(share) == back


def test_the_wheel_zooms_about_the_cursor(view: PictureView) -> None:
    view.set_image(picture(200, 100))
    before = view.to_picture(QPointF(300, 200))
    wheel(view, QPoint(300, 200), 3)
    after = view.to_picture(QPointF(300, 200))
    assert view.zoom > 3
    assert not view.is_fitted
    assert abs(before.x() - after.x()) < 2 / 400
    assert abs(before.y() - after.y()) < 2 / 200


def test_a_drag_moves_the_picture_and_a_double_click_fits_it_again(view: PictureView) -> None:
    view.set_image(picture(200, 100))
    left = view.picture_rect().left()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    QTest.mouseMove(view, QPoint(130, 110))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(130, 110))
    assert view.picture_rect().left() == left + 30
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=QPoint(130, 110))
    assert view.picture_rect().left() == left


def test_the_pixel_under_the_mouse_is_told_and_nothing_outside(view: PictureView, qtbot: QtBot) -> None:
    view.set_image(picture(200, 100))
    seen: list[QPoint | None] = []
    view.hovered.connect(seen.append)
    QTest.mouseMove(view, QPoint(200, 150))
    QTest.mouseMove(view, QPoint(200, 10))
    qtbot.waitUntil(lambda: len(seen) >= 2)
    assert QPoint(100, 50) in seen
    assert seen[-1] is None


class _Taker(Layer):
    """Takes every press and counts."""

    def __init__(self) -> None:
        self.moves = 0
        self.released = False

    def paint(self, painter: QPainter, view: PictureView) -> None:
        painter.fillRect(0, 0, 4, 4, QColor("#FF0000"))

    def mouse_press(self, event: QMouseEvent, view: PictureView) -> bool:
        return True

    def mouse_move(self, event: QMouseEvent, view: PictureView) -> bool:
        self.moves += 1
        return True

    def mouse_release(self, event: QMouseEvent, view: PictureView) -> bool:
        self.released = True
        return True


def test_a_layer_paints_on_top_and_holds_the_mouse_it_took(view: PictureView) -> None:
    view.set_image(picture(200, 100))
    layer = _Taker()
    view.add_layer(layer)
    before = view.picture_rect()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    QTest.mouseMove(view, QPoint(140, 120))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(140, 120))
    assert layer.moves >= 1
    assert layer.released
    assert view.picture_rect() == before
    assert view.grab().toImage().pixelColor(1, 1) == QColor("#FF0000")
    view.remove_layer(layer)
    assert view.grab().toImage().pixelColor(1, 1) != QColor("#FF0000")


def test_a_picture_with_alpha_is_shown_over_checkers(view: PictureView) -> None:
    image = QImage(40, 30, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    view.set_image(image)
    shot = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(shot.constBits(), np.uint32)[: 400 * 300].reshape(300, 400)
    assert len(np.unique(pixels[100:200, 100:200])) == 2


def test_nothing_and_an_empty_image_are_shown_as_nothing(view: PictureView) -> None:
    view.set_image(QImage())
    assert view.image is None
    view.set_image(None)
    view.grab()
