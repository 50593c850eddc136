"""A person's way through the whole studio, in a real window with real mouse and key events.

Built from an empty canvas, wired, a stroke drawn, run with Pocket, undone and redone, saved, killed, recovered,
exported, and opened again from the exported clip.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.studio.screen import screen

pytestmark = pytest.mark.display
ACTS = Path(__file__).with_name("acts.py")
PATIENCE_S = 600.0


class Journey:
    """Starts acts in processes of their own under one screen and one home folder; hears what came of each."""

    def __init__(self, display: str, folder: Path) -> None:
        self.folder = folder
        self._environment = {
            **os.environ,
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "KINOGRAPH_STATE": str(folder / "state"),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_CACHE_HOME": str(folder / "cache"),
        }
        self._process: subprocess.Popen[str] | None = None

    def hear(self, act: str, until: str) -> dict[str, dict[str, Any]]:
        """Run an act up to where it tells `until`; what it told by then, by name."""
        command = [sys.executable, str(ACTS), act, str(self.folder)]
        self._process = subprocess.Popen(
            command,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self._process.stdout is not None
        told: dict[str, dict[str, Any]] = {}
        for line in self._process.stdout:
            if not line.startswith("{"):
                continue
            facts = json.loads(line)
            told[facts["did"]] = facts
            assert facts["did"] != "failed", facts
            if facts["did"] == until:
                return told
        raise AssertionError(f"the act ended before {until!r}: {self._process.stderr.read()[-3000:]}")

    def kill(self) -> None:
        """As a crash does: at once, without a word to the studio. Its engine ends by itself."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.communicate()

    def end(self) -> int:
        assert self._process is not None
        self._process.communicate(timeout=60)
        return self._process.returncode

    def stop(self) -> None:
        """Whatever is left of it."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.communicate()


@pytest.fixture
def journey(tmp_path: Path) -> Iterator[Journey]:
    with screen() as display:
        made = Journey(display, tmp_path)
        yield made
        made.stop()


def test_from_an_empty_canvas_to_a_clip_and_back_after_a_crash(journey: Journey) -> None:
    told = journey.hear("build", until="ready to be killed")
    assert told["added nodes"]["count"] == 9
    assert told["wired"]["count"] == 11
    assert told["drew a stroke"]["strokes"] == 1
    assert told["ran"]["state"] == "done"
    assert told["ran"]["written"]
    assert told["ran"]["pictures"] >= 2, "the preview changed while it was being made"
    assert told["undid and redid"]["empty"]
    assert told["undid and redid"]["same"]
    assert not told["saved"]["dirty"]
    journey.kill()
    _wait_for_engine_to_end(journey.folder)

    told = journey.hear("recover", until="over")
    assert told["recovered"]["seed"] == 3.5, "the change that was not saved"
    assert told["recovered"]["dirty"]
    assert told["recovered"]["strokes"] == 1
    assert told["exported"]["size"] > 1000
    assert told["reopened"]["nodes"] == told["reopened"]["expected"] == 10
    assert told["reopened"]["strokes"] == 1
    assert "closed" in told
    assert journey.end() == 0


def _wait_for_engine_to_end(folder: Path) -> None:
    """The engine of a killed studio notices that nobody is there."""
    import psutil

    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        left = [
            process
            for process in psutil.process_iter(["environ"])
            if (process.info["environ"] or {}).get("KINOGRAPH_STATE") == str(folder / "state")
        ]
        if not left:
            return
        time.sleep(0.2)
    raise AssertionError(f"still running after the studio was killed: {left}")
