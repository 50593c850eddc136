"""What a person can set, page by page: each with its words, its limits and its explanation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication

__all__ = ["Option", "Page", "matches", "pages"]

Kind = Literal["switch", "choice", "whole", "decimal", "folder"]


@dataclass(frozen=True)
class Option:
    """name: in the settings.  choices: (value, words).  unit: written after a number."""

    name: str
    title: str
    help: str
    kind: Kind = "switch"
    choices: Sequence[tuple[object, str]] = ()
    least: float = 0.0
    most: float = 100.0
    step: float = 1.0
    unit: str = ""


@dataclass(frozen=True)
class Page:
    key: str
    title: str
    options: Sequence[Option]


def matches(option: Option, page: Page, words: str) -> bool:
    """Whether every word is somewhere in the option's texts or its page's title."""
    text = f"{page.title} {option.title} {option.help} {option.name}".casefold()
    return all(word in text for word in words.casefold().split())


def _tr(text: str) -> str:
    return QCoreApplication.translate("Options", text)


def pages() -> list[Page]:
    """Every page, in the order they are listed."""
    return [
        Page("general", _tr("General"), _general()),
        Page("look", _tr("Look"), _look()),
        Page("canvas", _tr("Canvas"), _canvas()),
        Page("viewer", _tr("Viewer"), _viewer()),
        Page("runs", _tr("Runs and memory"), _runs()),
        Page("export", _tr("Export"), _export()),
        Page("files", _tr("Files"), ()),
    ]


def _general() -> list[Option]:
    return [
        Option(
            "projects.folder",
            _tr("Folder for projects"),
            _tr("Where the dialogs for opening and saving begin. Empty: your home folder."),
            "folder",
        ),
        Option(
            "projects.autosave_minutes",
            _tr("Keep an earlier version every"),
            _tr(
                "Changes are always safe from a crash, whatever stands here. This keeps whole earlier versions of a "
                "project as well, the last ten, for going back further than Undo. 0 keeps none."
            ),
            "whole",
            most=120,
            unit=_tr("min"),
        ),
    ]


def _look() -> list[Option]:
    scales = (0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)
    return [
        Option(
            "look.theme",
            _tr("Theme"),
            _tr("Dark is a cutting room; light is the same room in paper greys."),
            "choice",
            (("dark", _tr("Dark")), ("light", _tr("Light"))),
        ),
        Option(
            "look.scale",
            _tr("Size of everything"),
            _tr("Texts, buttons and margins; the canvas has its own zoom."),
            "choice",
            tuple((scale, f"{scale * 100:.0f} %") for scale in scales),
        ),
    ]


def _canvas() -> list[Option]:
    return [
        Option("canvas.snap", _tr("Snap to the grid"), _tr("Nodes land on the 20 px grid when they are moved.")),
        Option("canvas.minimap", _tr("Show the overview"), _tr("A small map of the whole graph in the corner.")),
        Option(
            "canvas.thumbnails",
            _tr("Show results on the nodes"),
            _tr("A small picture of what each node made, playing while the mouse is over it."),
        ),
    ]


def _viewer() -> list[Option]:
    return [
        Option(
            "viewer.loop", _tr("Play in a loop"), _tr("Begin again at the in point when the out point is reached.")
        )
    ]


def _runs() -> list[Option]:
    return [
        Option(
            "runs.live",
            _tr("Run while values are dragged"),
            _tr("Cheap nodes follow a slider at once. Models never run by themselves."),
        ),
        Option(
            "runs.notify",
            _tr("Tell me when a run has ended"),
            _tr("A message of the system when the window is not in front."),
        ),
        Option(
            "runs.memory_gb",
            _tr("Memory for results"),
            _tr("Results kept in memory, so that a change re-runs only what comes after it. From the next start on."),
            "decimal",
            least=0.25,
            most=512,
            step=0.5,
            unit="GB",
        ),
        Option(
            "runs.store_gb",
            _tr("Disk for results"),
            _tr("Results that took long are kept on disk and survive a restart; the longest unused go first."),
            "decimal",
            least=0,
            most=4096,
            step=5,
            unit="GB",
        ),
    ]


def _export() -> list[Option]:
    return [
        Option(
            "export.embed_graph",
            _tr("Put the project into what is exported"),
            _tr("A clip or PNG can then be opened like a project, also by whoever you send it to."),
        ),
        Option(
            "export.private",
            _tr("Leave words and folders out of it"),
            _tr("Prompts, notes, titles and absolute paths are blanked in the project that goes into an export."),
        ),
    ]
