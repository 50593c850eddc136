"""What main.py calls: reads the command line, makes sure of the environment, and goes on inside it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from app.bootstrap.environment import WITHOUT_DEPENDENCIES, Environment
from app.bootstrap.errors import SetupFailed
from app.bootstrap.lock_file import read_lock_file
from app.bootstrap.progress import SetupProgress
from app.exit_codes import ExitCode

ROOT = Path(__file__).resolve().parents[2]
RUNTIME = ("runtime", WITHOUT_DEPENDENCIES)
SECTIONS = {"studio": RUNTIME, "render": RUNTIME, "doctor": RUNTIME, "test": (*RUNTIME, "tests")}
SECOND_START = "KINOGRAPH_SECOND_START"


def environment_folder() -> Path:
    """Where the environment is: KINOGRAPH_VENV, or .venv beside main.py."""
    chosen = os.environ.get("KINOGRAPH_VENV", "")
    return Path(chosen).expanduser().absolute() if chosen else ROOT / ".venv"


def main(argv: Sequence[str]) -> int:
    """Runs one command line and gives its exit code. Bad usage is told before anything is installed."""
    from app.commands.parser import read_command_line

    second_start = os.environ.pop(SECOND_START, "") == "1"
    arguments = read_command_line(argv)
    if arguments.command in SECTIONS:
        try:
            ensure_environment(SECTIONS[arguments.command], argv, second_start=second_start)
        except SetupFailed as error:
            if arguments.command != "doctor":
                sys.stderr.write(f"kinograph: setting up failed. {error.message}\n  {error.remedy}\n")
                return ExitCode.SETUP
            arguments.setup_problem = error
        except KeyboardInterrupt:
            sys.stderr.write("kinograph: setting up was cancelled; the same command begins it again.\n")
            return ExitCode.CANCELLED
    from app.commands import run_command

    return run_command(arguments)


def ensure_environment(sections: tuple[str, ...], argv: Sequence[str], *, second_start: bool = False) -> None:
    """Returns inside an environment that holds the sections: at once, or by replacing this process with one there."""
    lock = read_lock_file(Path(os.environ.get("KINOGRAPH_LOCK_FILE") or ROOT / "requirements.lock"))
    environment = Environment(environment_folder())
    if not environment.is_ready(lock, sections):
        progress = SetupProgress()
        try:
            environment.prepare(lock, sections, progress)
        finally:
            progress.close()
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    if environment.is_running():
        return
    if second_start:
        raise SetupFailed(
            f"The Python of {environment.folder} does not run in it (its prefix is {sys.prefix}).",
            f"Remove {environment.folder} and run the same command again.",
        )
    _start_again_in(environment, argv)


def _start_again_in(environment: Environment, argv: Sequence[str]) -> None:
    """Goes on with the same command line in the environment's Python. Does not return."""
    os.environ[SECOND_START] = "1"
    command = [str(environment.python), str(ROOT / "main.py"), *argv]
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "nt":
        sys.exit(subprocess.run(command, check=False).returncode)
    os.execv(command[0], command)
