"""`test`: what the suite needs from the system, then the suite itself; answers with pytest's own exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from app.bootstrap.progress import SetupProgress
from app.bootstrap.system_packages import install_with_apt, missing_test_packages, missing_window_packages
from app.exit_codes import ExitCode

__all__ = ["run_tests"]

ROOT = Path(__file__).resolve().parents[2]


def run_tests(pytest_arguments: Sequence[str]) -> int:
    """Runs the suite, or what `pytest_arguments` pick of it. pytest's closing line is the last one printed."""
    progress = SetupProgress()
    left_out = _system_packages(progress)
    if pytest_arguments[:1] == ["--screenshots"]:
        return _screenshots(pytest_arguments[1:], progress)
    arguments = list(pytest_arguments)
    if not _qt_starts():
        arguments = ["-p", "no:pytest-qt", *arguments]
        left_out.append("tests of windows: Qt cannot be loaded here (python3 main.py doctor names the packages)")
    for reason in left_out:
        progress.say(f"Left out: {reason}.")
    if not arguments or not any(_chooses_processes(each) for each in arguments):
        arguments = [*_in_parallel(pytest_arguments), *arguments]
    sys.stderr.flush()
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, env=_environment(), check=False).returncode


def _screenshots(arguments: Sequence[str], progress: SetupProgress) -> int:
    """Pictures of the window instead of tests."""
    if missing_test_packages():
        progress.say("Pictures of the window need a virtual screen, Xvfb, and there is none here.")
        return ExitCode.UNUSABLE
    command = [sys.executable, str(ROOT / "tests" / "studio" / "screenshots.py"), *arguments]
    return subprocess.run(command, stdin=subprocess.DEVNULL, env=_environment(), check=False).returncode


def _system_packages(progress: SetupProgress) -> list[str]:
    """Adds what is missing where apt may; gives what is left out where it may not."""
    window, programs = missing_window_packages(), missing_test_packages()
    if not (window or programs) or not sys.platform.startswith("linux"):
        return []
    why_not = install_with_apt([*programs, *window], progress)
    if not why_not:
        return []
    still = [*missing_test_packages(), *missing_window_packages()]
    progress.say(
        f"These system packages are missing, and {why_not}: {' '.join(still)}\n"
        f"  To have them: sudo apt-get install --no-install-recommends {' '.join(still)}"
    )
    return ["tests marked 'display', which need a virtual screen (Xvfb)"] if missing_test_packages() else []


def _qt_starts() -> bool:
    probe = [sys.executable, "-c", "import PySide6.QtWidgets, PySide6.QtTest"]
    return subprocess.run(probe, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0


def _chooses_processes(argument: str) -> bool:
    return argument.startswith(("-n", "--numprocesses", "--dist")) or argument in ("--pdb", "no:xdist", "-pno:xdist")


def _in_parallel(chosen: Sequence[str]) -> list[str]:
    """As many processes as cores, at most four, for the whole suite; none for a pick, which is quicker without."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    picked = any(not each.startswith("-") for each in chosen)
    return [] if picked or cores < 2 else ["-n", str(min(cores, 4)), "--dist", "loadfile"]


def _environment() -> dict[str, str]:
    """One thread in each process: the processes are what uses the cores."""
    return os.environ | {"OMP_WAIT_POLICY": "PASSIVE", "OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}
