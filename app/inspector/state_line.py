"""One line at the foot of the inspector: what is known of the node's last run."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.inspector.painting import draw_text
from app.look import Look
from app.runs.results import NodeResult

__all__ = ["StateLine", "seconds_text"]

_TOKENS = {"cached": "ok", "done": "ok", "running": "accent", "failed": "fail", "blocked": "fail"}


class StateLine(QWidget):
    """A dot and a word for the state, then time and what came out."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._result = NodeResult()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_result(self, result: NodeResult) -> None:
        self._result = result
        self.setAccessibleName(self.words)
        self.setToolTip(result.summary)
        self.setVisible(bool(result.state))
        self.update()

    @property
    def words(self) -> str:
        """Without the state."""
        result = self._result
        took = seconds_text(result.seconds) if result.seconds and result.state != "running" else ""
        left = self.tr("{0} left").format(seconds_text(result.seconds_left)) if result.seconds_left else ""
        return " · ".join(filter(None, (self._word(), result.note, left, took, result.summary)))

    def _word(self) -> str:
        words = {
            "cached": self.tr("cached"),
            "stale": self.tr("not computed yet"),
            "queued": self.tr("waiting"),
            "running": self.tr("running"),
            "done": self.tr("done"),
            "failed": self.tr("failed"),
            "blocked": self.tr("blocked"),
            "muted": self.tr("muted"),
        }
        return words.get(self._result.state, self._result.state)

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(200), self._look.px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), self._look
        painter.setPen(look.colour("hairline"))
        painter.drawLine(0, 0, self.width(), 0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(_TOKENS.get(self._result.state, "faint")))
        painter.drawEllipse(QPointF(look.px(17), self.height() / 2), look.px(3), look.px(3))
        rect = QRectF(self.rect()).adjusted(look.px(28), 0, -look.px(14), 0)
        draw_text(painter, look, rect, self.words, role="caption", token="dim")


def seconds_text(seconds: float) -> str:
    """ "0.4 s", "12 s", "3:05"."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
