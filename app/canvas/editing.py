"""What is typed on the canvas: a value, a title, a note. One widget lies over the viewport, only while it is used."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from app.canvas.anatomy import REROUTE
from app.canvas.frame_item import FrameItem, NoteItem
from app.canvas.hits import Hit
from app.canvas.metrics import HEADER
from app.canvas.node_item import NodeItem
from app.canvas.placing import dot_edits
from app.canvas.wire_item import WireItem
from app.inspector import make_field
from app.inspector.fields import Field
from nodes.graph.edits import ChangeFrame, ChangeNote, Edit, Rename

if TYPE_CHECKING:
    from app.canvas.view import CanvasView

__all__ = ["Editing"]


class Editing(QObject):
    """Enter or leaving the field keeps what was typed, Escape does not."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._widget: QWidget | None = None
        self._subject: NodeItem | FrameItem | NoteItem | None = None
        self._closing = False

    @property
    def widget(self) -> QWidget | None:
        """What is being typed into."""
        return self._widget

    def close(self) -> None:
        """Keep what was typed and put the widget away."""
        if self._widget is not None and not self._closing:
            self._finish(keep=True)

    # -- what a person does ------------------------------------------------------------------------

    def double_click(self, hit: Hit, point: QPointF) -> None:
        """Enter a subgraph, edit a value, a title or a note, put a dot on a wire, or look for a node."""
        view, item = self._view, hit.item
        if isinstance(item, NodeItem):
            if hit.port is not None:
                return
            if hit.parameter:
                self.edit_parameter(item.node.id, hit.parameter)
            elif item.node.graph is not None:
                view.desk.selection.enter(view.desk.selection.path(item.node.id))
            elif point.y() - item.y() < HEADER and item.node.type_id != REROUTE:
                self.edit_title(item.node.id)
        elif isinstance(item, FrameItem):
            self.edit_frame(item.frame.id)
        elif isinstance(item, NoteItem):
            self.edit_note(item.note.id)
        elif hit.wire is not None:
            self.add_dot(hit.wire, point)
        else:
            view.search_wanted.emit(point, None)

    def add_dot(self, wire: WireItem, point: QPointF) -> None:
        """Lead a wire through a dot here."""
        view = self._view
        name, edit = dot_edits(view.canvas.graph, wire.wire, point, view.desk.selection.where)
        if self._perform(edit):
            view.desk.selection.select([name])

    def edit_parameter(self, node: str, name: str) -> None:
        view = self._view
        item = view.canvas.nodes.get(node)
        record = item.ports.parameter(name) if item is not None and item.ports is not None else None
        box = item.face.box_of.get(name) if item is not None else None
        if item is None or record is None or box is None:
            return
        field = make_field(view.desk, view.desk.selection.where, [node], record, view.viewport())
        field.finished.connect(self.on_finished)
        scale = view.desk.look.px
        least = scale(150 if record.kind in ("choice", "file", "text") else 104)
        self._show(field, item, box.translated(item.pos()), least, field.height_for(least))

    def edit_title(self, node: str) -> None:
        """The title of a node."""
        item = self._view.canvas.nodes.get(node)
        if item is None or item.anatomy.dot:
            return
        rect = QRectF(2.0, 2.0, item.rect.width() - 4.0, HEADER - 4.0).translated(item.pos())
        self._show_line(item, item.title, rect, self.tr("Title of the node"))

    def edit_frame(self, frame: str) -> None:
        """The title of a frame."""
        item = self._view.canvas.frames.get(frame)
        if item is not None:
            rect = item.title_rect().adjusted(4, 2, -4, -2).translated(item.pos())
            self._show_line(item, item.frame.title, rect, self.tr("Title of the frame"))

    def edit_note(self, note: str) -> None:
        """The text of a note."""
        item = self._view.canvas.notes.get(note)
        if item is None:
            return
        box = QPlainTextEdit(item.note.text, self._view.viewport())
        box.setAccessibleName(self.tr("Text of the note"))
        box.setFont(self._font())
        box.installEventFilter(self)
        px = self._view.desk.look.px
        self._show(box, item, item.scene_rect(), px(200), px(90))
        box.selectAll()

    # -- events ------------------------------------------------------------------------------------

    def on_finished(self) -> None:
        self._finish(keep=True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._widget:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event)
        if event.type() == QEvent.Type.FocusOut and event.reason() != Qt.FocusReason.PopupFocusReason:  # type: ignore[attr-defined]
            self._finish(keep=True, focus=False)
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self._finish(keep=False)
            return True
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if enter and (control or isinstance(self._widget, QLineEdit)):
            self._finish(keep=True)
            return True
        return False

    # -- inside ------------------------------------------------------------------------------------

    def _show_line(self, item: NodeItem | FrameItem, text: str, rect: QRectF, name: str) -> None:
        line = QLineEdit(text, self._view.viewport())
        line.setAccessibleName(name)
        line.setFont(self._font(bold=True))
        line.installEventFilter(self)
        px = self._view.desk.look.px
        self._show(line, item, rect, px(120), px(24))
        line.selectAll()

    def _show(
        self, widget: QWidget, item: NodeItem | FrameItem | NoteItem, rect: QRectF, wide: int, high: int
    ) -> None:
        self.close()
        self._widget, self._subject = widget, item
        place = self._view.mapFromScene(rect).boundingRect()
        room = QRect(place.right() - max(place.width(), wide), place.top(), max(place.width(), wide), high)
        if isinstance(item, FrameItem | NoteItem):
            room.moveLeft(place.left())
        if place.height() > high:
            room.setHeight(place.height())
        widget.setGeometry(room)
        widget.show()
        if not isinstance(widget, Field):  # a field takes the focus by itself
            widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def _font(self, *, bold: bool = False) -> QFont:
        font = self._view.desk.look.font("node", bold=bold, scaled=False)
        font.setPixelSize(max(round(12 * self._view.pixels_a_unit), self._view.desk.look.px(11)))
        return font

    def _finish(self, *, keep: bool, focus: bool = True) -> None:
        widget, subject = self._widget, self._subject
        if widget is None or self._closing:
            return
        self._closing = True
        self._widget = self._subject = None
        edit = self._edit_of(widget, subject) if keep else None
        had_focus = widget.hasFocus() or widget.isAncestorOf(self._view.window().focusWidget() or self._view)
        widget.hide()
        widget.deleteLater()
        if edit is not None:
            self._perform(edit)
        if focus and had_focus:
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._closing = False

    def _edit_of(self, widget: QWidget, subject: NodeItem | FrameItem | NoteItem | None) -> Edit | None:
        """What was typed as an edit; None for a value (its field made it) and for nothing new."""
        where = self._view.desk.selection.where
        if isinstance(widget, QPlainTextEdit) and isinstance(subject, NoteItem):
            text = widget.toPlainText()
            return ChangeNote(replace(subject.note, text=text), where) if text != subject.note.text else None
        if not isinstance(widget, QLineEdit):
            return None
        text = widget.text().strip()
        if isinstance(subject, FrameItem):
            return ChangeFrame(replace(subject.frame, title=text), where) if text != subject.frame.title else None
        if isinstance(subject, NodeItem) and text != subject.title:
            return Rename(subject.node.id, text, where)
        return None

    def _perform(self, edit: Edit) -> bool:
        document = self._view.desk.document
        document.end_step()
        done = document.perform(edit)
        document.end_step()
        return done
