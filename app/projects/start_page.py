"""The start page: begin anew, go on where one was, or learn from an example."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.desk import Desk
from app.look.widgets import Hairline, label
from app.projects.cards import Card, CardGrid
from app.projects.opening import CARRIERS, SUFFIX
from app.projects.pictures import project_picture
from app.projects.recent import Recent, recent_projects
from app.projects.sheet import wrapped
from app.projects.templates import Template, templates

__all__ = ["StartPage"]

SHOWN = 6


class StartPage(QWidget):
    """Shown while nothing is open. A project, or a clip or picture that carries one, may be dropped on it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("window")
        self.setAccessibleName(self.tr("Start"))
        self.setAcceptDrops(True)
        self._desk = desk
        self._dragged = False
        self._gaps: list[tuple[QWidget, int]] = []
        self._waiting: list[tuple[Card, Path]] = []
        self._load = QTimer(self, singleShot=True, interval=0)
        self._load.timeout.connect(self.on_load_picture)
        self.examples = CardGrid(desk.look, least=270)
        self.recent = CardGrid(desk.look, least=160)
        self._recent_title = label(self.tr("Go on with"), "title")
        self._examples_title = label(self.tr("Learn from an example"), "title")
        self._column = QWidget()
        self._column.setLayout(self._right())
        self._side = self._left()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self._column)
        scroll.setAccessibleName(self.tr("Examples and recent projects"))
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._side)
        self._row.addWidget(scroll, 1)
        desk.look.changed.connect(self.on_look_changed)
        if desk.projects is not None:
            desk.projects.recent_changed.connect(self.fill_recent)
        self._fill_examples()
        self.fill_recent()
        self.on_look_changed()

    # -- what it shows -----------------------------------------------------------------------------

    def fill_recent(self) -> None:
        """Read the list of recent projects again."""
        entries = recent_projects(self._desk.settings)[:SHOWN]
        self._waiting = [(card, path) for card, path in self._waiting if card in self.examples.cards]
        self.recent.set_cards([self._recent_card(entry) for entry in entries])
        for part in (self._recent_title, self.recent):
            part.setVisible(bool(entries))
        self.first_button.setProperty("role", "" if entries else "now")
        self.first_button.style().unpolish(self.first_button)
        self.first_button.style().polish(self.first_button)

    def on_load_picture(self) -> None:
        """One picture at a time, so that the page is there at once."""
        if not self._waiting:
            return
        card, path = self._waiting.pop(0)
        if path.suffix == SUFFIX:
            card.set_picture(project_picture(path, self._desk.look, self._desk.registry))
        else:
            card.set_picture(QImage(str(path)))
        self._load.start()

    def on_look_changed(self) -> None:
        px = self._desk.look.px
        self._side.setFixedWidth(px(300))
        self._row.setContentsMargins(px(48), px(40), px(24), px(24))
        self._row.setSpacing(px(40))
        self._side_column.setSpacing(px(10))
        self._main_column.setSpacing(px(10))
        self._main_column.setContentsMargins(0, px(4), px(12), 0)
        for gap, height in self._gaps:
            gap.setFixedHeight(px(height))

    # -- what is done ------------------------------------------------------------------------------

    def on_new(self) -> None:
        if self._desk.projects is not None:
            self._desk.projects.new()

    def on_open(self) -> None:
        if self._desk.projects is not None:
            self._desk.projects.open()

    def on_first(self) -> None:
        """The example that the first steps speak of."""
        first = next(iter(templates()), None)
        if first is not None and self._desk.projects is not None:
            self._desk.projects.open_copy(first.path)

    def on_card(self) -> None:
        card = self.sender()
        if self._desk.projects is None or not isinstance(card, Card):
            return
        path = Path(str(card.property("path")))
        if card in self.examples.cards:
            self._desk.projects.open_copy(path)
        else:
            self._desk.projects.open(path)

    def on_removed(self) -> None:
        card = self.sender()
        if self._desk.projects is not None and isinstance(card, Card):
            self._desk.projects.forget(Path(str(card.property("path"))))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._dropped(event) is not None:
            event.acceptProposedAction()
            self._dragged = True
            self.update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._dragged = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        self._dragged = False
        self.update()
        path = self._dropped(event)
        if path is not None and self._desk.projects is not None:
            event.acceptProposedAction()
            self._desk.projects.open(path)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._desk.look.colour("window"))
        if self._dragged:
            px = self._desk.look.px
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._desk.look.colour("accent"), px(2)))
            painter.drawRoundedRect(self.rect().adjusted(px(8), px(8), -px(8), -px(8)), px(8), px(8))

    # -- inside ------------------------------------------------------------------------------------

    def _left(self) -> QWidget:
        side = QWidget()
        column = self._side_column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label("Kinograph", "big"))
        column.addWidget(wrapped(self.tr("Clips that move the way you draw it.")))
        column.addWidget(self._gap(4))
        self.new_button = self._wide_button(self.tr("New Project"), self.on_new, "file.new")
        self.open_button = self._wide_button(self.tr("Open…"), self.on_open, "file.open")
        column.addWidget(self.new_button)
        column.addWidget(self.open_button)
        column.addWidget(
            wrapped(self.tr("or drop a project here, or a clip or PNG that was exported with its graph."), "caption")
        )
        column.addWidget(self._gap(10))
        column.addWidget(Hairline())
        column.addWidget(label(self.tr("Your first clip"), "title"))
        for step in self._first_steps():
            column.addWidget(step)
        self.first_button = self._wide_button(self.tr("Open Dragged Ball"), self.on_first, "")
        column.addWidget(self._gap(4))
        column.addWidget(self.first_button)
        column.addStretch(1)
        return side

    def _gap(self, height: int) -> QWidget:
        """Room that grows with the scale."""
        gap = QWidget()
        self._gaps.append((gap, height))
        return gap

    def _wide_button(self, text: str, pressed: object, command: str) -> QPushButton:
        made = QPushButton(text)
        keys = self._desk.commands.keys(command) if command else ()
        made.setToolTip(f"{text} ({keys[0]})" if keys else text)
        made.setAccessibleName(text)
        made.clicked.connect(pressed)
        return made

    def _first_steps(self) -> list[QLabel]:
        steps = (
            self.tr("Open the dragged ball and press {0}. The clip plays while it is being made.").format(
                _strong(self.tr("Run"))
            ),
            self.tr("Choose {0} at the top and drag another path over the picture. Run again.").format(
                _strong(self.tr("Direct"))
            ),
            self.tr("Each example has notes that tell what to try. Nothing you change there is lost or overwritten."),
        )
        return [wrapped(f"{number}. {step}") for number, step in enumerate(steps, 1)]

    def _right(self) -> QVBoxLayout:
        column = self._main_column = QVBoxLayout()
        column.addWidget(self._recent_title)
        column.addWidget(self.recent)
        column.addWidget(self._gap(6))
        column.addWidget(self._examples_title)
        column.addWidget(self.examples)
        column.addStretch(1)
        return column

    def _fill_examples(self) -> None:
        self.examples.set_cards([self._example_card(each) for each in templates()])

    def _example_card(self, template: Template) -> Card:
        card = Card(self._desk.look, template.title, template.sentence)
        self._prepare(card, template.path, template.picture)
        return card

    def _recent_card(self, entry: Recent) -> Card:
        folder = str(entry.path.parent).replace(str(Path.home()), "~", 1)
        card = Card(self._desk.look, entry.path.stem, folder, rows=1)
        card.badge = self._when(entry) if entry.is_there else self.tr("not there")
        card.dim = not entry.is_there
        card.setToolTip(self.tr("{0}\nDelete takes it off the list.").format(entry.path))
        card.removed.connect(self.on_removed)
        self._prepare(card, entry.path, entry.path if entry.is_there else None)
        return card

    def _prepare(self, card: Card, path: Path, picture: Path | None) -> None:
        card.setProperty("path", str(path))
        card.clicked.connect(self.on_card)
        if picture is not None:
            self._waiting.append((card, picture))
            self._load.start()

    def _when(self, entry: Recent) -> str:
        if not entry.opened:
            return ""
        moment = QDateTime.fromSecsSinceEpoch(int(entry.opened))
        now = QDateTime.currentDateTime()
        if moment.date() == now.date():
            return QLocale().toString(moment.time(), QLocale.FormatType.ShortFormat)
        return QLocale().toString(moment.date(), QLocale.FormatType.ShortFormat)

    def _dropped(self, event: QDropEvent) -> Path | None:
        for url in event.mimeData().urls():
            if url.isLocalFile() and Path(url.toLocalFile()).suffix.lower() in (SUFFIX, *CARRIERS):
                return Path(url.toLocalFile())
        return None


def _strong(word: str) -> str:
    return f"<span style='font-weight:600'>{word}</span>"
