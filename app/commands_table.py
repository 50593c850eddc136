"""Every command of the studio in one table: menus, the palette and the shortcut editor all read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.settings import Settings

__all__ = ["Command", "Commands"]


@dataclass(frozen=True)
class Command:
    """id: "canvas.tidy".  title, category: translated.  run: a method of a QObject, called without arguments.

    keys: default shortcuts as text ("Ctrl+Z").  widget: the keys work while it or a child of it has the focus; None:
    in the whole window.  checkable: run gets the new state.
    """

    id: str
    title: str
    category: str
    run: Callable[..., Any]
    keys: tuple[str, ...] = ()
    widget: QWidget | None = None
    checkable: bool = False
    help: str = ""


class Commands(QObject):
    """added(id), changed(id): a shortcut or its state. `window` receives the actions that belong to no widget."""

    added = Signal(str)
    changed = Signal(str)

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._commands: dict[str, Command] = {}
        self._actions: dict[str, QAction] = {}
        self._window: QWidget | None = None
        settings.changed.connect(self.on_setting)

    def add(self, command: Command) -> QAction:
        """Make a command known; its action is put on its widget, or on the window. Adding an id again replaces it."""
        if command.id in self._actions:
            self.remove(command.id)
        action = QAction(command.title, self)
        action.setObjectName(command.id)
        action.setCheckable(command.checkable)
        (action.toggled if command.checkable else action.triggered).connect(_Caller(command, action).call)
        self._commands[command.id], self._actions[command.id] = command, action
        self._put_keys(command)
        if command.widget is not None:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            command.widget.addAction(action)
        elif self._window is not None:
            self._window.addAction(action)
        self.added.emit(command.id)
        return action

    def remove(self, name: str) -> None:
        """Forget a command, as when its panel closes."""
        action = self._actions.pop(name, None)
        if action is not None:
            self._commands.pop(name)
            action.deleteLater()

    def set_window(self, window: QWidget) -> None:
        """Where the shortcuts of commands without a widget work."""
        self._window = window
        for name, action in self._actions.items():
            if self._commands[name].widget is None:
                action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
                window.addAction(action)

    def __iter__(self) -> Iterator[Command]:
        return iter(list(self._commands.values()))

    def __contains__(self, name: object) -> bool:
        return name in self._commands

    def __getitem__(self, name: str) -> Command:
        return self._commands[name]

    def action(self, name: str) -> QAction:
        """The action of a command, for menus and buttons. Raises KeyError when there is none."""
        return self._actions[name]

    def run(self, name: str) -> bool:
        """Do it; False when it is disabled or not known."""
        action = self._actions.get(name)
        if action is None or not action.isEnabled():
            return False
        action.trigger()
        return True

    def keys(self, name: str) -> tuple[str, ...]:
        """The shortcuts in use: what a person set, else the defaults."""
        chosen = self._chosen().get(name)
        if isinstance(chosen, list):
            return tuple(str(key) for key in chosen)
        return self._commands[name].keys if name in self._commands else ()

    def set_keys(self, name: str, keys: tuple[str, ...] | None) -> None:
        """Use other shortcuts; None goes back to the defaults. Raises SettingsError when they cannot be kept."""
        chosen = {known: value for known, value in self._chosen().items() if known != name}
        if keys is not None:
            chosen[name] = list(keys)
        self._settings.set("keys", chosen)

    def clashes(self, name: str, key: str) -> list[str]:
        """Other commands that listen to the same key in the same place."""
        wanted, mine = QKeySequence(key), self._commands[name].widget
        return [
            other.id
            for other in self
            if other.id != name
            and (other.widget is mine or other.widget is None or mine is None)
            and any(QKeySequence(used) == wanted for used in self.keys(other.id))
        ]

    def on_setting(self, name: str) -> None:
        if name == "keys":
            for command in self:
                self._put_keys(command)
                self.changed.emit(command.id)

    def _chosen(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._settings.get("keys")
        return found

    def _put_keys(self, command: Command) -> None:
        action, keys = self._actions[command.id], self.keys(command.id)
        action.setShortcuts([QKeySequence(key) for key in keys])
        hint = f" ({QKeySequence(keys[0]).toString(QKeySequence.SequenceFormat.NativeText)})" if keys else ""
        action.setToolTip(f"{command.title}{hint}")


class _Caller(QObject):
    """Lives with its action, so that no lambda holds a panel."""

    def __init__(self, command: Command, action: QAction) -> None:
        super().__init__(action)
        self._command = command

    def call(self, checked: bool = False) -> None:
        if self._command.checkable:
            self._command.run(checked)
        else:
            self._command.run()
