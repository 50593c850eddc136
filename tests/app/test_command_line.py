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


@pytest.mark.parametrize(
    ("line", "project"),
    [([], None), (["a.kino"], "a.kino"), (["out/clip.mp4"], "out/clip.mp4"), (["--new-window", "a.kino"], "a.kino")],
)
def test_without_a_command_the_studio_opens(line: list[str], project: str | None) -> None:
    arguments = parser.read_command_line(line)
    assert (arguments.command, arguments.project) == ("studio", project)
    assert arguments.new_window is ("--new-window" in line)


def test_where_no_window_can_be_the_commands_are_named() -> None:
    for command in ("render", "doctor", "test"):
        assert f"python3 main.py {command}" in parser.front_page()


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"DISPLAY": "", "WAYLAND_DISPLAY": ""}, "neither DISPLAY nor WAYLAND_DISPLAY is set"),
        ({"DISPLAY": ":31999", "WAYLAND_DISPLAY": ""}, "the screen :31999"),
    ],
)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux names its screen in the environment")
def test_without_a_screen_the_studio_says_so_and_names_the_way_on(
    repository: Path, variables: dict[str, str], told: str
) -> None:
    environment = {**os.environ, **variables}
    environment.pop("QT_QPA_PLATFORM", None)
    command = [sys.executable, "-c", STUDIO, str(repository)]
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == ExitCode.UNUSABLE
    assert told in done.stderr
    assert "main.py render" in done.stderr


def test_a_project_that_is_not_there_is_told_before_any_window(repository: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", STUDIO, str(repository), str(tmp_path / "gone.kino")]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == ExitCode.PROJECT
    assert "gone.kino" in done.stderr


STUDIO = """
import sys
sys.path.insert(0, sys.argv[1])
from app.commands import run_command
from app.commands.parser import read_command_line
sys.exit(run_command(read_command_line(sys.argv[2:])))
"""


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
