"""Undo and redo of edits: an edit runs first and is remembered only when it succeeded."""

from __future__ import annotations

from collections.abc import Callable

from nodes.graph.edit import Edit

__all__ = ["History"]


class History:
    """Steps done and undone.

    apply: changes the graph and answers with the inverse; `project.apply` (with journal), or `lambda edit:
    edit.apply(graph)` for a graph alone.
    """

    def __init__(self, apply: Callable[[Edit], Edit]) -> None:
        self._run = apply
        self._done: list[tuple[Edit, Edit]] = []
        self._undone: list[Edit] = []
        self._mergeable = False

    def apply(self, edit: Edit) -> None:
        """Change the graph. An edit with the merge key of the step before it joins that step."""
        inverse = self._run(edit)
        if self._mergeable and edit.merge_key and self._done and self._done[-1][0].merge_key == edit.merge_key:
            self._done[-1] = (edit, self._done[-1][1])
        else:
            self._done.append((edit, inverse))
        self._undone.clear()
        self._mergeable = True

    def end_step(self) -> None:
        """Let the next edit begin a new step (the mouse was released, the field was left)."""
        self._mergeable = False

    def undo(self) -> bool:
        """Take the last step back; False when there is none."""
        if not self._done:
            return False
        edit, inverse = self._done[-1]
        self._run(inverse)
        self._done.pop()
        self._undone.append(edit)
        self._mergeable = False
        return True

    def redo(self) -> bool:
        """Do the step last taken back again; False when there is none."""
        if not self._undone:
            return False
        edit = self._undone[-1]
        inverse = self._run(edit)
        self._undone.pop()
        self._done.append((edit, inverse))
        self._mergeable = False
        return True

    @property
    def step(self) -> object:
        """What the last step is, to be compared by identity: the same again once everything since is undone."""
        return self._done[-1] if self._done else self

    @property
    def undo_title(self) -> str:
        return self._done[-1][0].title if self._done else ""

    @property
    def redo_title(self) -> str:
        return self._undone[-1].title if self._undone else ""
