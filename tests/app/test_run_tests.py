"""`test`: how the suite is started, and what is told of what is left out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.bootstrap import system_packages
from app.bootstrap.progress import SetupProgress
from app.commands import run_tests


def test_the_whole_suite_uses_the_cores_and_a_pick_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    assert run_tests._in_parallel([]) == ["-n", "2", "--dist", "loadfile"]
    assert run_tests._in_parallel(["-q"]) == ["-n", "2", "--dist", "loadfile"]
    assert run_tests._in_parallel(["tests/nodes"]) == []


def test_what_the_person_says_about_processes_holds() -> None:
    assert run_tests._chooses_processes("-n4")
    assert run_tests._chooses_processes("no:xdist")
    assert not run_tests._chooses_processes("--no-header")


def test_where_apt_may_not_be_used_the_packages_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run_tests, "missing_test_packages", lambda: ["xvfb", "xauth"])
    monkeypatch.setattr(run_tests, "missing_window_packages", lambda: ["libegl1"])
    monkeypatch.setattr(system_packages, "apt_prefix", lambda: None)
    monkeypatch.setattr(sys, "platform", "linux")
    left_out = run_tests._system_packages(SetupProgress())
    told = capsys.readouterr().err
    assert "sudo apt-get install --no-install-recommends xvfb xauth libegl1" in told
    assert len(left_out) == 1
    assert "virtual screen" in left_out[0]


@pytest.mark.parametrize(("test", "code"), [("assert True", 0), ("assert False", 1)])
def test_pytests_own_answer_is_the_exit_code_and_its_closing_line_the_last(
    repository: Path, tmp_path: Path, test: str, code: int
) -> None:
    (tmp_path / "test_one.py").write_text(f"def test_one():\n    {test}\n")
    program = (
        "import sys; from app.commands import run_tests; run_tests._system_packages = lambda progress: []; "
        "sys.exit(run_tests.run_tests(sys.argv[1:]))"
    )
    pick = [str(tmp_path / "test_one.py"), "-p", "no:cacheprovider", "--rootdir", str(tmp_path), "-c", os.devnull]
    done = subprocess.run(
        [sys.executable, "-c", program, *pick],
        cwd=repository,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert ("1 passed" if code == 0 else "1 failed") in done.stdout.splitlines()[-1]
