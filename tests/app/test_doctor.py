"""`doctor`: what it finds on this machine, for people and for programs; what is wrong is said and remedied."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

NAMES = {
    "python",
    "system",
    "environment",
    "disk",
    "opengl",
    "window",
    "fonts",
    "memory",
    "torch",
    "gpu",
    "codecs",
    "model",
    "cache",
}

# The command as main.py runs it once it is inside an environment; no other environment is looked at or made.
INSIDE = """
import sys
sys.path.insert(0, sys.argv.pop(1))
from app.commands import run_command
from app.commands.parser import read_command_line
sys.exit(run_command(read_command_line(sys.argv[1:])))
"""


def doctor(repository: Path, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", INSIDE, str(repository), "doctor", *options]
    return subprocess.run(
        command,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def found(repository: Path) -> dict[str, Any]:
    done = doctor(repository, "--json")
    document: dict[str, Any] = json.loads(done.stdout)
    document["exit_code"] = done.returncode
    return document


def test_every_part_of_the_machine_is_looked_at(found: dict[str, Any]) -> None:
    assert {finding["name"] for finding in found["findings"]} == NAMES
    assert all(finding["told"] for finding in found["findings"])


def test_every_problem_has_a_remedy_and_decides_the_exit_code(found: dict[str, Any]) -> None:
    problems = [finding for finding in found["findings"] if finding["state"] == "problem"]
    assert all(finding["remedy"] for finding in problems)
    assert found["usable"] is not bool(problems)
    assert found["exit_code"] == (6 if problems else 0)
    assert found["schema"] == 1


def test_torch_and_codecs_are_as_the_lock_file_has_them(found: dict[str, Any], repository: Path) -> None:
    told = {finding["name"]: finding for finding in found["findings"]}
    pinned = next(
        line for line in (repository / "requirements.lock").read_text().splitlines() if line.startswith("torch==")
    )
    assert pinned.partition("==")[2] in told["torch"]["told"]
    for name in ("H.264", "H.265", "VP9", "AV1", "ProRes", "FFV1"):
        assert name in told["codecs"]["told"]


def test_for_people_each_finding_is_a_line_and_the_last_says_whether_it_works(repository: Path) -> None:
    done = doctor(repository)
    lines = done.stdout.splitlines()
    for name in NAMES:
        assert any(line[4:].strip().startswith(name) for line in lines), name
    assert lines[-1] == (
        "Kinograph can render here."
        if done.returncode == 0
        else "Kinograph cannot render here until what is marked !! is mended."
    )
    assert done.stderr == ""


def test_sizes_of_the_caches_are_told(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "kinograph").mkdir()
    (tmp_path / "kinograph" / "clip").write_bytes(bytes(3_000_000))
    document = json.loads(doctor(repository, "--json", XDG_CACHE_HOME=str(tmp_path)).stdout)
    assert any("3 MB" in finding["told"] for finding in document["findings"] if finding["name"] == "cache")


def test_an_environment_that_lacks_a_package_is_a_problem_with_its_remedy(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "platformdirs").mkdir()
    (tmp_path / "platformdirs" / "__init__.py").write_text("raise ImportError('half a package')\n")
    done = doctor(repository, "--json", PYTHONPATH=str(tmp_path))
    findings = {finding["name"]: finding for finding in json.loads(done.stdout)["findings"]}
    assert findings["packages"]["state"] == "problem"
    assert "half a package" in findings["packages"]["told"]
    assert "environment" in findings["packages"]["remedy"]
    assert done.returncode == 6
