"""The stroke editor's commands: tools, changes of the selected stroke, and how they stand in menu and palette."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from app.commands_table import Command
from app.desk import Desk
from app.editors.find_outline import outline_finder
from app.editors.on_picture import StrokesOnPicture
from app.editors.stroke_actions import stroke_actions
from nodes.motion.easing import EASINGS

__all__ = ["StrokeCommands"]

_TOOL_KEYS = {
    "draw": "D",
    "curve": "C",
    "region": "G",
    "circle": "O",
    "pin": "P",
    "turn": "R",
    "size": "S",
    "select": "V",
}


class StrokeCommands(QObject):
    """Puts them on the table for one panel; their keys work while the focus is inside it."""

    def __init__(self, desk: Desk, panel: QWidget, strokes: StrokesOnPicture) -> None:
        super().__init__(panel)
        self._desk = desk
        self._strokes = strokes
        self._actions = stroke_actions(desk)
        self._finder = outline_finder(desk)
        self._titles = {
            "draw": self.tr("Draw a path"),
            "curve": self.tr("Click a curve"),
            "region": self.tr("Outline what moves"),
            "circle": self.tr("Outline it with a circle"),
            "pin": self.tr("Pin a point that holds still"),
            "turn": self.tr("Turn along the path"),
            "size": self.tr("Grow or shrink along the path"),
            "select": self.tr("Select and move"),
        }
        self._easings = [_Ease(self._actions, easing, self) for easing in EASINGS]
        self._add_tools(panel)
        self._add_changes(panel)

    def tip(self, tool: str) -> str:
        return f"{self._titles[tool]} ({_TOOL_KEYS[tool]})"

    def hint(self, tool: str) -> str:
        """What the mouse does with a tool."""
        return {
            "draw": self.tr(
                "drag to draw · Shift straight · double click on the path adds a point · Alt-drag a dot times it"
            ),
            "curve": self.tr("click points · double click or Enter ends · Backspace takes one back"),
            "region": self.tr("drag around it, or click its corners · Enter closes"),
            "circle": self.tr("drag from its middle"),
            "pin": self.tr("click where the picture holds still"),
            "turn": self.tr("drag round the end · Shift in steps of 15° · Alt turns the path"),
            "size": self.tr("drag away from the end · Alt scales the path"),
            "select": self.tr(
                "drag a stroke, or a frame round points · Alt-drag copies · arrows nudge by 1 px, with Shift by 10"
            ),
        }[tool]

    def menu(self, parent: QWidget) -> QMenu:
        """For a right click on a stroke."""
        menu = QMenu(parent)
        menu.setAccessibleName(self.tr("Stroke"))
        for name in (
            "find_outline",
            "",
            "duplicate",
            "reverse",
            "mirror_across",
            "mirror_down",
            "",
            "smooth",
            "simplify",
            "subdivide",
        ):
            if name:
                menu.addAction(self._desk.commands.action(f"strokes.{name}"))
            else:
                menu.addSeparator()
        timing = menu.addMenu(self.tr("Timing"))
        for ease in self._easings:
            timing.addAction(ease.title(), ease.apply)
        menu.addSeparator()
        menu.addAction(self._desk.commands.action("strokes.find_outlines"))
        menu.addAction(self._desk.commands.action("strokes.delete"))
        return menu

    def _add_tools(self, panel: QWidget) -> None:
        for name, key in _TOOL_KEYS.items():
            pick = _Pick(self._strokes, name, self)
            self._put(f"tool.{name}", self._titles[name], pick.pick, (key,), panel)

    def _add_changes(self, panel: QWidget) -> None:
        do = self._actions
        self._put("find_outline", self.tr("Find the outline of what it drags"), self._finder.find, ("A",), panel)
        self._put("duplicate", self.tr("Duplicate stroke"), do.duplicate, ("Ctrl+D",), panel)
        self._put("reverse", self.tr("Reverse stroke"), do.reverse, ("Shift+R",), panel)
        self._put("mirror_across", self.tr("Mirror left and right"), do.mirror_across, ("H",), panel)
        self._put("mirror_down", self.tr("Mirror up and down"), do.mirror_down, ("Shift+H",), panel)
        self._put("smooth", self.tr("Smooth stroke"), do.smooth, ("M",), panel)
        self._put("simplify", self.tr("Simplify stroke"), do.simplify, ("Shift+M",), panel)
        self._put("subdivide", self.tr("Subdivide stroke"), do.subdivide, ("Shift+D",), panel)
        self._put("delete", self.tr("Delete stroke or points"), do.delete, (), panel)
        self._put("delete_all", self.tr("Delete all strokes"), do.delete_all, ("Shift+Del",), panel)
        self._put("next", self.tr("Select the next stroke"), do.select_next, ("]",), panel)
        self._put("previous", self.tr("Select the stroke before"), do.select_previous, ("[",), panel)
        self._put("next_point", self.tr("Select the next point"), do.select_next_point, (".",), panel)
        self._put("previous_point", self.tr("Select the point before"), do.select_previous_point, (",",), panel)
        self._put("all_points", self.tr("Select all points"), do.select_all_points, ("Ctrl+A",), panel)
        auto = Command(
            "strokes.find_outlines",
            self.tr("Find outlines while drawing"),
            self.tr("Strokes"),
            self.on_find_outlines,
            widget=panel,
            checkable=True,
        )
        self._desk.commands.add(auto).setChecked(bool(self._desk.settings.get("strokes.find_outlines")))
        self._put("play", self.tr("Play or stop"), self.on_play, ("Space",), panel)

    def _put(self, name: str, title: str, run: object, keys: tuple[str, ...], panel: QWidget) -> None:
        command = Command(f"strokes.{name}", title, self.tr("Strokes"), run, keys, panel)  # type: ignore[arg-type]
        self._desk.commands.add(command)

    def on_find_outlines(self, on: bool) -> None:
        self._desk.settings.set("strokes.find_outlines", on)

    def on_play(self) -> None:
        self._desk.playhead.set_playing(not self._desk.playhead.playing)


class _Pick(QObject):
    """Takes one tool."""

    def __init__(self, strokes: StrokesOnPicture, tool: str, parent: QObject) -> None:
        super().__init__(parent)
        self._strokes, self._tool = strokes, tool

    def pick(self) -> None:
        self._strokes.set_tool(self._tool)


class _Ease(QObject):
    """Writes one easing into the selected stroke."""

    def __init__(self, actions: QObject, easing: str, parent: QObject) -> None:
        super().__init__(parent)
        self._actions, self._easing = actions, easing

    def title(self) -> str:
        return self.tr("constant speed") if self._easing == "linear" else self._easing

    def apply(self) -> None:
        self._actions.ease(self._easing)  # type: ignore[attr-defined]
