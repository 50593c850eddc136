"""What `doctor` sees with the standard library alone: Python, system, disk, screen, fonts."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from pathlib import Path

from app.bootstrap.entry import ROOT, environment_folder
from app.bootstrap.system_packages import known_libraries, missing_window_packages
from app.commands.findings import Finding, State

LOW_DISK_BYTES = 5_000_000_000
FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "C:/Windows/Fonts",
)


def before_the_environment() -> list[Finding]:
    return [_python(), _system(), _environment(), _disk(), _opengl(), _window(), _fonts()]


def _python() -> Finding:
    told = f"{platform.python_version()} ({sys.executable})"
    if sys.maxsize <= 2**32:
        return Finding("python", told, State.PROBLEM, "Use a 64-bit Python: torch has no other build.")
    return Finding("python", told)


def _system() -> Finding:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return Finding("system", f"{platform.platform(terse=True)}, {platform.machine()}, {cores} cores")


def _environment() -> Finding:
    folder = environment_folder()
    return Finding("environment", f"{folder}{'' if folder.is_dir() else ' (not made yet)'}")


def _disk() -> Finding:
    free = shutil.disk_usage(ROOT).free
    told = f"{free / 1e9:.1f} GB free in {ROOT}"
    if free < LOW_DISK_BYTES:
        return Finding("disk", told, State.NOTE, "Free some space: results and clips need it.")
    return Finding("disk", told)


def _opengl() -> Finding:
    if not sys.platform.startswith("linux"):
        return Finding("opengl", "comes with the system")
    known = known_libraries()
    there = [name for name, library in (("EGL", "libEGL.so.1"), ("GLX", "libGL.so.1")) if library in known]
    screen = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    told = f"{' and '.join(there) or 'no library'}; {f'screen {screen}' if screen else 'no screen'}"
    if len(there) < 2:
        return Finding(
            "opengl", told, State.NOTE, "For the studio: sudo apt-get install libegl1 libgl1 libgl1-mesa-dri"
        )
    return Finding("opengl", told)


def _window() -> Finding:
    missing = missing_window_packages()
    if missing:
        told = f"{len(missing)} system packages of the studio's window are missing (rendering needs none)"
        return Finding("window", told, State.NOTE, f"sudo apt-get install {' '.join(missing)}")
    return Finding("window", "every system library of the studio's window is there")


def _fonts() -> Finding:
    folders = [Path(folder).expanduser() for folder in FONT_FOLDERS]
    count = sum(1 for folder in folders if folder.is_dir() for file in folder.rglob("*") if _is_font(file))
    if not count:
        remedy = "Install a font family, for example: sudo apt-get install fonts-dejavu-core"
        return Finding("fonts", "none found: texts of the studio would be empty boxes", State.NOTE, remedy)
    return Finding("fonts", f"{count} files")


def _is_font(file: Path) -> bool:
    return file.suffix.lower() in (".ttf", ".otf", ".ttc")
