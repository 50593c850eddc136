"""What becomes of a seed after a run: it stays, grows by one, or is thrown anew. Kept with the project."""

from __future__ import annotations

import secrets
from typing import Any, Literal

from PySide6.QtCore import QObject

from app.desk import Desk
from nodes.graph.edit import Edit
from nodes.graph.edits import SetParameter, Several

__all__ = ["HABITS", "Habit", "SeedHabits", "habits_of", "thrown"]

Habit = Literal["keep", "next", "another"]
HABITS: tuple[Habit, ...] = ("keep", "next", "another")
_EDITOR = "seeds"
_DICE_BITS = 32


def thrown(maximum: float | None) -> int:
    """A seed at random, of at most 32 bits, so that it can be read aloud."""
    limit = 2**_DICE_BITS
    return secrets.randbelow(limit if maximum is None else min(limit, int(maximum) + 1))


def habits_of(desk: Desk) -> SeedHabits:
    """The one of this desk, listening to its runs as soon as there are any."""
    found = desk.findChild(SeedHabits)
    habits = found if isinstance(found, SeedHabits) else SeedHabits(desk)
    habits.listen()
    return habits


class SeedHabits(QObject):
    """By path of the node and name of the parameter; what is not named is kept as it is."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._heard: QObject | None = None

    def listen(self) -> None:
        """Hear of runs that end."""
        runs = self._desk.runs
        if runs is not None and self._heard is not runs:
            self._heard = runs
            runs.finished.connect(self.on_finished)

    def of(self, path: str, name: str) -> Habit:
        habit = self._table().get(f"{path}.{name}")
        return habit if habit in HABITS else "keep"

    def choose(self, path: str, name: str, habit: Habit) -> None:
        """From the next run on."""
        table = {**self._table(), f"{path}.{name}": habit}
        if habit == "keep":
            table.pop(f"{path}.{name}")
        self._desk.document.project.set_editor_data(_EDITOR, table)

    def on_finished(self, run: Any) -> None:
        """A run of all that there is ended well: now the seeds change, as one undo step."""
        edits = self._edits() if run.state == "done" and not run.overrides else []
        if edits:
            self._desk.document.end_step()
            self._desk.document.perform(Several(tuple(edits), self.tr("Another seed after the run")))
            self._desk.document.end_step()

    def _edits(self) -> list[Edit]:
        edits: list[Edit] = []
        for key in self._table():
            path, _, name = key.rpartition(".")
            where, _, node = path.rpartition("/")
            face = self._desk.document.interface(where, node)
            record = face.parameter(name) if face is not None else None
            now = self._desk.document.value(where, node, name)
            if record is None or not isinstance(now, int):
                continue
            highest = record.maximum
            following = 0 if highest is not None and now >= highest else now + 1
            fresh = following if self.of(path, name) == "next" else thrown(highest)
            edits.append(SetParameter(node, name, fresh, where))
        return edits

    def _table(self) -> dict[str, Any]:
        found = self._desk.document.project.editors.get(_EDITOR)
        return dict(found) if isinstance(found, dict) else {}
