"""The journal: whole lines survive anything, a torn one is left out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from nodes.errors import ProjectError
from nodes.graph.journal import Journal, read_journal

DOCUMENT = {"format": 1, "graph": {"nodes": {}}, "text": "\u00fc\n\u2028"}


def written(path: Path, count: int) -> Path:
    journal = Journal(path)
    journal.start(DOCUMENT, Path("p.kino"))
    for index in range(count):
        journal.append({"edit": {"index": index, "text": "line\nbreak \ud800"}})
    journal.close()
    return path


def test_a_journal_is_read_as_written(tmp_path: Path) -> None:
    content = read_journal(written(tmp_path / "deep" / "j.journal", 100))
    assert content is not None
    assert content.document == DOCUMENT
    assert content.path == "p.kino"
    assert [change["edit"]["index"] for change in content.changes] == list(range(100))
    assert not content.torn


def test_a_journal_cut_anywhere_gives_the_whole_lines_before_the_cut(tmp_path: Path) -> None:
    path = written(tmp_path / "j.journal", 6)
    whole = path.read_bytes()
    ends = [index + 1 for index, byte in enumerate(whole) if byte == 10]
    for cut in range(len(whole) + 1):
        path.write_bytes(whole[:cut])
        content = read_journal(path)
        lines = sum(end - 1 <= cut for end in ends)  # a line without its line break is whole, too
        if lines == 0:
            assert content is None
        else:
            assert content is not None
            assert len(content.changes) == lines - 1
            assert content.torn == (cut not in ends and cut + 1 not in ends)


def test_a_damaged_line_ends_the_journal(tmp_path: Path) -> None:
    path = written(tmp_path / "j.journal", 6)
    data = bytearray(path.read_bytes())
    data[data.index(b'"index":3') + 8] = ord("9")
    path.write_bytes(data)
    content = read_journal(path)
    assert content is not None
    assert len(content.changes) == 3
    assert content.torn


@pytest.mark.parametrize("data", [b"", b"\n", b"hello", b"\0" * 1000, b"00000000 {}\n", b"[" * 5000])
def test_what_is_no_journal_is_none(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "j.journal"
    path.write_bytes(data)
    assert read_journal(path) is None
    assert read_journal(tmp_path / "none") is None


def test_a_journal_that_is_not_started_says_so(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="not started"):
        Journal(tmp_path / "j").append({})


def test_what_was_appended_survives_the_end_of_the_process(tmp_path: Path) -> None:
    path = tmp_path / "j.journal"
    code = (
        "import os, signal, sys; from pathlib import Path; from nodes.graph.journal import Journal\n"
        "journal = Journal(Path(sys.argv[1])); journal.start({'format': 1}, None)\n"
        "for index in range(50): journal.append({'index': index})\n"
        "os.kill(os.getpid(), getattr(signal, 'SIGKILL', signal.SIGTERM))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], env={**os.environ, "PYTHONPATH": str(Path.cwd())}, check=False
    )
    assert done.returncode in (-getattr(signal, "SIGKILL", 9), signal.SIGTERM)
    content = read_journal(path)
    assert content is not None
    assert len(content.changes) == 50
