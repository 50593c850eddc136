"""A second start hands its file to the studio that is open."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.window import single
from app.window.single import SingleInstance, hand_over

HAND_OVER = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from app.window import single
app = QCoreApplication([])
single.server_name = lambda: sys.argv[2]
sys.exit(0 if single.hand_over(Path(sys.argv[3])) else 1)
"""


@pytest.fixture
def name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    made = f"kinograph-test-{abs(hash(str(tmp_path)))}"
    monkeypatch.setattr(single, "server_name", lambda: made)
    return made


def test_a_second_start_hands_its_file_over(qtbot: QtBot, name: str, repository: Path, tmp_path: Path) -> None:
    first = SingleInstance()
    asked = []
    first.asked.connect(asked.append)
    assert first.listen()
    command = [sys.executable, "-c", HAND_OVER, str(repository), name, str(tmp_path / "a.kino")]
    second = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
    assert second.returncode == 0
    assert asked == [str(tmp_path / "a.kino")]
    first.close()


def test_without_a_studio_nothing_is_handed_over(qtbot: QtBot, name: str) -> None:
    assert not hand_over(None)


def test_what_is_no_request_is_refused(qtbot: QtBot, name: str) -> None:
    from PySide6.QtNetwork import QLocalSocket

    first = SingleInstance()
    asked = []
    first.asked.connect(asked.append)
    first.listen()
    socket = QLocalSocket()
    socket.connectToServer(name)
    socket.write(b"what is this\n")
    qtbot.waitUntil(lambda: bytes(socket.readAll().data()).startswith(b"no"))
    assert asked == []
    first.close()
