"""The example projects that come with Kinograph, with a picture, a title and a sentence each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Template", "templates"]

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "projects"


@dataclass(frozen=True)
class Template:
    """path: of the .kino file.  picture: a frame of what it renders.  sentence: what it shows."""

    path: Path
    title: str
    sentence: str

    @property
    def picture(self) -> Path:
        return self.path.with_suffix(".jpg")


def templates(folder: Path = FOLDER) -> list[Template]:
    """In the order of the list beside them, those whose file is there."""
    try:
        listed = json.loads((folder / "templates.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    found = [Template(folder / entry["file"], entry["title"], entry["sentence"]) for entry in listed]
    return [template for template in found if template.path.is_file()]
