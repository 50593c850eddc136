"""Where one is: the file, then each subgraph that was entered; a click goes back to it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from app.canvas.tools_keys import OwnKeys
from app.desk import Desk
from app.look.widgets import label
from nodes.graph import Node

__all__ = ["Breadcrumb", "title_of"]

_LONGEST = 28


class Breadcrumb(QWidget):
    """dragged-ball · main · Walk: buttons, with the open graph last. Left and Right go from one to the next.

    resized(): it takes another width.
    """

    resized = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown: tuple[tuple[str, str], ...] = ()
        self._keys = OwnKeys(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Open subgraph"))
        desk.selection.where_changed.connect(self.refresh)
        desk.document.opened.connect(self.refresh)
        desk.document.history_changed.connect(self.refresh)
        desk.look.changed.connect(self.on_look_changed)
        self.refresh()

    @property
    def steps(self) -> tuple[tuple[str, str], ...]:
        """(path of the graph, its title), the outermost first; the file's name is not among them."""
        where = self._desk.selection.where
        found = [("", self.tr("main"))]
        path = ""
        for part in where.split("/") if where else ():
            path = f"{path}/{part}" if path else part
            node = self._desk.document.node(path)
            found.append((path, title_of(node) if node is not None else part))
        return tuple(found)

    def refresh(self) -> None:
        """Show where the selection is now."""
        file = self._desk.document.title.removesuffix(".kino")
        shown = (("file", file), *self.steps)
        if shown != self._shown:
            self._shown = shown
            self._rebuild()

    def go(self, path: str) -> None:
        """Open this graph and select the node one came out of."""
        where = self._desk.selection.where
        if path == where:
            return
        below = where.removeprefix(path).lstrip("/").split("/")[0]
        self._desk.selection.enter(path)
        self._desk.selection.select([below] if below else [])

    def take_focus(self) -> None:
        """Put the focus on the last step but one, where one most likely wants to go."""
        buttons = self.findChildren(QPushButton)
        buttons[max(len(buttons) - 2, 0)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def on_pressed(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.go(str(sender.property("path")))

    def on_look_changed(self) -> None:
        self._rebuild()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Left and Right on a button go to its neighbour, Escape to the canvas, before the button has its say."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() == Qt.Key.Key_Escape and self.parentWidget() is not None:
            self.parentWidget().setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        buttons = self.findChildren(QPushButton)
        if not step or watched not in buttons:
            return False
        place = min(max(buttons.index(watched) + step, 0), len(buttons) - 1)
        buttons[place].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.refresh()
        super().changeEvent(event)

    def _rebuild(self) -> None:
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        px = self._desk.look.px
        self.setFixedHeight(px(26))
        self._row.setSpacing(px(2))
        (_, file), *steps = self._shown
        shown: list[QWidget] = [label(f"{file} ", "caption", self)]
        for place, (path, title) in enumerate(steps):
            shown += [label("·", "caption", self), self._step(path, title, len(steps) - 1 - place)]
        for widget in shown:
            self._row.addWidget(widget)
            widget.show()  # counted by the layout at once, not when events are next seen to
        self.adjustSize()
        self.resized.emit()

    def _step(self, path: str, title: str, above: int) -> QPushButton:
        """above: how many steps it is from the open graph; 0 is the open one."""
        look = self._desk.look
        short = title if len(title) <= _LONGEST else f"{title[: _LONGEST - 1]}…"
        made = QPushButton(short, self)
        made.setProperty("role", "flat")
        made.setProperty("path", path)
        bright = above == 0 and self._desk.selection.where
        colour, size = look.colour("text" if bright else "dim").name(), look.px(11.5)
        made.setStyleSheet(
            f"QPushButton {{ padding: {look.px(2)}px {look.px(4)}px; color: {colour}; font-size: {size}px; }}"
        )
        tip = self.tr("Go back to {0}").format(title) if above else self.tr("{0} is open").format(title)
        keys = self._desk.commands.keys("canvas.leave") if above == 1 else ()
        made.setToolTip(f"{tip} ({keys[0]})" if keys else tip)
        made.setAccessibleName(tip)
        made.installEventFilter(self)
        self._keys.watch(made)
        made.clicked.connect(self.on_pressed)
        return made


def title_of(node: Node) -> str:
    """What a subgraph is called."""
    return node.title or node.id
