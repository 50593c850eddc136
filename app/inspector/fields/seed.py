"""The field of a seed: exact digits, however many, a dice, and what becomes of it after a run."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.inspector.binding import Binding
from app.inspector.fields.field import Field
from app.inspector.fields.number import NumberField
from app.inspector.seed_habits import HABITS, Habit, habits_of, thrown
from app.inspector.sign_button import SignButton

__all__ = ["SeedField"]

_SIGNS: dict[Habit, str] = {"keep": "locked", "next": "plus", "another": "shuffle"}


class SeedField(Field):
    """after: the sign tells whether the seed is kept, grows or changes after each run; a click lets one choose."""

    def __init__(self, binding: Binding, parent: QWidget | None = None) -> None:
        super().__init__(binding, parent)
        self._habits = habits_of(binding.desk)
        self.number = NumberField(binding, self)
        binding.setParent(self)
        self.number.finished.connect(self.finished)
        self.number.refused.connect(self.refused)
        self.dice = SignButton(self.look, "dice", self.tr("Another seed at random"), self.throw, self)
        self.after = SignButton(self.look, "locked", self.tr("After each run"), self.open_menu, self)
        self.setFocusProxy(self.number)

    @property
    def habit(self) -> Habit:
        """Of the leading node."""
        return self._habits.of(self._path(self.binding.nodes[0]), self.binding.name)

    def refresh(self) -> None:
        self.number.refresh()
        self.after.set_sign(_SIGNS[self.habit])
        self.after.setToolTip(self.tr("After each run: {0}").format(self._words()[self.habit]))

    def begin(self) -> None:
        self.number.begin()

    def set_wrong(self, wrong: bool) -> None:
        self.number.set_wrong(wrong)

    def throw(self) -> None:
        """Another seed, the same for all nodes."""
        self.end()
        self.write(thrown(self.parameter.maximum))
        self.end()
        self.finished.emit()

    def menu(self) -> QMenu:
        """What may become of it after a run."""
        menu = QMenu(self)
        for habit in HABITS:
            action = menu.addAction(self._words()[habit])
            action.setData(habit)
            action.setCheckable(True)
            action.setChecked(habit == self.habit)
        menu.triggered.connect(self.on_habit)
        return menu

    def open_menu(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.after.mapToGlobal(QPoint(0, self.after.height())))

    def on_habit(self, action: QAction) -> None:
        for node in self.binding.nodes:
            self._habits.choose(self._path(node), self.binding.name, action.data())
        self.refresh()

    def _path(self, node: str) -> str:
        return f"{self.binding.where}/{node}" if self.binding.where else node

    def _words(self) -> dict[Habit, str]:
        return {"keep": self.tr("keep it"), "next": self.tr("one more"), "another": self.tr("another at random")}

    def resizeEvent(self, event: QResizeEvent) -> None:
        px, side = self.look.px, min(self.look.px(22), self.height())
        buttons = (self.dice, self.after) if self.width() >= px(130) else (self.dice,)
        self.after.setVisible(self.after in buttons)
        left = self.width() - len(buttons) * side
        self.number.setGeometry(0, 0, left - px(2), self.height())
        for place, button in enumerate(buttons):
            button.setGeometry(left + place * side, 0, side, self.height())
