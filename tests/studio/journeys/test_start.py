"""The studio as a process: it starts with bad files too, hands files over, and ends when it is asked to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.studio.screen import screen

pytestmark = pytest.mark.display
PATIENCE_S = 120.0


class Started:
    """Starts main.py as a shell does, in a home folder of its own."""

    def __init__(self, display: str, repository: Path, folder: Path) -> None:
        self.folder, self._repository = folder, repository
        self._times = folder / "times.json"
        self._environment = {
            **os.environ,
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "KINOGRAPH_VENV": sys.prefix,
            "KINOGRAPH_START_TIMES": str(self._times),
            "KINOGRAPH_STATE": str(folder / "state"),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_CACHE_HOME": str(folder / "cache"),
        }
        self._running: list[subprocess.Popen[str]] = []

    def studio(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", MAIN, str(self._repository), *arguments]
        made = subprocess.Popen(
            command,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._running.append(made)
        return made

    def painted(self, studio: subprocess.Popen[str]) -> dict:
        """Wait until the window has been painted; what it told of its start."""
        deadline = time.monotonic() + PATIENCE_S
        while not self._times.exists():
            assert studio.poll() is None, studio.communicate()
            assert time.monotonic() < deadline, "nothing was painted"
            time.sleep(0.05)
        return json.loads(self._times.read_text(encoding="utf-8"))

    def end(self, studio: subprocess.Popen[str], how: int = signal.SIGTERM) -> int:
        studio.send_signal(how)
        studio.communicate(timeout=PATIENCE_S)
        return studio.returncode

    def stop(self) -> None:
        for studio in self._running:
            if studio.poll() is None:
                studio.kill()
                studio.communicate()


MAIN = """
import sys
root = sys.argv[1]
sys.path.insert(0, root)
from app.commands import run_command
from app.commands.parser import read_command_line
if __name__ == "__main__":
    sys.exit(run_command(read_command_line(sys.argv[2:])))
"""


@pytest.fixture
def started(tmp_path: Path, repository: Path) -> Iterator[Started]:
    with screen(1280, 800) as display:
        made = Started(display, repository, tmp_path)
        yield made
        made.stop()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_starts_without_torch_and_ends_when_asked_to(started: Started, how: int) -> None:
    studio = started.studio()
    told = started.painted(studio)
    assert not told["torch"]
    children = psutil.Process(studio.pid).children(recursive=True)
    assert started.end(studio, how) == 0
    _, alive = psutil.wait_procs(children, timeout=30)
    assert not alive, "the engine ends with the window"


def test_a_second_start_hands_its_file_over_and_ends(started: Started, repository: Path) -> None:
    first = started.studio()
    started.painted(first)
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        second = started.studio(str(repository / "assets" / "projects" / "dragged-ball.kino"))
        said, _ = second.communicate(timeout=PATIENCE_S)
        if "is open already" in said:
            break
    assert second.returncode == 0
    assert "is open already" in said
    assert first.poll() is None
    assert started.end(first) == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [("broken.kino", b"PK\3\4 this is no archive"), ("clip.mp4", b"no clip"), ("words.kino", b"not a project")],
)
def test_a_file_that_is_not_what_it_says_leaves_the_window_open(started: Started, name: str, content: bytes) -> None:
    file = started.folder / name
    file.write_bytes(content)
    studio = started.studio(str(file))
    started.painted(studio)
    assert studio.poll() is None
    assert started.end(studio) == 0
    assert file.read_bytes() == content


def test_settings_nobody_can_read_are_kept_aside_and_the_studio_starts(started: Started) -> None:
    settings = started.folder / "config" / "kinograph" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text("{ this is no JSON")
    studio = started.studio()
    started.painted(studio)
    assert started.end(studio) == 0
    assert settings.with_suffix(".unreadable.json").read_text() == "{ this is no JSON"
