"""What Kinograph's commands answer to the shell: the one list of exit codes."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["ExitCode", "exit_code_table"]


class ExitCode(IntEnum):
    OK = 0
    INTERNAL = 1
    USAGE = 2
    PROJECT = 3
    NODE = 4
    SETUP = 5
    UNUSABLE = 6
    CANCELLED = 130


MEANINGS = {
    ExitCode.OK: "everything asked for was done",
    ExitCode.INTERNAL: "an error inside Kinograph (--debug shows where); for `test`: tests failed",
    ExitCode.USAGE: "bad usage: an unknown option, node, parameter or value",
    ExitCode.PROJECT: "the project cannot be read, or its graph cannot run as it is",
    ExitCode.NODE: "a node failed while running",
    ExitCode.SETUP: "the environment could not be set up",
    ExitCode.UNUSABLE: "doctor found something without which Kinograph cannot render",
    ExitCode.CANCELLED: "cancelled (Ctrl+C)",
}


def exit_code_table() -> str:
    """The exit codes and their meanings, one a line, as `--help` and the README show them."""
    return "\n".join(f"{code.value:>5}  {meaning}" for code, meaning in MEANINGS.items())
