"""Everything in the window is reached by keyboard, has a name for who cannot see it, and goes through translation."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.window import StudioWindow

APP = Path(__file__).resolve().parents[3] / "app"
WORKSPACES = ("build", "direct", "review")
SHOWN_BY = {"setToolTip", "setPlaceholderText", "setWindowTitle", "setAccessibleName", "addAction", "addTab", "say"}
SHOWN_BY_MAKING = {"QLabel", "QPushButton", "QCheckBox", "QRadioButton", "QGroupBox", "label", "button"}


@pytest.fixture
def full(window: StudioWindow, example: Desk) -> StudioWindow:
    for name in window.docks.frames:
        window.docks.panel(name)
    return window


@pytest.fixture
def example(example_desk: Desk) -> Desk:
    return example_desk


def controls(window: StudioWindow) -> list[QWidget]:
    """What takes the keyboard and is to be seen."""
    return [
        each
        for each in window.findChildren(QWidget)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.focusProxy() is None
        and each.isVisible()
        and each.isEnabled()
    ]


def named(widget: QWidget) -> bool:
    if widget.accessibleName().strip():
        return True
    if isinstance(widget, QAbstractButton):
        return any(sign.isalnum() for sign in widget.text())
    proxy = widget.parentWidget()
    return isinstance(widget, QLineEdit) and proxy is not None and bool(proxy.accessibleName())


def told(widget: QWidget) -> str:
    names = []
    here: QWidget | None = widget
    while here is not None and len(names) < 4:
        names.append(type(here).__name__)
        here = here.parentWidget()
    return " in ".join(names)


@pytest.mark.parametrize("workspace", WORKSPACES)
@pytest.mark.parametrize("node", ["sample", "drawing", "image", "prompt"])
def test_every_control_has_a_name(full: StudioWindow, workspace: str, node: str) -> None:
    full.desk.selection.select([node])
    full.desk.commands.run(f"workspace.{workspace}")
    nameless = sorted({told(each) for each in controls(full) if not named(each)})
    assert not nameless


@pytest.mark.parametrize("workspace", WORKSPACES)
def test_tab_comes_to_every_panel_and_back(full: StudioWindow, qtbot: QtBot, workspace: str) -> None:
    """Along the chain of the keyboard no control stands alone, and it ends where it began."""
    full.desk.commands.run(f"workspace.{workspace}")
    begin = full.top_bar.menu_button
    chain: list[QWidget] = []
    here = begin
    while True:
        here = here.nextInFocusChain()
        if here is begin or len(chain) > 20_000:
            break
        chain.append(here)
    assert here is begin
    missing = sorted({told(each) for each in controls(full) if each is not begin and each not in set(chain)})
    assert not missing


def test_buttons_say_their_shortcut_or_what_they_do(full: StudioWindow) -> None:
    silent = []
    for each in full.findChildren(QAbstractButton):
        words = any(sign.isalpha() for sign in each.text())
        if each.isVisible() and not words and not each.toolTip():
            silent.append(told(each))
    assert not sorted(set(silent))


def test_labels_that_name_a_control_are_not_cut(full: StudioWindow) -> None:
    cut = [
        f"{label.text()!r} in {told(label)}"
        for label in full.top_bar.findChildren(QLabel)
        if label.isVisible() and label.width() + 1 < label.sizeHint().width()
    ]
    assert not cut


def shown_texts(tree: ast.AST) -> list[tuple[int, str]]:
    """Literals that go straight to the screen: the first argument of what shows text, with a word in it."""
    found = []
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or not call.args:
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        first = call.args[0]
        if (
            name in SHOWN_BY | SHOWN_BY_MAKING
            and isinstance(first, ast.Constant)
            and isinstance(first.value, str)
            and len([sign for sign in first.value if sign.isalpha()]) > 2
            and first.value not in ("Kinograph",)
        ):
            found.append((call.lineno, first.value))
    return found


def test_what_is_written_on_the_screen_goes_through_translation() -> None:
    bare = []
    for module in sorted(APP.rglob("*.py")):
        if module.relative_to(APP).parts[0] in ("bootstrap", "commands"):
            continue
        for line, text in shown_texts(ast.parse(module.read_text(encoding="utf-8"))):
            bare.append(f"{module.relative_to(APP)}:{line}: {text!r}")
    assert not bare
