"""The page of folders: where Kinograph keeps what, how large it is, open it, clear it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from app.desk import Desk
from app.look.widgets import button, label
from app.preferences.caches import Place, places, size_in_steps, size_text
from app.projects.asking import Answer, Asker, Question
from app.projects.sheet import wrapped

__all__ = ["FilesPage", "PlaceRow"]


class PlaceRow(QWidget):
    """One folder. Its size is counted little by little."""

    def __init__(self, desk: Desk, place: Place, asker: Asker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.place = place
        self._asker = asker
        self._counting: Iterator[int] = iter(())
        self._ticks = QTimer(self, interval=0)
        self._ticks.timeout.connect(self.on_tick)
        self.size: QLabel = label("", "mono")
        self.size.setAccessibleName(self.tr("Size of {0}").format(place.title))
        self.status = wrapped("", "fail")
        self.status.hide()
        self.path = wrapped(str(place.folder), "caption")
        self.open_button = button(
            self.tr("Open"), self.on_open, "chip", tip=self.tr("Show the folder of {0}").format(place.title)
        )
        self.clear_button = button(
            self.tr("Clear"), self.on_clear, "chip", tip=self.tr("Clear {0}").format(place.title)
        )
        self.clear_button.setVisible(place.clear is not None)
        grid = QGridLayout(self)
        px = desk.look.px
        grid.setContentsMargins(0, px(8), 0, px(8))
        grid.setVerticalSpacing(px(2))
        grid.setHorizontalSpacing(px(8))
        grid.addWidget(label(place.title), 0, 0)
        for column, widget in enumerate((self.size, self.open_button, self.clear_button), 1):
            grid.addWidget(widget, 0, column)
        grid.addWidget(wrapped(place.help, "caption"), 1, 0, 1, 4)
        grid.addWidget(self.path, 2, 0, 1, 4)
        grid.addWidget(self.status, 3, 0, 1, 4)
        grid.setColumnStretch(0, 1)

    def count(self) -> None:
        """Begin to count."""
        self._counting = size_in_steps(self.place.folder)
        self._ticks.start()

    def on_tick(self) -> None:
        total = next(self._counting, None)
        if total is None:
            self._ticks.stop()
            self.open_button.setEnabled(self.place.folder.is_dir())
        else:
            self.size.setText(size_text(total))

    def on_open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.place.folder)))

    def on_clear(self) -> None:
        if self.place.clear is None or (self.place.warning and not self._agreed()):
            return
        try:
            self.place.clear()
            self.status.hide()
        except OSError as error:
            self.status.setText(self.tr("Not everything could be cleared: {0}").format(error.strerror or error))
            self.status.show()
        self.count()

    def _agreed(self) -> bool:
        question = Question(
            self.tr("Clear {0}?").format(self.place.title.lower()),
            self.place.warning,
            (Answer("cancel", self.tr("Cancel")), Answer("clear", self.tr("Clear"), "now")),
        )
        return self._asker.choose(question) == "clear"


class FilesPage(QWidget):
    """All of them, and where the settings themselves lie."""

    def __init__(self, desk: Desk, asker: Asker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        state = desk.projects.state if desk.projects is not None else None
        self.rows = [PlaceRow(desk, place, asker) for place in places(state)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for row in self.rows:
            column.addWidget(row)

    def count(self) -> None:
        for row in self.rows:
            row.count()
