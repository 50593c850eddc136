"""The path of a camera node, drawn above its settings."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desk import Desk
from nodes.graph import Interface

__all__ = ["CameraPart", "has_camera"]


def has_camera(type_id: str) -> bool:
    """Whether the node's path can be worked out from its settings alone."""
    return type_id in ("camera.camera_path", "camera.camera_keys")


class CameraPart(QWidget):
    """The live diagram. A click offers the moves, each as a diagram; for key frames, the place to edit them."""

    def __init__(self, desk: Desk, where: str, node_id: str, face: Interface, parent: QWidget | None = None) -> None:
        from app.editors import CameraDiagram  # the editors are a large part of the studio; most nodes need none

        super().__init__(parent)
        self._desk, self._where, self._node_id = desk, where, node_id
        self._has_moves = face.parameter("move") is not None
        self.diagram = CameraDiagram(desk, where, node_id, self)
        self.diagram.setCursor(Qt.CursorShape.PointingHandCursor)
        tip = self.tr("Click to choose a move") if self._has_moves else self.tr("Click to edit the key frames")
        self.diagram.setToolTip(tip)
        self.diagram.pressed.connect(self.on_pressed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, desk.look.px(6))
        column.addWidget(self.diagram)

    def on_pressed(self) -> None:
        from app.editors import CameraMenu

        if not self._has_moves:
            self._desk.commands.run("workspace.direct")
            return
        menu = CameraMenu(self._desk, self._where, self._node_id, self)
        menu.open_at(self.diagram.mapToGlobal(QPoint(0, self.diagram.height())))
