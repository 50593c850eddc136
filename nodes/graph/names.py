"""File names in parameters: absolute, relative to the project, `media:NAME` and `bundled:NAME`."""

from __future__ import annotations

from pathlib import Path

from nodes.errors import MediaError

__all__ = ["BUNDLED", "MEDIA", "bundled_folder", "plain_name", "resolve_name"]

BUNDLED = "bundled:"
MEDIA = "media:"


def bundled_folder() -> Path:
    """The `assets` folder that ships with Kinograph."""
    return Path(__file__).resolve().parents[2] / "assets"


def plain_name(name: str) -> bool:
    """True when `name` is one harmless file name: no folder, drive, control character or leading dot."""
    if not name or len(name) > 200 or name[0] in ". " or name[-1] in ". ":
        return False
    if any(character in '/\\:*?"<>|' or ord(character) < 32 or ord(character) == 127 for character in name):
        return False
    return name.split(".")[0].upper() not in _DEVICES


def resolve_name(name: str, folder: Path | None, media: Path | None = None) -> Path:
    """Path of an existing file or folder.

    folder: what relative names start from (the current folder when None).  media: where `media:` names lie
    (`folder`/media when None).  Raises MediaError naming the file when there is none.
    """
    base = folder if folder is not None else Path.cwd()
    if name.startswith(MEDIA):
        inner = name.removeprefix(MEDIA)
        if not plain_name(inner):
            raise MediaError(f"{name!r} is no name of a project medium.", remedy="Choose the file again.")
        path = (media if media is not None else base / "media") / inner
    elif name.startswith(BUNDLED):
        root = bundled_folder()
        path = (root / name.removeprefix(BUNDLED)).resolve()
        if not path.is_relative_to(root):
            raise MediaError(f"{name!r} points outside the bundled files.", remedy="Choose the file again.")
    elif not name or "\0" in name:
        raise MediaError("No file is chosen." if not name else f"{name!r} is no file name.", remedy="Choose a file.")
    else:
        path = base / name
    if not path.exists():
        raise MediaError(f"{name}: no such file (looked for {path}).", remedy="Choose the file again or put it back.")
    return path


_DEVICES = frozenset(
    ["CON", "PRN", "AUX", "NUL", *(f"{port}{digit}" for port in ("COM", "LPT") for digit in "123456789")]
)
