"""The field of a seed: exact digits, however many, with a dice and one more."""

from __future__ import annotations

import secrets

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.inspector.binding import Binding
from app.inspector.fields.field import Field
from app.inspector.fields.number import NumberField
from app.inspector.sign_button import SignButton

__all__ = ["SeedField"]

_DICE_BITS = 32


class SeedField(Field):
    """The lock keeps the seed from the dice. Thrown seeds have at most 32 bits, so that they can be read aloud."""

    def __init__(self, binding: Binding, parent: QWidget | None = None) -> None:
        super().__init__(binding, parent)
        self.number = NumberField(binding, self)
        self.number.finished.connect(self.finished)
        self.number.refused.connect(self.refused)
        self.lock = SignButton(self.look, "unlocked", self.tr("Lock the seed"), self.on_locked, self)
        self.lock.setCheckable(True)
        self.more = SignButton(self.look, "plus", self.tr("The next seed"), self.next_seed, self)
        self.dice = SignButton(self.look, "dice", self.tr("Another seed at random"), self.throw, self)
        self.setFocusProxy(self.number)

    def refresh(self) -> None:
        self.number.refresh()

    def begin(self) -> None:
        self.number.begin()

    def set_wrong(self, wrong: bool) -> None:
        self.number.set_wrong(wrong)

    def throw(self) -> None:
        """Another seed for all nodes, the same for each."""
        highest = self.parameter.maximum
        limit = min(2**_DICE_BITS, int(highest) + 1) if highest is not None else 2**_DICE_BITS
        self._give(secrets.randbelow(limit))

    def next_seed(self) -> None:
        """One more than now; after the last one the first."""
        first = self.binding.first()
        highest = self.parameter.maximum
        value = int(first) + 1 if isinstance(first, int) else 0
        self._give(0 if highest is not None and value > highest else value)

    def on_locked(self) -> None:
        locked = self.lock.isChecked()
        self.lock.set_sign("locked" if locked else "unlocked")
        self.dice.setEnabled(not locked)
        self.more.setEnabled(not locked)

    def _give(self, value: int) -> None:
        self.end()
        self.write(value)
        self.end()
        self.finished.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        px, side = self.look.px, min(self.look.px(22), self.height())
        buttons = (self.lock, self.more, self.dice) if self.width() >= px(150) else (self.dice,)
        for button in (self.lock, self.more, self.dice):
            button.setVisible(button in buttons)
        left = self.width() - len(buttons) * side
        self.number.setGeometry(0, 0, left - px(2), self.height())
        for place, button in enumerate(buttons):
            button.setGeometry(left + place * side, 0, side, self.height())
