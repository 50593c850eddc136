"""What `render` runs, and where its files go."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.commands.failure import CommandFailed
from app.exit_codes import ExitCode
from nodes.graph import Flat
from nodes.values import Report

__all__ = ["Destination", "choose_destination", "wanted_targets", "written_files"]


@dataclass(frozen=True)
class Destination:
    """folder: of every output that no file is named for.  files: the very file of an output node, by its path."""

    folder: Path
    files: dict[str, str]


def wanted_targets(flat: Flat, asked: tuple[str, ...]) -> tuple[str, ...]:
    """The nodes asked for; else every output node, and every report that is looked at by nobody else."""
    if asked:
        return asked
    reports = [path for path in flat.sinks() if _makes_a_report(flat, path)]
    return tuple(dict.fromkeys([*flat.effects(), *reports]))


def choose_destination(flat: Flat, targets: tuple[str, ...], output: str | None, folder: str | None) -> Destination:
    """Where files go: -o names the project's clip (or its one output), --out-dir the folder of the rest.

    Raises CommandFailed (bad usage) when -o could mean several outputs, or the folder cannot be one.
    """
    where = Path(folder) if folder else Path(output).parent if output else Path()
    _check_folder(where)
    if not output:
        return Destination(where.absolute(), {})
    if Path(output).is_dir():
        raise CommandFailed(ExitCode.USAGE, f"-o {output} is a folder.", "Name a file, or use --out-dir.")
    if Path(output).parent != where:
        _check_folder(Path(output).parent)
    effects = [path for path in flat.effects() if path in targets]
    clips = [path for path in effects if _file_kind(flat, path) == "clip"]
    chosen = effects if len(effects) == 1 else clips
    if len(chosen) == 1:
        return Destination(where.absolute(), {chosen[0]: str(Path(output).absolute())})
    if not effects:
        raise CommandFailed(
            ExitCode.USAGE, f"-o {output}: nothing that is rendered writes a file.", "Add a Save Clip node."
        )
    raise CommandFailed(
        ExitCode.USAGE,
        f"-o {output} could mean each of {len(chosen or effects)} outputs: {', '.join(chosen or effects)}.",
        "Choose one with --target, or give a folder for all with --out-dir.",
    )


def written_files(flat: Flat, path: str, destination: Destination) -> list[Path]:
    """The files that output node `path` has written, as far as its parameters tell."""
    named = destination.files.get(path)
    names = [named] if named else [flat.nodes[path].parameters.get(name, "") for name in _save_parameters(flat, path)]
    found: list[Path] = []
    for name in filter(None, names):
        file = destination.folder / name
        beside = file.parent.glob(f"{file.stem.split('%')[0].split('#')[0]}*") if file.parent.is_dir() else ()
        found += [file] if file.exists() else sorted(beside)[:1]
    return found


def _save_parameters(flat: Flat, path: str) -> list[str]:
    kind = flat.nodes[path].node_type
    return [each.name for each in kind.parameters if each.save] if kind else []


def _file_kind(flat: Flat, path: str) -> str:
    kind = flat.nodes[path].node_type
    return next((each.file_kind for each in kind.parameters if each.save), "") if kind else ""


def _makes_a_report(flat: Flat, path: str) -> bool:
    kind = flat.nodes[path].node_type
    return kind is not None and any(issubclass(port.type, Report) for port in kind.outputs)


def _check_folder(folder: Path) -> None:
    """Says before the work, not after it, that nothing can be written there."""
    import os

    existing = folder.absolute()
    while not existing.exists():
        existing = existing.parent
    if not existing.is_dir() or not os.access(existing, os.W_OK):
        raise CommandFailed(
            ExitCode.USAGE, f"Nothing can be written in {folder.absolute()}.", "Choose another folder."
        )
