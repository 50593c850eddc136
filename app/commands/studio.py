"""`main.py` without a command: opens the studio, or says in words why there can be no window here."""

from __future__ import annotations

import argparse
import ctypes
import os
import sys
from pathlib import Path

from app.bootstrap.system_packages import missing_window_packages
from app.commands.parser import front_page
from app.exit_codes import ExitCode

__all__ = ["studio", "why_no_window"]

LOADED_BY_QT = (
    "libEGL.so.1",
    "libxkbcommon-x11.so.0",
    "libxcb-cursor.so.0",
    "libxcb-icccm.so.4",
    "libxcb-keysyms.so.1",
    "libxcb-image.so.0",
    "libxcb-render-util.so.0",
)


def studio(arguments: argparse.Namespace) -> int:
    """Opens the window and gives the exit code when it is closed."""
    path = Path(arguments.project) if arguments.project else None
    if path is not None and not path.exists():
        sys.stderr.write(f"kinograph: there is no file {path}.\n  Without a name the studio opens an example.\n")
        return ExitCode.PROJECT
    problem = why_no_window()
    if problem:
        sys.stderr.write(f"kinograph: {problem}\n  Without a window there are these commands:\n\n{front_page()}")
        return ExitCode.UNUSABLE
    from app.studio import open_studio

    return open_studio(path, alone=arguments.new_window)


def why_no_window() -> str:
    """In words; empty where a window can be opened. Qt itself would end the process without a word to read."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM", "xcb") not in ("xcb", "wayland"):
        return ""
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        return "the studio needs a screen, and neither DISPLAY nor WAYLAND_DISPLAY is set."
    if not all(_loads(library) for library in LOADED_BY_QT):
        missing = missing_window_packages()
        return (
            "the studio's window needs system packages that are missing. To have them:\n"
            f"  sudo apt-get install --no-install-recommends {' '.join(missing)}"
        )
    if not os.environ.get("WAYLAND_DISPLAY") and not _x_answers():
        return f"the screen {os.environ['DISPLAY']} named by DISPLAY does not answer."
    return ""


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _x_answers() -> bool:
    """Whether the X server takes a connection; asked through the library Qt asks through."""
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    failed = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not failed
