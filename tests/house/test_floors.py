"""The three floors: arrows point down only, and looking at a graph starts nothing heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("torch", "diffusers", "transformers", "cv2", "av", "scipy", "skimage", "PySide6")


def test_the_import_contracts_hold(repository: Path) -> None:
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", program, "--no-cache"], cwd=repository, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def imported_names(module: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize(
    ("floor", "forbidden"),
    [
        ("app", {"torch", "diffusers", "transformers", "accelerate", "peft", "models"}),
        ("nodes", {"PySide6", "pyqtgraph", "OpenGL", "app"}),
        ("models", {"PySide6", "pyqtgraph", "OpenGL", "app", "nodes"}),
    ],
)
def test_a_floor_imports_nothing_it_may_not(repository: Path, floor: str, forbidden: set[str]) -> None:
    found = {
        str(module.relative_to(repository)): sorted(imported_names(module) & forbidden)
        for module in (repository / floor).rglob("*.py")
        if imported_names(module) & forbidden
    }
    assert not found


def test_bootstrap_and_command_line_need_only_the_standard_library(repository: Path) -> None:
    before_the_environment = [
        repository / "main.py",
        *(repository / "app/bootstrap").glob("*.py"),
        repository / "app/__init__.py",
        repository / "app/exit_codes.py",
        repository / "app/commands/__init__.py",
        repository / "app/commands/parser.py",
    ]
    allowed = set(sys.stdlib_module_names) | {"app"}
    found = {module.name: sorted(imported_names(module) - allowed) for module in before_the_environment}
    assert not {name: foreign for name, foreign in found.items() if foreign}


def loaded_by(statement: str, repository: Path) -> set[str]:
    program = f"{statement}\nimport sys\nprint(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", program], cwd=repository, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["nodes", "nodes.values", "nodes.graph", "nodes.engine", "nodes.motion"])
def test_importing_the_graph_language_brings_nothing_heavy(repository: Path, module: str) -> None:
    assert not loaded_by(f"import {module}", repository).intersection(HEAVY)


def test_registering_every_node_brings_nothing_heavy(repository: Path) -> None:
    statement = "from nodes.graph import default_registry; default_registry()"
    assert not loaded_by(statement, repository).intersection(HEAVY)


def test_importing_the_commands_brings_nothing_heavy(repository: Path) -> None:
    loaded = loaded_by("import app.commands.render, app.commands.doctor, app.commands.run_tests", repository)
    assert not loaded.intersection(HEAVY)
