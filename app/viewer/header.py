"""The header of a viewer: what is shown, its size, and the buttons at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSignalBlocker
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from app.look.widgets import PanelHeader, label
from app.viewer.chip import Chip
from app.viewer.commands import ViewerCommands
from app.viewer.signs import SignButton

if TYPE_CHECKING:
    from app.viewer.panel import ViewerPanel

__all__ = ["ViewerHeader", "left_text"]

_MENU = (
    *("fit", "actual", "pixels", ""),
    *("overlays", "histogram", "compare", "keep", ""),
    *("set_in", "set_out", "clear_range", "loop", "slower", "faster", ""),
    *("pin", "follow", "save_frame", "copy_frame"),
)


class ViewerHeader(PanelHeader):
    """Reads everything from its panel: call `tell` when something changed."""

    def __init__(self, panel: ViewerPanel, commands: ViewerCommands) -> None:
        super().__init__(panel.desk.look, QCoreApplication.translate("ViewerPanel", "Viewer"), panel)
        self._panel = panel
        look = panel.desk.look
        self.facts = label("", "mono", self)
        self.outputs = self._outputs_button()
        self.back = SignButton(look, "back", self.tr("Back to the list"), self)
        self.back.clicked.connect(panel.close_item)
        self.pin = SignButton(look, "pin", commands.action("pin").toolTip(), self)
        self.pin.clicked.connect(panel.pin)
        self.close_button = SignButton(look, "close", self.tr("Close this viewer"), self)
        self.close_button.clicked.connect(panel.close_wanted)
        self.more = SignButton(look, "more", self.tr("More of the viewer"), self)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(self._more_menu(commands))
        tools: tuple[QWidget, ...] = (self.facts, self.back, self.outputs, self.pin, self.more, self.close_button)
        for widget in tools:
            self.add_tool(widget)
        self.pin.setVisible(not panel.pinned_to)
        self.close_button.setVisible(bool(panel.pinned_to))

    def _outputs_button(self) -> Chip:
        made = Chip("", self.tr("Which output of the node is shown (N)"), self)
        menu = QMenu(made)
        menu.triggered.connect(self.on_output)
        made.setMenu(menu)
        return made

    def _more_menu(self, commands: ViewerCommands) -> QMenu:
        menu = QMenu(self)
        for name in _MENU:
            if name:
                menu.addAction(commands.action(name))
            else:
                menu.addSeparator()
        return menu

    def on_output(self, action: object) -> None:
        self._panel.show_output(action.data())  # type: ignore[attr-defined]

    def tell(self) -> None:
        """Subtitle, size and outputs as they are now."""
        panel = self._panel
        self.set_subtitle(" · ".join(part for part in panel.title_parts() if part))
        self.facts.setText(" · ".join(panel.facts()))
        names, shown = panel.showing.outputs(), panel.showing.source[1]
        self.outputs.setVisible(len(names) > 1)
        self.outputs.setText(shown.replace("_", " "))
        menu = self.outputs.menu()
        with QSignalBlocker(menu):
            menu.clear()
            for name in names:
                action = menu.addAction(name.replace("_", " "))
                action.setCheckable(True)
                action.setChecked(name == shown)
                action.setData(name)
        self.back.setVisible(panel.item is not None)


def left_text(seconds: float) -> str:
    """ "0:07 left"."""
    whole = max(0, round(seconds))
    told = QCoreApplication.translate("ViewerPanel", "{time} left")
    return told.format(time=f"{whole // 60}:{whole % 60:02d}")
