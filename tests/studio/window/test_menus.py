"""The menu opens by keyboard and holds what can be done now."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from app.window import StudioWindow

NONE, ALT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier


def send(window: StudioWindow, kind: QEvent.Type, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    QApplication.sendEvent(window, QKeyEvent(kind, key, modifier))


def test_alt_alone_opens_the_menu(window: StudioWindow) -> None:
    send(window, QEvent.Type.KeyPress, Qt.Key.Key_Alt, ALT)
    send(window, QEvent.Type.KeyRelease, Qt.Key.Key_Alt)
    assert window.menu.isVisible()
    window.menu.close()


def test_alt_with_another_key_does_not(window: StudioWindow) -> None:
    send(window, QEvent.Type.KeyPress, Qt.Key.Key_Alt, ALT)
    send(window, QEvent.Type.KeyPress, Qt.Key.Key_X, ALT)
    send(window, QEvent.Type.KeyRelease, Qt.Key.Key_Alt)
    assert not window.menu.isVisible()


def test_f10_opens_it_and_quit_stands_last(window: StudioWindow) -> None:
    window.desk.commands.run("window.menu")
    assert window.menu.isVisible()
    window.menu.close()
    titles = [action.text() for action in window.menu.fill("help").actions() if action.text()]
    assert titles[-1] == "About Kinograph"


def test_a_menu_shows_what_cannot_be_done_as_such(window: StudioWindow) -> None:
    undo = next(action for action in window.menu.fill("edit").actions() if action.objectName() == "edit.undo")
    assert not undo.isEnabled()
