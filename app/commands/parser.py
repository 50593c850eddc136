"""The command line: commands, options and their help. Standard library only, so that bad usage is told at once."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from app.exit_codes import exit_code_table

EXAMPLE = "assets/projects/dragged-ball.kino"
COMMANDS = ("render", "doctor", "test")
STUDIO_OPTIONS = ("--new-window", "--debug")


def read_command_line(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments as a namespace with at least `command` and `debug`. Leaves with code 2 on bad usage.

    A line that begins with no command is the studio's: nothing at all, or a project.
    """
    argv = list(argv)
    if _is_for_the_studio(argv):
        return _studio_parser().parse_args(argv)
    if argv[:1] == ["test"] and not {"-h", "--help"} & set(argv[1:2]):
        return argparse.Namespace(command="test", debug=False, pytest_arguments=argv[1:])
    arguments = build_parser().parse_args(argv)
    if arguments.command == "render" and arguments.output and arguments.list:
        build_parser().error("render --list renders nothing, so it takes no -o")
    return arguments


def front_page() -> str:
    """What can be done from the command line, for where no window can be opened."""
    return (
        f"  python3 main.py render {EXAMPLE} -o out.mp4\n"
        "      render a project from the command line\n"
        f"  python3 main.py render {EXAMPLE} --list\n"
        "      show what a project makes and what can be set in it\n"
        "  python3 main.py doctor\n"
        "      look at this machine: Python, GPU, memory, codecs, disk\n"
        "  python3 main.py test\n"
        "      run the whole test suite\n"
    )


def _is_for_the_studio(argv: Sequence[str]) -> bool:
    """Nothing, an option of the studio, or what can only be a file: a mistyped command is none."""
    if not argv or argv[0] in STUDIO_OPTIONS:
        return True
    first = argv[0]
    if first.startswith("-") or first in COMMANDS:
        return False
    return bool(Path(first).suffix) or "/" in first or os.sep in first or Path(first).exists()


def _studio_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="main.py",
        description="Opens the studio, with a project when one is named.",
        epilog=f"exit codes:\n{exit_code_table()}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(command="studio")
    parser.add_argument(
        "project", nargs="?", metavar="PROJECT", help="a .kino file, or a clip that carries its graph"
    )
    parser.add_argument("--new-window", action="store_true", help="do not hand the project to a window that is open")
    parser.add_argument("--debug", action="store_true", help="show tracebacks of errors")
    return parser


def build_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="main.py",
        description="Kinograph: a node-graph studio for motion-controlled video diffusion.\n\n"
        "Without a command the studio opens: main.py [--new-window] [PROJECT]",
        epilog=f"exit codes:\n{exit_code_table()}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"Kinograph {_version()}")
    parser.set_defaults(command=None, debug=False)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_render(commands)
    _add_doctor(commands)
    test = _add(
        commands, "test", "set up what the tests need and run the whole suite; --screenshots FOLDER: pictures"
    )
    test.add_argument("pytest_arguments", nargs="*", metavar="PYTEST_ARGUMENT", help="given on to pytest as they are")
    return parser


def _add_render(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    render = _add(commands, "render", "render a project's outputs")
    render.description = "Renders a project: every output in it, or the ones named with --target."
    render.add_argument("project", metavar="PROJECT", help="a .kino file, or a clip that carries its graph")
    render.add_argument("-o", "--output", metavar="FILE", help="where the project's clip goes (with one output)")
    render.add_argument("--out-dir", metavar="FOLDER", help="the folder for all outputs")
    render.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NODE.PARAMETER=VALUE",
        help="change a parameter for this run; NODE is a node's id or title; may be repeated",
    )
    render.add_argument("--seed", type=int, metavar="N", help="the seed of everything random in the project")
    render.add_argument("--target", action="append", default=[], metavar="NODE", help="run only to this node")
    render.add_argument("--fresh", action="store_true", help="do not take results from the cache on disk")
    render.add_argument("--list", action="store_true", help="show outputs and parameters, render nothing")
    render.add_argument("--json", action="store_true", help="one JSON event a line on standard output, nothing else")
    render.add_argument("--debug", action="store_true", help="show tracebacks of errors")


def _add_doctor(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    doctor = _add(commands, "doctor", "look at this machine and say what is wrong, with the remedy")
    doctor.description = "Looks at Python, GPU and memory, torch, codecs, OpenGL, fonts, caches and disk."
    doctor.add_argument("--json", action="store_true", help="the findings as one JSON document")
    doctor.add_argument("--debug", action="store_true", help="show tracebacks of errors")
    doctor.set_defaults(setup_problem=None)


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, help_text: str
) -> argparse.ArgumentParser:
    return commands.add_parser(
        name,
        help=help_text,
        allow_abbrev=False,
        epilog=f"exit codes:\n{exit_code_table()}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _version() -> str:
    from app import __version__

    return __version__
