"""`render`: run a project in this process and show it going on."""

from __future__ import annotations

import argparse
import contextlib
import json
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from app.commands.addresses import find_place, places_of
from app.commands.display import JsonDisplay, RunDisplay, TerminalDisplay
from app.commands.failure import CommandFailed
from app.commands.listing import listing, listing_text
from app.commands.overrides import with_seed, with_settings
from app.commands.project_file import OpenedProject, open_project
from app.commands.summary import Written, summary_data, summary_text
from app.exit_codes import ExitCode
from app.folders import cache_folder, results_folder
from app.targets import output_targets
from nodes.engine import CancelToken, DiskStore, Durations, Engine, Job, RunResult, events
from nodes.errors import EngineError
from nodes.graph import Flat, Graph, GraphInvalid, Registry, default_registry, resolve
from nodes.values import Report

__all__ = ["render"]


def render(arguments: argparse.Namespace) -> int:
    """Runs `render` with these arguments; gives the exit code. With --json standard output gets nothing but JSON."""
    try:
        return _render(arguments)
    except CommandFailed as failure:
        if arguments.json:
            JsonDisplay(sys.stdout).fail(int(failure.code), failure.message, failure.remedy)
        sys.stderr.write(_paragraph(failure.message, failure.remedy))
        return failure.code


def _render(arguments: argparse.Namespace) -> int:
    registry = default_registry()
    project = open_project(Path(arguments.project), registry)
    graph = with_settings(project.graph, registry, arguments.set)
    seeded: list[str] = []
    if arguments.seed is not None:
        graph, seeded = with_seed(graph, registry, arguments.seed)
    if arguments.list:
        found = listing(graph, registry)
        sys.stdout.write(_json(found) if arguments.json else listing_text(found) + "\n")
        return ExitCode.OK
    flat = resolve(graph, registry)
    targets = _targets(arguments.target, graph, registry, flat)
    _require_runnable(flat, targets, project)
    job = Job(
        document={**project.document, "graph": graph.to_document()},
        targets=targets,
        project_path=str(project.path),
        output_folder=str(Path(arguments.out_dir or ".").absolute()),
        outputs=_named_outputs(arguments.output, flat, targets),
    )
    titles = {place.path: place.title for place in places_of(graph, registry)}
    display: RunDisplay
    if arguments.json:
        display = JsonDisplay(sys.stdout)
    else:
        display = TerminalDisplay(sys.stdout, lambda path: titles.get(path, path))
        for name in seeded:
            sys.stdout.write(f"  seed {arguments.seed} for {name}\n")
    return _run(job, registry, display, fresh=arguments.fresh, titles=titles)


def _run(job: Job, registry: Registry, display: RunDisplay, *, fresh: bool, titles: dict[str, str]) -> int:
    written: list[Written] = []
    failures: list[events.NodeFailed] = []
    began = time.time()

    def on_event(event: events.Event) -> None:
        if isinstance(event, events.NodeWrites):
            written.append(Written(event.node, Path(event.path)))
        elif isinstance(event, events.NodeFailed):
            failures.append(event)
        display.show(event)

    with _engine(registry, fresh=fresh) as engine, _cancel_on_interrupt() as cancel:
        try:
            result = engine.run(job, on_event, cancel)
        except EngineError as error:
            raise CommandFailed(ExitCode.PROJECT, error.message, error.remedy) from error
        reports = _reports(result, titles)
    if result.cancelled:
        sys.stderr.write("kinograph: cancelled; nothing half-written was left.\n")
        return ExitCode.CANCELLED
    files = [file for each in written for file in each.files(since=began)]
    display.summary(summary_data(result, files, reports), summary_text(result, files, reports))
    if result.ok:
        return ExitCode.OK
    for failure in failures:
        sys.stderr.write(
            _paragraph(f"{titles.get(failure.node, failure.node)} failed. {failure.message}", failure.remedy)
        )
    if not failures:
        blocked = [path for path in result.targets if path in result.outcomes and result.outcomes[path].error]
        for path in blocked:
            error = result.outcomes[path].error
            assert error is not None
            sys.stderr.write(_paragraph(f"{titles.get(path, path)}: {error.message}", error.remedy))
    return ExitCode.NODE


@contextlib.contextmanager
def _engine(registry: Registry, *, fresh: bool) -> Iterator[Engine]:
    """An engine with the results on disk, or without any earlier ones."""
    durations = Durations(cache_folder() / "durations.json")
    if fresh:
        with tempfile.TemporaryDirectory(prefix="kinograph-") as folder:
            engine = Engine(registry, durations=durations, checkpoints=Path(folder))
            try:
                yield engine
            finally:
                engine.close()
        return
    try:
        store = DiskStore(results_folder())
    except OSError as error:
        raise CommandFailed(
            ExitCode.SETUP,
            f"The cache folder {results_folder()} cannot be used: {error.strerror or error}.",
            "Make room or allow writing there, or set XDG_CACHE_HOME to another place.",
        ) from error
    engine = Engine(registry, durations=durations, store=store)
    try:
        yield engine
    finally:
        engine.close()


@contextlib.contextmanager
def _cancel_on_interrupt() -> Iterator[CancelToken]:
    """A token thrown by the first Ctrl+C; the second one interrupts at once."""
    cancel = CancelToken()
    if threading.current_thread() is not threading.main_thread():
        yield cancel
        return
    before = signal.getsignal(signal.SIGINT)

    def asked(number: int, frame: object) -> None:
        cancel.cancel()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    signal.signal(signal.SIGINT, asked)
    try:
        yield cancel
    finally:
        signal.signal(signal.SIGINT, before)


def _targets(named: list[str], graph: Graph, registry: Registry, flat: Flat) -> tuple[str, ...]:
    """What to run: the nodes named, else every output and every report."""
    if named:
        targets = [find_place(name, graph, registry).path for name in named]
        for path in targets:
            if not flat.targets_of(path):
                raise CommandFailed(ExitCode.USAGE, f"--target {path}: the node is muted or makes nothing.")
        return tuple(targets)
    found = output_targets(flat) or tuple(dict.fromkeys(flat.sinks()))
    if not found:
        raise CommandFailed(
            ExitCode.PROJECT, "The project is empty: there is nothing to render.", "Add an output node."
        )
    return found


def _named_outputs(output: str | None, flat: Flat, targets: tuple[str, ...]) -> dict[str, str]:
    if output is None:
        return {}
    wanted = {path for target in targets for path in flat.targets_of(target)}
    effects = [path for path in flat.effects() if path in wanted]
    if len(effects) != 1:
        names = ", ".join(effects) or "none"
        raise CommandFailed(
            ExitCode.USAGE,
            f"-o {output} names one file, and this run has {len(effects)} outputs ({names}).",
            "Choose one with --target, or give --out-dir." if effects else "Choose an output with --target.",
        )
    return {effects[0]: str(Path(output).absolute())}


def _require_runnable(flat: Flat, targets: tuple[str, ...], project: OpenedProject) -> None:
    """Raises CommandFailed (bad project) with every problem, when any target depends on one."""
    needed = set(flat.ancestors(path for target in targets for path in flat.targets_of(target)))
    problems = [problem for problem in flat.problems if problem.blocking and problem.node in needed]
    if problems:
        raise CommandFailed(ExitCode.PROJECT, f"{project.path}: {GraphInvalid(problems).message}")


def _reports(result: RunResult, titles: dict[str, str]) -> dict[str, Report]:
    """Every report among the targets' outputs, by the node's title."""
    found = {}
    for path in result.targets:
        outcome = result.outcomes.get(path)
        for value in outcome.outputs.values() if outcome is not None else ():
            if isinstance(value, Report):
                found[titles.get(path, path)] = value
    return found


def _paragraph(message: str, remedy: str) -> str:
    return f"kinograph: {message}\n" + (f"  {remedy}\n" if remedy else "")


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, default=str) + "\n"
