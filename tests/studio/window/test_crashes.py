"""Errors nobody caught: written down and told, from whatever thread they come."""

from __future__ import annotations

import faulthandler
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.window import crashes
from app.window.crashes import Crashes
from app.window.garbage import GarbageTimer


@pytest.fixture
def told(desk: Desk) -> list:
    notices: list = []
    desk.noticed.connect(notices.append)
    return notices


def raised(kind: type[BaseException], text: str) -> tuple:
    try:
        raise kind(text)
    except kind:
        return sys.exc_info()


def test_an_error_is_told_once_with_its_traceback(desk: Desk, told: list) -> None:
    caught = Crashes(desk)
    error = raised(ValueError, "the frame has no pixels")
    for _ in range(5):
        caught.on_exception(*error)
    caught.on_look()
    assert len(told) == 1
    assert "the frame has no pixels" in told[0].text
    assert "Traceback" in told[0].detail
    assert told[0].kind == "fail"


def test_an_error_in_another_thread_is_told_from_the_windows_own(desk: Desk, told: list, qtbot: QtBot) -> None:
    caught = Crashes(desk)
    hook, thread_hook = sys.excepthook, threading.excepthook
    caught.install()
    try:
        thread = threading.Thread(target=lambda: 1 / 0)
        thread.start()
        thread.join()
        assert not told, "nothing is told from there"
        qtbot.waitUntil(lambda: bool(told))
    finally:
        caught.uninstall()
        sys.excepthook, threading.excepthook = hook, thread_hook
    assert "ZeroDivisionError" in told[0].text


def test_what_a_crash_of_the_interpreter_wrote_is_there_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crashes, "log_folder", lambda: tmp_path)
    was = faulthandler.is_enabled()
    stream, before = crashes.catch_native_crashes()
    assert before == ""
    assert stream is not None
    stream.write("Fatal Python error: Segmentation fault")
    stream.close()
    stream, before = crashes.catch_native_crashes()
    assert before == "Fatal Python error: Segmentation fault"
    faulthandler.disable()
    if was:
        faulthandler.enable()
    stream.close()


def test_the_collector_is_off_while_the_window_collects(qtbot: QtBot) -> None:
    import gc

    timer = GarbageTimer()
    try:
        assert not gc.isenabled()
        for _ in range(61):
            timer.on_tick()
    finally:
        timer.stop()
    assert gc.isenabled()
    assert isinstance(timer.findChild(QTimer), QTimer)
