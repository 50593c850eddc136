"""The command line before any environment: help, versions, bad usage, and the front page; with a bare Python."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.commands import parser
from app.exit_codes import ExitCode


def call(repository: Path, tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """main.py in a Python that sees no installed package, told of an environment that does not exist."""
    variables = {**os.environ, "KINOGRAPH_VENV": str(tmp_path / "env")}
    command = [sys.executable, "-I", "-S", "-c", BARE, str(repository), *arguments]
    return subprocess.run(
        command, cwd=tmp_path, env=variables, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


# -S leaves installed packages out; main.py itself is run as a person's shell would.
BARE = """
import runpy, sys
root = sys.argv[1]
sys.path.insert(0, root)
sys.argv = [root + "/main.py", *sys.argv[2:]]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def test_without_a_command_it_says_that_the_studio_is_not_here_and_names_the_commands(
    repository: Path, tmp_path: Path
) -> None:
    done = call(repository, tmp_path)
    assert done.returncode == 0
    assert "not here yet" in done.stdout
    for command in ("render", "doctor", "test"):
        assert f"python3 main.py {command}" in done.stdout
    assert not (tmp_path / "env").exists(), "nothing is installed for a page of text"


def test_the_version_is_told(repository: Path, tmp_path: Path) -> None:
    import app

    done = call(repository, tmp_path, "--version")
    assert (done.returncode, done.stdout) == (0, f"Kinograph {app.__version__}\n")
    assert f'version = "{app.__version__}"' in (repository / "pyproject.toml").read_text()


@pytest.mark.parametrize("command", [[], ["render"], ["doctor"], ["test"]])
def test_help_shows_the_exit_codes(repository: Path, tmp_path: Path, command: list[str]) -> None:
    done = call(repository, tmp_path, *command, "--help")
    assert done.returncode == 0
    for code in ExitCode:
        assert re.search(rf"^ +{int(code)}  \w", done.stdout, re.MULTILINE)
    assert not (tmp_path / "env").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["rendre"], "rendre"),
        (["render"], "PROJECT"),
        (["render", "a.kino", "--sed", "3"], "--sed"),
        (["render", "a.kino", "--seed", "three"], "three"),
        (["render", "a.kino", "--list", "-o", "out.mp4"], "-o"),
        (["render", "a.kino", "b.kino"], "b.kino"),
        (["doctor", "--fast"], "--fast"),
        (["--verbose"], "--verbose"),
    ],
)
def test_bad_usage_is_told_before_anything_is_installed(
    repository: Path, tmp_path: Path, arguments: list[str], told: str
) -> None:
    done = call(repository, tmp_path, *arguments)
    assert done.returncode == ExitCode.USAGE
    assert told in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "env").exists()


def test_everything_after_test_goes_to_pytest_as_it_is() -> None:
    arguments = parser.read_command_line(["test", "-k", "strokes", "--maxfail", "1", "-x"])
    assert arguments.pytest_arguments == ["-k", "strokes", "--maxfail", "1", "-x"]


def test_each_exit_code_is_told_apart() -> None:
    assert len({int(code) for code in ExitCode}) == len(ExitCode)


def test_an_old_python_gets_a_sentence(repository: Path) -> None:
    """The page stays readable by any Python 3, and only looks at the version before it imports anything of ours."""
    import ast

    page = (repository / "main.py").read_text(encoding="utf-8")
    ast.parse(page, feature_version=(3, 4))
    old = "import sys, collections\nsys.version_info = (3, 8, 0)\nsys.version = '3.8.0 (old)'\n"
    done = subprocess.run(
        [sys.executable, "-c", old + page], cwd=repository, capture_output=True, text=True, check=False
    )
    assert done.returncode == ExitCode.SETUP
    assert "3.11 or newer" in done.stderr
    assert "3.8.0" in done.stderr
