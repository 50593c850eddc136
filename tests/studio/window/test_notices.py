"""What the desk says is shown, kept, folded and acted on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from app.window import StudioWindow
from app.window.notices import NoticesPanel


def test_what_was_done_fades_and_what_failed_stays(window: StudioWindow) -> None:
    window.toasts.close_all()
    window.desk.say("Saved.", "ok")
    window.desk.say("No room on the disk.", "fail")
    saved, failed = window.toasts.toasts
    assert (saved.fades, failed.fades) == (True, False)
    saved._timer.timeout.emit()
    assert window.toasts.toasts == [failed]


def test_a_notice_takes_the_place_of_the_one_with_the_same_key(window: StudioWindow) -> None:
    window.toasts.close_all()
    window.desk.say("one", "warn", key="disk")
    window.desk.say("two", "warn", key="disk")
    assert [toast.notice.text for toast in window.toasts.toasts] == ["two"]


def test_an_action_is_done_and_closes_the_notice(window: StudioWindow, qtbot: QtBot) -> None:
    window.toasts.close_all()
    done = []
    window.desk.say("It moves too fast.", "warn", actions=(("Slow down", lambda: done.append(1)),))
    toast = window.toasts.toasts[0]
    button = toast.findChild(QPushButton)
    assert button.text() == "Slow down"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == [1]
    assert not window.toasts.toasts


def test_details_unfold_and_the_notice_stays_in_the_window(window: StudioWindow, qtbot: QtBot) -> None:
    window.toasts.close_all()
    window.desk.say("It failed. " * 12, "fail", detail="Traceback\n" * 30)
    toast = window.toasts.toasts[0]
    low = toast.height()
    fold = next(each for each in toast.findChildren(QToolButton) if each.isCheckable())
    qtbot.mouseClick(fold, Qt.MouseButton.LeftButton)
    assert toast.detail.isVisible()
    assert toast.height() > low
    assert window.rect().contains(window.toasts.geometry())


def test_escape_closes_a_notice_that_has_the_keyboard(window: StudioWindow, qtbot: QtBot) -> None:
    window.toasts.close_all()
    window.desk.say("No.", "fail")
    window.desk.commands.run("window.notices")
    qtbot.keyClick(window.toasts.toasts[0], Qt.Key.Key_Escape)
    assert not window.toasts.toasts


def test_no_more_notices_are_shown_than_fit_and_none_is_lost(window: StudioWindow) -> None:
    window.toasts.close_all()
    for number in range(20):
        window.desk.say(f"notice {number}", "fail")
    assert len(window.toasts.toasts) <= 5
    panel = window.docks.open("notices").panel
    assert isinstance(panel, NoticesPanel)
    texts = [panel.list.item(row).text() for row in range(panel.list.count())]
    assert sum("notice" in text for text in texts) == 20
    assert "notice 19" in texts[0]


def test_a_text_with_marks_is_shown_as_it_is(window: StudioWindow) -> None:
    window.desk.say("<b>5 < 6</b>", "warn", key="marks")
    assert window.toasts.toasts[-1].text.textFormat() == Qt.TextFormat.PlainText
