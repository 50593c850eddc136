"""The commands a person types after main.py. Each is imported only when it is the one asked for."""

from __future__ import annotations

import argparse
import sys

from app.exit_codes import ExitCode

__all__ = ["run_command"]


def run_command(arguments: argparse.Namespace) -> int:
    """Runs the command that was read from the command line; gives the exit code.

    An unexpected error is one paragraph on standard error; with --debug its traceback too.
    """
    try:
        return _command(arguments)
    except KeyboardInterrupt:
        sys.stderr.write("kinograph: cancelled.\n")
        return ExitCode.CANCELLED
    except BrokenPipeError:
        return ExitCode.OK
    except Exception as error:
        if arguments.debug:
            raise
        sys.stderr.write(
            f"kinograph: an error inside Kinograph: {type(error).__name__}: {error}\n"
            "  This should not happen. Run the same command with --debug to see where it came from.\n"
        )
        return ExitCode.INTERNAL


def _command(arguments: argparse.Namespace) -> int:
    match arguments.command:
        case "render":
            from app.commands.render import render

            return render(arguments)
        case "doctor":
            from app.commands.doctor import doctor

            return doctor(arguments)
        case "test":
            from app.commands.run_tests import run_tests

            return run_tests(arguments.pytest_arguments)
        case _:
            from app.commands.studio import studio

            return studio(arguments)
