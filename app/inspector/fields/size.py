"""The field of width and height together: two numbers, a lock for their proportion, and sizes worth having."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.inspector.binding import Binding
from app.inspector.fields.field import Field
from app.inspector.fields.number import NumberField
from app.inspector.sign_button import SignButton
from nodes.graph.edits import Several
from nodes.graph.nodetype import Parameter

__all__ = ["SIZES", "SizeField", "sizes_for"]

_LOCKED = "proportions kept"
SIZES = (
    (480, 272),
    (512, 512),
    (640, 352),
    (832, 480),
    (480, 832),
    (768, 512),
    (1024, 576),
    (1280, 704),
    (1280, 720),
    (704, 1280),
    (1920, 1088),
)
"""What video models are trained on or take well: multiples of 16, most of 32."""


def sizes_for(width: Parameter, height: Parameter) -> list[tuple[int, int]]:
    """Those of SIZES that both parameters accept."""
    return [(w, h) for w, h in SIZES if not width.complaint(w) and not height.complaint(h)]


class SizeField(Field):
    """binding: of the width.  other: of the height. Either change is one undo step, with the lock both are."""

    def __init__(self, binding: Binding, other: Binding, parent: QWidget | None = None) -> None:
        super().__init__(binding, parent)
        self.other = other
        self.width_field = _Side(binding, self)
        self.height_field = _Side(other, self)
        self.width_field.partner, self.height_field.partner = self.height_field, self.width_field
        for field in (self.width_field, self.height_field):
            field.finished.connect(self.finished)
            field.refused.connect(self.refused)
        self.lock = SignButton(self.look, "unlocked", self.tr("Keep the proportion"), self.on_locked, self)
        self.lock.setCheckable(True)
        self.lock.setChecked(self._key() in self._locked())
        self.on_locked()
        self.presets = SignButton(self.look, "down", self.tr("Sizes worth having"), self.open_presets, self)
        self.setFocusProxy(self.width_field)

    @property
    def is_locked(self) -> bool:
        return self.lock.isChecked()

    def refresh(self) -> None:
        self.width_field.refresh()
        self.height_field.refresh()

    def set_wrong(self, wrong: bool) -> None:
        self.width_field.set_wrong(wrong)

    def on_locked(self) -> None:
        """Remembered for the node while the window is open."""
        self.lock.set_sign("locked" if self.is_locked else "unlocked")
        others = [key for key in self._locked() if key != self._key()]
        self.binding.desk.setProperty(_LOCKED, [*others, self._key()] if self.is_locked else others)

    def _key(self) -> str:
        return f"{self.binding.where}/{self.binding.nodes[0]}"

    def _locked(self) -> list[str]:
        return list(self.binding.desk.property(_LOCKED) or [])

    def menu(self) -> QMenu:
        """The sizes both parameters accept, and the two swapped."""
        menu = QMenu(self)
        for width, height in sizes_for(self.parameter, self.other.parameter):
            action = menu.addAction(f"{width} × {height}")
            action.setData((width, height))
        menu.addSeparator()
        swap = menu.addAction(self.tr("Swap width and height"))
        swap.setData((self.other.first(), self.binding.first()))
        menu.triggered.connect(self.on_preset)
        return menu

    def open_presets(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def on_preset(self, action: QAction) -> None:
        width, height = action.data()
        self.give(width, height)

    def give(self, width: int, height: int) -> None:
        """Both at once, as one step."""
        for binding, value in ((self.binding, width), (self.other, height)):
            said = binding.complaint(value)
            if said:
                self.refuse(self.tr("{0} is not taken: {1}.").format(value, said))
                return
        self.end()
        edits = [*self.binding.assignments(width), *self.other.assignments(height)]
        if not (self.binding.holds(width) and self.other.holds(height)):
            label = self.tr("Set the size to {0} × {1}").format(width, height)
            self.binding.desk.document.perform(Several(tuple(edits), label, self.binding.where))
        self.end()
        self.finished.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        side, gap = min(self.look.px(22), self.height()), self.look.px(2)
        each = (self.width() - 2 * side - 2 * gap) // 2
        self.width_field.setGeometry(0, 0, each, self.height())
        self.lock.setGeometry(each + gap, 0, side, self.height())
        self.height_field.setGeometry(each + side + 2 * gap, 0, each, self.height())
        self.presets.setGeometry(self.width() - side, 0, side, self.height())


class _Side(NumberField):
    """One of the two numbers; while it is locked to its partner both move."""

    partner: _Side

    def write(self, value: object) -> bool:
        field = self.parentWidget()
        now = self.binding.first()
        theirs = self.partner.binding.first()
        locked = isinstance(field, SizeField) and field.is_locked and bool(now) and bool(theirs)
        if not locked or not isinstance(value, int) or self.binding.complaint(value):
            return super().write(value)
        if self._ratio is None:
            self._ratio = theirs / now
        return self._write_both(value, self.partner.track.snapped(value * self._ratio, self.partner.track.step))

    _ratio: float | None = None

    def end(self) -> None:
        """The next change begins with the proportion of then."""
        self._ratio = None
        super().end()

    def _write_both(self, mine: int, theirs: int | float) -> bool:
        other = self.partner.binding
        edits = [*self.binding.assignments(mine), *other.assignments(theirs)]
        self.refuse("")
        return (self.binding.holds(mine) and other.holds(theirs)) or self.binding.desk.document.perform(
            Several(tuple(edits), self.tr("Set the size"), self.binding.where)
        )
