"""How well the last render followed the strokes, from a Path Error node below them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.desk import Desk
from app.editors.active_strokes import active_strokes
from app.editors.cautions import Cautions
from app.editors.links import link
from app.look.widgets import label
from nodes.values import Report

__all__ = ["Measured"]

GOOD = 0.03


class Measured(QWidget):
    """Hidden until there is something to tell."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._active = active_strokes(desk)
        self._cautions = Cautions(desk, self)
        self._report: Report | None = None
        self._drawn: object = None
        self._text: QLabel = label("", "box")
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self._text.linkActivated.connect(self.on_measure)
        column = QVBoxLayout(self)
        column.addWidget(self._text)
        desk.results.node_changed.connect(self.on_node_changed)
        desk.results.value_arrived.connect(self.on_value_arrived)
        desk.results.was_reset.connect(self.on_reset)
        self._active.wired.connect(self.ask)
        self._active.changed.connect(self.look)
        desk.look.changed.connect(self.look)
        self.look()
        self.ask()

    @property
    def path(self) -> str:
        report, where = self._active.around.report, self._active.where
        return f"{where}/{report}" if where and report else report

    def ask(self) -> None:
        if self.path:
            self._desk.results.request_value(self.path, "report")

    def on_node_changed(self, path: str) -> None:
        if path == self.path and str(self._desk.results.of(path).state) in ("done", "cached"):
            self.ask()

    def on_value_arrived(self, path: str, output: str, value: object, failure: object) -> None:
        if path == self.path and isinstance(value, Report):
            self._report, self._drawn = value, self._active.strokes
            self.look()

    def on_measure(self) -> None:
        """Run the graph as far as the Path Error node."""
        if self._desk.runs is not None and self.path:
            self._desk.runs.run_to(self.path)

    def on_reset(self) -> None:
        self._report = None
        self.look()

    def look(self) -> None:
        """Say it, green where the path was followed well."""
        said = self._said()
        self.setVisible(said is not None)
        if said is None:
            return
        text, token = said
        look = self._desk.look
        ground = look.colour(token)
        self._text.setText(text)
        self._text.setStyleSheet(
            f"background: rgba({ground.red()}, {ground.green()}, {ground.blue()}, 40);"
            f" border-radius: {look.px(5)}px; padding: {look.px(7)}px {look.px(10)}px; font-size: {look.px(11.5)}px;"
        )
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(look.px(12), look.px(4), look.px(12), look.px(8))

    def _said(self) -> tuple[str, str] | None:
        """What to say and the token of its ground's colour."""
        if self._report is None or not self._report.tables:
            if self._desk.runs is None or not self.path:
                return None
            return self.tr("Path Error can tell how well a render follows these strokes.") + self._link(), "hairline"
        found = {str(row[0]): row[1] for row in self._report.tables[0].rows if len(row) > 1}
        median = found.get("median")
        if not isinstance(median, int | float):
            return None
        frames = len(self._report.series[0].x) if self._report.series else self._active.timing.frames
        text = self.tr("Last render followed this path within {0} px (median of {1} frames).")
        text = text.format(f"{median:.1f}", frames)
        if self._drawn is not self._active.strokes:
            text += " " + self.tr("The strokes have changed since.") + self._link()
        return text, "ok" if float(median) <= GOOD * self._cautions.model_size()[0] else "accent"

    def _link(self) -> str:
        if self._desk.runs is None:
            return ""
        return " " + link(self._desk.look, "run", self.tr("Measure it"))
