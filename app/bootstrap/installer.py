"""Runs pip in an environment, shows how far it is, and turns its failures into a sentence with a remedy."""

from __future__ import annotations

import os
import queue
import re
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path

from app.bootstrap.errors import SetupFailed
from app.bootstrap.progress import SetupProgress

# Settings of the person's own pip that would send packages somewhere else than into the environment.
MISLEADING = (
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_ROOT",
    "PIP_USER",
    "PIP_REQUIRE_VIRTUALENV",
    "PYTHONPATH",
    "PYTHONHOME",
)
DOWNLOAD_SHARE = 0.6  # of the bar; the rest is unpacking, counted by the packages that have arrived

# What pip's output contains, what it means, and what to do: the first that fits is told.
REMEDIES: tuple[tuple[str, str, str], ...] = (
    (
        r"No space left on device|Errno 28|not enough space",
        "The disk is full.",
        "Free some space (see the size at the top of requirements.lock), or set KINOGRAPH_VENV to a folder on "
        "another disk, and run the same command again.",
    ),
    (
        r"Temporary failure in name resolution|Name or service not known|getaddrinfo failed|nodename nor servname"
        r"|Network is unreachable|NewConnectionError|Connection refused|Failed to establish a new connection",
        "The package index cannot be reached.",
        "Check the network connection (or the index and proxy set for pip), and run the same command again; "
        "what was already downloaded is kept by pip.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError|certificate verify failed",
        "The package index could not be trusted (its certificate was refused).",
        "Check the clock of this machine, or the certificates set for pip (PIP_CERT).",
    ),
    (
        r"ReadTimeout|Read timed out|Connection broken|IncompleteRead|ConnectionResetError|RemoteDisconnected",
        "The connection broke while downloading.",
        "Run the same command again; what was already downloaded is kept by pip.",
    ),
    (
        r"Requires-Python|requires a different Python|\(from versions: (?!none)",
        "A package has no version for this Python or this machine.",
        "Use Python 3.11, 3.12 or 3.13 of a 64-bit system, for example: python3.11 main.py",
    ),
    (
        r"\(from versions: none\)|No matching distribution found",
        "The package index does not have a package, or cannot be reached.",
        "Check the network connection and the index set for pip, and run the same command again.",
    ),
    (
        r"Permission denied|Errno 13|Read-only file system|Errno 30",
        "The environment's folder cannot be written to.",
        "Set KINOGRAPH_VENV to a folder you may write to.",
    ),
)


def pip_environment() -> dict[str, str]:
    """The environment variables for pip: the person's own index and proxy, without what would mislead it."""
    kept = {name: value for name, value in os.environ.items() if name not in MISLEADING}
    return kept | {"PYTHONUNBUFFERED": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}


def pip_install(
    python: Path,
    pins: Sequence[str],
    *,
    site_packages: Path,
    progress: SetupProgress,
    log: Path,
    with_dependencies: bool = True,
    inherited: int | None = None,
) -> None:
    """Installs the pins with one pip command; its whole output is added to `log`.

    inherited: a descriptor the installer keeps open (the lock). Raises SetupFailed with the remedy.
    """
    if not pins:
        return
    command = [str(python), "-m", "pip", "install", "--no-warn-script-location", "--progress-bar", "off"]
    command += [] if with_dependencies else ["--no-deps"]
    output = _run_shown([*command, *pins], len(pins), site_packages, progress, log, inherited)
    if output is not None:
        raise explain(output, log)


def explain(output: str, log: Path) -> SetupFailed:
    """The error for what pip printed."""
    errors = [line.strip() for line in output.splitlines() if "ERROR" in line] or output.splitlines()[-3:]
    said = " ".join(errors)[-600:]
    for pattern, meaning, remedy in REMEDIES:
        if re.search(pattern, output):
            return SetupFailed(f"{meaning} pip said: {said}", f"{remedy} Full output: {log}")
    return SetupFailed(f"pip could not install the packages. It said: {said}", f"Full output: {log}")


def _run_shown(
    command: list[str], total: int, site_packages: Path, progress: SetupProgress, log: Path, inherited: int | None
) -> str | None:
    """None when the command succeeded, else what it printed."""
    keep = (inherited,) if inherited is not None and os.name != "nt" else ()
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=pip_environment(),
        pass_fds=keep,
    )
    lines: queue.Queue[str | None] = queue.Queue()
    reader = threading.Thread(target=_read_lines, args=(process, lines), name="pip output", daemon=True)
    reader.start()
    try:
        output = _follow(lines, total, site_packages, progress)
        failed = process.wait() != 0
    except BaseException:
        process.terminate()
        process.wait()
        raise
    finally:
        reader.join(timeout=5)
    with log.open("a", encoding="utf-8") as file:
        file.write(output)
    return output if failed else None


def _read_lines(process: subprocess.Popen[str], lines: queue.Queue[str | None]) -> None:
    assert process.stdout is not None
    with process.stdout as stream:
        for line in stream:
            lines.put(line)
    lines.put(None)


def _follow(lines: queue.Queue[str | None], total: int, site_packages: Path, progress: SetupProgress) -> str:
    """Shows each step of pip until it closes its output; gives all of it."""
    output: list[str] = []
    phase, what, seen = "Looking", "asking the package index", 0
    there_before = _installed_count(site_packages)
    while True:
        try:
            line = lines.get(timeout=0.2)
        except queue.Empty:
            line = ""
        if line is None:
            return "".join(output)
        output.append(line)
        if line.startswith(("Collecting ", "Requirement already satisfied")):
            seen += 1
            what = line.split(" (from")[0].removeprefix("Collecting ").strip()
        elif line.lstrip().startswith(("Downloading ", "Using cached ")):
            phase, what = "Downloading", _file_told(line)
        elif line.startswith("Installing collected packages"):
            phase, what = "Installing", ""
        if phase == "Installing":
            arrived = max(_installed_count(site_packages) - there_before, 0)
            fraction = DOWNLOAD_SHARE + (1 - DOWNLOAD_SHARE) * min(arrived / total, 1.0)
            what = f"{min(arrived, total)} of {total} packages"
        else:
            fraction = DOWNLOAD_SHARE * min(seen / total, 1.0)
        progress.show(phase, fraction, what)


def _file_told(line: str) -> str:
    """`  Downloading torch-2.13.0-cp311-manylinux_x86_64.whl (184.5 MB)` becomes `torch 2.13.0 (184.5 MB)`."""
    file, _, size = line.strip().partition(" (")
    named = re.match(r"([^-]+)-(.+?)(?:-|\.tar\.gz|\.zip|$)", file.split()[-1].split("/")[-1])
    return (f"{named[1]} {named[2]}" if named else file) + (f" ({size}" if size else "")


def _installed_count(site_packages: Path) -> int:
    if not site_packages.is_dir():
        return 0
    return sum(entry.endswith(".dist-info") for entry in os.listdir(site_packages))  # noqa: PTH208 - polled, so cheap
