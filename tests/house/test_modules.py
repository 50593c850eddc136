"""Every module: one subject in a readable length, told in its first line, under a name that says what it is."""

from __future__ import annotations

import ast
import re
from pathlib import Path

MOST_LINES = 450
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "stuff"}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def test_every_module_opens_with_one_line_that_says_what_it_is_for(modules: list[Path], repository: Path) -> None:
    wrong = []
    for module in modules:
        first = (ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or "").split("\n\n")[0]
        if not first.endswith((".", "?")) or "\n" in first:
            wrong.append(str(module.relative_to(repository)))
    assert not wrong


def test_no_module_is_too_long_to_have_one_subject(modules: list[Path], repository: Path) -> None:
    lengths = {
        str(module.relative_to(repository)): len(module.read_text(encoding="utf-8").splitlines())
        for module in modules
        if module.relative_to(repository).parts[0] != "tests"
    }
    assert not {name: lines for name, lines in lengths.items() if lines > MOST_LINES}


def test_names_of_modules_say_what_is_in_them(modules: list[Path], repository: Path) -> None:
    assert not [str(module.relative_to(repository)) for module in modules if module.stem in EMPTY_NAMES]


def test_nothing_is_left_as_a_note_to_oneself(modules: list[Path], repository: Path) -> None:
    looked_at = [module for module in modules if module != Path(__file__).resolve()]
    assert not [
        f"{module.relative_to(repository)}:{number}"
        for module in looked_at
        for number, line in enumerate(module.read_text(encoding="utf-8").splitlines(), 1)
        if UNFINISHED.search(line)
    ]


def test_no_error_is_swallowed_in_silence(modules: list[Path], repository: Path) -> None:
    assert not [
        f"{module.relative_to(repository)}:{node.lineno}"
        for module in modules
        if module.relative_to(repository).parts[0] != "tests"
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or all(isinstance(statement, ast.Pass) for statement in node.body))
    ]
