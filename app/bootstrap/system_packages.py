"""System packages on Debian and its kin: what is missing, and installing it with apt when that is allowed."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from app.bootstrap.errors import SetupFailed
from app.bootstrap.progress import SetupProgress

# What a Qt window and OpenGL need beside PySide6 on a bare Debian 12: shared library -> package.
WINDOW_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX_mesa.so.0": "libglx-mesa0",
    "libEGL_mesa.so.0": "libegl-mesa0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
}
# Programs the tests of windows use -> package.
TEST_PROGRAMS = {"Xvfb": "xvfb", "xauth": "xauth", "xdotool": "xdotool"}
# Only for looking at a test's screen by hand.
OPTIONAL_TEST_PROGRAMS = {"import": "imagemagick"}


def known_libraries() -> frozenset[str]:
    """The shared libraries the system's linker knows, by their names (`libGL.so.1`); empty without ldconfig."""
    program = shutil.which("ldconfig") or shutil.which("ldconfig", path="/sbin:/usr/sbin")
    if program is None:
        return frozenset()
    listed = subprocess.run([program, "-p"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    return frozenset(line.split()[0] for line in listed.stdout.splitlines() if "=>" in line)


def missing_window_packages() -> list[str]:
    """The packages whose libraries the linker does not find; empty elsewhere than on Linux."""
    if not sys.platform.startswith("linux"):
        return []
    known = known_libraries()
    missing = [package for library, package in WINDOW_LIBRARIES.items() if library not in known]
    if not any(Path("/usr").glob("lib/*/dri/*_dri.so")) and not any(Path("/usr").glob("lib*/dri/*_dri.so")):
        missing.append("libgl1-mesa-dri")
    return missing


def missing_test_packages() -> list[str]:
    """The packages of the programs that tests of real windows start."""
    return [package for program, package in TEST_PROGRAMS.items() if shutil.which(program) is None]


def apt_prefix() -> list[str] | None:
    """How apt may be run here without asking anyone: as root, or through sudo without a password; None if not."""
    if shutil.which("apt-get") is None or os.name == "nt":
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    allowed = subprocess.run(["sudo", "-n", "true"], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return ["sudo", "-n"] if allowed.returncode == 0 else None


def install_with_apt(packages: Sequence[str], progress: SetupProgress) -> str:
    """Installs the packages; gives the empty string, or in one line why not."""
    prefix = apt_prefix()
    if prefix is None:
        return "apt may not be used here without a password"
    progress.say(f"Installing with apt: {' '.join(packages)}")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    keep = ["env", "DEBIAN_FRONTEND=noninteractive"] if prefix else []
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    said = ""
    for command in (["apt-get", "update", "-q"], install):
        done = subprocess.run(
            [*prefix, *keep, *command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            env=environment,
            check=False,
        )
        said = (done.stdout + done.stderr).strip()
    return "" if done.returncode == 0 else (said.splitlines() or ["apt-get failed"])[-1]


def make_venv_possible(progress: SetupProgress) -> None:
    """Debian takes the module that makes environments out of Python: puts it back, or says how."""
    if importlib.util.find_spec("ensurepip") is not None and importlib.util.find_spec("venv") is not None:
        return
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    why_not = "it is only known for Debian and Ubuntu how"
    if shutil.which("apt-get") is not None:
        why_not = install_with_apt([package], progress)
        if not why_not:
            return
    raise SetupFailed(
        f"This Python ({sys.executable}) lacks the module that makes environments, and it could not be added: "
        f"{why_not}.",
        f"Install it, then run the same command again: sudo apt-get install {package}",
    )
