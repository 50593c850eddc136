"""Camera moves to choose from, each as a small diagram."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QGridLayout, QWidget

from app.desk import Desk
from app.editors.camera_diagram import paint_path, paint_roll
from app.editors.camera_values import preset_path
from nodes.graph.edits import SetParameter, Several
from nodes.motion.camera import PRESETS

__all__ = ["CameraMenu"]

COLUMNS = 6
STEPS: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -COLUMNS, Qt.Key.Key_Down: COLUMNS}


class CameraMenu(QFrame):
    """A popup. chosen(str): a move; it is set on the node."""

    chosen = Signal(str)

    def __init__(self, desk: Desk, where: str, node_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._desk, self._where, self._node_id = desk, where, node_id
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(self.tr("Camera moves"))
        px = desk.look.px
        grid = QGridLayout(self)
        grid.setContentsMargins(px(8), px(8), px(8), px(8))
        grid.setSpacing(px(4))
        now = desk.document.value(where, node_id, "move")
        self.moves: list[_Move] = []
        for number, move in enumerate(PRESETS):
            made = _Move(desk, move, self)
            made.setChecked(move == now)
            made.clicked.connect(self.on_clicked)
            grid.addWidget(made, number // COLUMNS, number % COLUMNS)
            self.moves.append(made)
        (next((move for move in self.moves if move.isChecked()), self.moves[0])).setFocus()

    def open_at(self, place: QPoint) -> None:
        self.adjustSize()
        screen = self.screen().availableGeometry()
        x = min(place.x(), screen.right() - self.width())
        y = min(place.y(), screen.bottom() - self.height())
        self.move(max(screen.left(), x), max(screen.top(), y))
        self.show()

    def on_clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, _Move):
            self.choose(sender.move_name)

    def choose(self, move: str) -> None:
        document = self._desk.document
        document.end_step()
        edit = SetParameter(self._node_id, "move", move, self._where)
        document.perform(Several((edit,), self.tr("Camera: {0}").format(move), self._where))
        document.end_step()
        self.chosen.emit(move)
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(event.key())
        focused = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif step is not None and isinstance(focused, _Move):
            place = self.moves.index(focused) + step
            if 0 <= place < len(self.moves):
                self.moves[place].setFocus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, _Move):
            self.choose(focused.move_name)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._desk.look.colour("raised"))
        painter.setPen(QPen(self._desk.look.colour("hairline"), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class _Move(QAbstractButton):
    """One move: its path and its name. Plays under the mouse."""

    def __init__(self, desk: Desk, move: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = desk.look
        self.move_name = move
        self.setCheckable(True)
        self.setText(move)
        self.setAccessibleName(move)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._poses, self._intrinsics = preset_path(move, amount=8.0 if move == "handheld" else 1.0)
        self._side = any(word in move for word in ("tilt", "pedestal", "crane"))

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(112), self._look.px(92))

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave, QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        lit = self.underMouse() or self.hasFocus()
        painter.setPen(QPen(look.colour("accent" if self.hasFocus() else "hairline"), 1))
        painter.setBrush(look.colour("accent", 0.14) if self.isChecked() else look.colour("input"))
        painter.drawRoundedRect(box, look.px(5), look.px(5))
        room = box.adjusted(0, look.px(2), 0, -look.px(20))
        if self.move_name.startswith("roll"):
            paint_roll(painter, look, self._poses[-1], room)
        else:
            paint_path(painter, look, self._poses, self._intrinsics, room, side=self._side, small=not lit)
        painter.setFont(look.font("caption"))
        painter.setPen(look.colour("text" if lit or self.isChecked() else "dim"))
        low = QRectF(box.left(), box.bottom() - look.px(20), box.width(), look.px(18))
        painter.drawText(low, Qt.AlignmentFlag.AlignCenter, self.move_name)
        painter.end()
