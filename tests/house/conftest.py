"""The files that make up the repository, as the house rules look at them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

# What is made in a working copy, for where git cannot be asked.
MADE = ("__pycache__", "out")


@pytest.fixture(scope="session")
def repository_files(repository: Path) -> list[Path]:
    """Every file git knows; in a copy without git, every file that no command makes."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=repository, capture_output=True, text=True, check=True)
        names = [name for name in listed.stdout.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        names = [
            str(file.relative_to(repository))
            for file in repository.rglob("*")
            if not any(part in MADE or part.startswith(".") for part in file.relative_to(repository).parts)
        ]
    return [repository / name for name in names if (repository / name).is_file()]


@pytest.fixture(scope="session")
def modules(repository_files: list[Path]) -> list[Path]:
    return [file for file in repository_files if file.suffix == ".py"]
