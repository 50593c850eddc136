"""The engine: runs jobs in this process and remembers what it made."""

from __future__ import annotations

import marshal
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

from nodes.engine import events
from nodes.engine.calls import CallPlan
from nodes.engine.cancel import CancelToken
from nodes.engine.checkpoints import Checkpoints
from nodes.engine.context import Surroundings
from nodes.engine.disk_store import DiskStore
from nodes.engine.durations import Durations
from nodes.engine.entries import shown
from nodes.engine.expanding import Expansions
from nodes.engine.job import Job, NodeState, RunResult
from nodes.engine.memory_cache import MemoryCache
from nodes.engine.plan import Plan
from nodes.engine.progress import Reporter
from nodes.engine.resources import Resources
from nodes.engine.results import Results
from nodes.engine.running import Running
from nodes.errors import EngineError
from nodes.graph import Graph, Link, NodeType, Registry, default_registry, resolve
from nodes.values import Value, ValueList

__all__ = ["Engine"]

_PLANS_KEPT = 8


class Engine:
    """Runs one job at a time; what it made is found again by the next one.

    registry: the node types (all of nodes.library when None).  memory_bytes: budget of results in RAM.
    store: where dear results outlive the program; None keeps them in RAM only.  durations: what the time left is told
    from.  resources_kept: how many loaded pipelines stay.  checkpoints: folder of unfinished work; beside the store,
    or a temporary one, when None.
    """

    def __init__(
        self,
        registry: Registry | None = None,
        *,
        memory_bytes: int = 4 << 30,
        store: DiskStore | None = None,
        durations: Durations | None = None,
        resources_kept: int = 2,
        checkpoints: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.registry = registry if registry is not None else default_registry()
        self.results = Results(MemoryCache(memory_bytes), store)
        self.durations = durations if durations is not None else Durations()
        self.resources = Resources(resources_kept)
        self._clock = clock
        self._checkpoint_folder = checkpoints
        self._checkpoints: Checkpoints | None = None
        self._calls: dict[NodeType | None, CallPlan] = {}
        self._plans: OrderedDict[bytes, Plan] = OrderedDict()
        self._expansions = Expansions(self.registry, self._call_plan)

    def run(
        self,
        job: Job,
        on_event: Callable[[events.Event], None] | None = None,
        cancel: CancelToken | None = None,
    ) -> RunResult:
        """Bring about what the job asks for. A failing node is an outcome, not an exception.

        on_event: told what goes on, possibly from other threads, never two at once.
        Errors: EngineError when a target is not in the graph, GraphError when the document is no graph.
        """
        began = self._clock()
        cancel = cancel if cancel is not None else CancelToken()
        plan = self._plan(job)
        targets = _targets(plan, job)
        report = Reporter(on_event, self.durations, self._clock)
        around = Surroundings(job, cancel, report, self.resources, self._checkpoints_here)
        running = Running(plan, self.results, around, self.durations, self._expansions)
        names = tuple(plan.steps[index].path for index in targets)
        if report.listening:
            report.tell(events.RunStarted(len(plan.ancestors(targets)), names))
        running.run(targets)
        self.durations.save()
        seconds = self._clock() - began
        result = RunResult(running.outcomes, names, running.cancelled, seconds, self.results.find)
        report.tell(events.RunFinished(result.ok, running.cancelled, seconds))
        return result

    def states(self, job: Job | Mapping[str, Any]) -> dict[str, NodeState]:
        """What each node would be before a run: "cached", "stale", "blocked" (it cannot run) or "muted"."""
        job = job if isinstance(job, Job) else Job(job)
        plan = self._plan(job)
        keys = self._keys(job, plan)
        states: dict[str, NodeState] = {}
        for step, key in zip(plan.steps, keys, strict=True):
            if step.path != step.shown:
                continue
            if step.blocked or any(states.get(plan.steps[s.index].path) == "blocked" for s in step.eager):
                states[step.path] = "blocked"
            elif key is not None and not step.call.effect and key in self.results:
                states[step.path] = "cached"
            else:
                states[step.path] = "stale"
        for path in _muted(_graph_of(job)):
            states[path] = "muted"
        return states

    def find_value(
        self, job: Job | Mapping[str, Any], path: str, output: str = ""
    ) -> tuple[bytes, str, Value | ValueList]:
        """(key, output, value) of what a node made, where it is at hand; nothing is computed. "": its first output.

        A subgraph, a bypassed node or a reroute gives what it stands for.
        Errors: EngineError when there is no such node or output, or its result is not at hand.
        """
        job = job if isinstance(job, Job) else Job(job)
        plan = self._plan(job)
        link = _made_at(plan, path, output)
        index = plan.index.get(link.node)
        key = self._keys(job, plan)[index] if index is not None else None
        entry = self.results.find(key) if key is not None else None
        if key is None or entry is None:
            raise EngineError(f"Node {path!r} has no result for the graph as it is.", remedy="Run it.")
        name = link.output or next(iter(entry.outputs), "")
        value = shown(entry.outputs[name]) if name in entry.outputs else None
        if value is None:
            raise EngineError(f"Node {path!r} gave nothing at output {name!r}.", remedy="Look at another output.")
        return key, name, value

    def _keys(self, job: Job, plan: Plan) -> list[bytes | None]:
        report = Reporter(None, self.durations, self._clock)
        around = Surroundings(job, CancelToken(), report, self.resources, self._checkpoints_here)
        return Running(plan, self.results, around, self.durations, self._expansions).settled_keys()

    def forget(self) -> None:
        """Drop every result in RAM and every loaded resource; the disk store stays."""
        self.results.memory.clear()
        self.resources.clear()

    def close(self) -> None:
        """Let go of everything held; the engine is not used any more."""
        self.forget()
        self.durations.save()
        if self.results.store is not None:
            self.results.store.close()

    def _plan(self, job: Job) -> Plan:
        name = _name_of(job)
        plan = self._plans.get(name) if name is not None else None
        if name is None or plan is None:
            plan = Plan(resolve(_graph_of(job), self.registry), self._call_plan)
            if name is None or plan.unkeyable:
                return plan
            self._plans[name] = plan
            while len(self._plans) > _PLANS_KEPT:
                self._plans.popitem(last=False)
        else:
            self._plans.move_to_end(name)
        return plan

    def _call_plan(self, kind: NodeType | None) -> CallPlan:
        plan = self._calls.get(kind)
        if plan is None:
            plan = self._calls[kind] = CallPlan(kind)
        return plan

    def _checkpoints_here(self) -> Checkpoints:
        if self._checkpoints is None:
            folder = self._checkpoint_folder
            if folder is None and self.results.store is not None:
                folder = self.results.store.folder / "checkpoints"
            if folder is None:
                from platformdirs import user_cache_path

                folder = user_cache_path("kinograph", appauthor=False) / "checkpoints"
            folder.mkdir(parents=True, exist_ok=True)
            self._checkpoints = Checkpoints(folder)
        return self._checkpoints


def _name_of(job: Job) -> bytes | None:
    """A digest of document and overrides that only equal ones share; None when they are no plain JSON."""
    try:
        data = marshal.dumps([job.document, job.overrides], 2)  # version 2: no back references, so content only
    except ValueError:
        return None
    return blake2b(data, digest_size=16).digest()


def _graph_of(job: Job) -> Graph:
    """The graph of a job's document, which may be a graph's or a project's, with the job's parameters set."""
    document = job.document
    inner = document.get("graph")
    graph = Graph.from_document(inner if isinstance(inner, Mapping) else document)
    for path, parameters in job.overrides.items():
        node = graph.node_at(path)
        if node is None:
            raise EngineError(f"There is no node {path!r} to set parameters of.", remedy="Check the node's name.")
        *outer, name = path.split("/")
        home = graph.graph_at("/".join(outer)) if outer else graph
        assert home is not None
        home.nodes[name] = replace(node, parameters={**node.parameters, **parameters})
    return graph


def _targets(plan: Plan, job: Job) -> list[int]:
    if not job.targets:
        return plan.default_targets()
    wanted: dict[int, None] = {}
    for name in job.targets:
        found = plan.flat.targets_of(name)
        if not found:
            raise EngineError(
                f"There is nothing to run at {name!r}.", remedy="Name a node of the graph that is not muted."
            )
        wanted.update((plan.index[path], None) for path in found)
    return list(wanted)


def _made_at(plan: Plan, path: str, output: str) -> Link:
    """Where the value at a node's output is really made; output "" stands for the first."""
    stands_for = plan.flat.stands_for.get(path)
    if path in plan.index:
        return Link(path, output)
    if stands_for is None:
        raise EngineError(f"There is no node {path!r}, or it is muted.", remedy="Look at another node.")
    link = stands_for.get(output) if output else next(iter(stands_for.values()), None)
    if link is None:
        raise EngineError(f"Nothing comes out of {path!r} at {output!r}.", remedy="Look at another output.")
    return link


def _muted(graph: Graph, prefix: str = "") -> list[str]:
    found = []
    for name, node in graph.nodes.items():
        if node.muted:
            found.append(prefix + name)
        elif node.graph is not None:
            found.extend(_muted(node.graph, f"{prefix}{name}/"))
    return found
