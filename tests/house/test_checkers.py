"""The tools that read the code: ruff's rules and its form, mypy's types."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def said_by(repository: Path, *command: str) -> str:
    """What a tool complains of; empty when nothing is wrong."""
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=repository, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr if done.returncode else ""


def test_ruff_finds_nothing(repository: Path) -> None:
    assert said_by(repository, "ruff", "check", "--output-format", "concise", ".") == ""


def test_the_code_is_in_ruffs_form(repository: Path) -> None:
    assert said_by(repository, "ruff", "format", "--check", ".") == ""


def test_types_hold_strictly(repository: Path) -> None:
    assert said_by(repository, "mypy", "--no-error-summary") == ""
