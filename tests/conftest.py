"""What holds for every test: one thread, no network, no screen, caches of its own, nothing left behind."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

# Before anything imports torch, Qt or a library that looks for its cache.
HOME = Path(tempfile.mkdtemp(prefix="kinograph-tests-"))
os.environ |= {
    "OMP_WAIT_POLICY": "PASSIVE",  # two spinning OpenMP threads on a busy machine are up to 60 times slower than one
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HOME": str(HOME / "huggingface"),
    "XDG_CACHE_HOME": str(HOME / "cache"),
    "XDG_CONFIG_HOME": str(HOME / "config"),
    "XDG_DATA_HOME": str(HOME / "data"),
    "XDG_STATE_HOME": str(HOME / "state"),
    "XDG_VIDEOS_DIR": str(HOME / "videos"),
}
if not os.environ.get("KINOGRAPH_TEST_DISPLAY"):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

Left = TypeVar("Left")
GRACE_S = 5.0
SHARED_MEMORY = Path("/dev/shm")
KEPT_CHILDREN = ("multiprocessing.resource_tracker", "multiprocessing.forkserver", "resource_tracker")
KEPT_THREADS = ("MainThread", "pytest_timeout", "execnet", "tqdm", "faulthandler", "QThread", "Dummy")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of main.py."""
    return Path(__file__).resolve().parents[1]


def pytest_configure(config: pytest.Config) -> None:
    from hypothesis import settings

    # A shell that starts the suite in the background has it ignore interrupts, and children inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)

    settings.register_profile("suite", deadline=None, derandomize=True)
    settings.load_profile("suite")
    config.stash[SHARED_AT_START] = _shared_memory_names()


def pytest_runtest_setup(item: pytest.Item) -> None:
    torch = sys.modules.get("torch")
    if torch is not None and torch.get_num_threads() != 1:
        torch.set_num_threads(1)
    if item.get_closest_marker("display") and shutil.which("Xvfb") is None:
        pytest.skip("needs a virtual screen: apt-get install xvfb xauth")


@pytest.fixture(scope="module", autouse=True)
def nothing_left_running() -> Iterator[None]:
    """Threads and child processes that a module's tests began have ended when the module ends."""
    threads_before, children_before = set(threading.enumerate()), _children()
    yield
    threads = _wait_until_none(lambda: [t for t in threading.enumerate() if t not in threads_before and _counts(t)])
    assert not threads, f"threads left running: {[thread.name for thread in threads]}"
    children = _wait_until_none(lambda: sorted(_children().items() - children_before.items()))
    assert not children, f"child processes left running: {children}"


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if hasattr(session.config, "workerinput"):
        return  # of several pytest processes only the first one looks
    left = [name for name in _shared_memory_names() - session.config.stash[SHARED_AT_START] if not _in_use(name)]
    if left:
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            reporter.write_line(f"ERROR shared memory left behind: {sorted(left)}", red=True)
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(HOME, ignore_errors=True)


SHARED_AT_START = pytest.StashKey[set[str]]()


def _counts(thread: threading.Thread) -> bool:
    return thread.is_alive() and not thread.name.startswith(KEPT_THREADS) and "tmonitor" not in thread.name.lower()


def _children() -> dict[int, str]:
    import psutil

    found = {}
    for child in psutil.Process().children(recursive=True):
        try:
            command = " ".join(child.cmdline())
            running = child.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            continue
        if running and not any(kept in command for kept in KEPT_CHILDREN):
            found[child.pid] = command[:120]
    return found


def _wait_until_none(look: Callable[[], list[Left]]) -> list[Left]:
    deadline = time.monotonic() + GRACE_S
    while (left := look()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


def _shared_memory_names() -> set[str]:
    if not SHARED_MEMORY.is_dir():
        return set()
    return {entry.name for entry in SHARED_MEMORY.iterdir() if entry.name.startswith(("psm_", "kinograph"))}


def _in_use(name: str) -> bool:
    """Whether a living process still has the shared memory mapped: then it is not left behind."""
    for maps in Path("/proc").glob("[0-9]*/maps"):
        try:
            if f"/dev/shm/{name}" in maps.read_text():
                return True
        except OSError:
            continue
    return False
