"""Random graphs come out the same whatever is remembered: all, nothing, or what other graphs left behind."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nodes.engine import DiskStore, Engine, Job
from nodes.values import ValueList

KINDS = {
    "start": [], "many": [], "plus": ["a"], "add": ["a", "b"], "mix": ["mask", "first", "second"],
    "four": ["a", "b", "c"], "average": ["items"], "even_by_expansion": ["a"], "repeat": ["a"], "fail": ["a"],
    "stop_at": ["a"], "meet": ["a"], "dear": ["a"], "fallback": ["mask", "first", "second"],
}  # fmt: skip
PARAMETERS = {
    "start": ("value", st.sampled_from([0.0, 1.0, 2.0])), "many": ("count", st.integers(0, 3)),
    "plus": ("by", st.integers(0, 1)), "repeat": ("times", st.integers(0, 3)),
    "fail": ("when", st.sampled_from([0.0, 1.0, 2.0, 9.0])), "stop_at": ("when", st.sampled_from([0.0, 1.0, 2.0])),
    "dear": ("size", st.integers(1, 2)),
}  # fmt: skip


@st.composite
def graphs(draw: st.DrawFn) -> tuple[dict[str, Any], list[str]]:
    nodes: dict[str, Any] = {"n0": ("start", {"value": draw(st.sampled_from([0.0, 1.0]))})}
    wires: list[str] = []
    for i in range(1, draw(st.integers(2, 12))):
        kind = draw(st.sampled_from(sorted(KINDS)))
        parameters = {}
        if kind in PARAMETERS:
            name, values = PARAMETERS[kind]
            parameters[name] = draw(values)
        nodes[f"n{i}"] = (kind, parameters)
        wires += [f"n{draw(st.integers(0, i - 1))} > n{i}.{name}" for name in KINDS[kind]]
    return nodes, wires


def _seen(engine: Engine, job: Job) -> dict[str, Any]:
    result = engine.run(job)
    found: dict[str, Any] = {}
    for path in result.targets:
        outcome = result.outcomes[path]
        state = "done" if outcome.state == "cached" else outcome.state
        values = {
            name: [item.value for item in value.items] if isinstance(value, ValueList) else value.value
            for name, value in outcome.outputs.items()
        }
        found[path] = (state, values, outcome.error.message if state == "failed" else "")
    return found


@pytest.fixture(scope="module")
def veteran(registry, tmp_path_factory):
    """An engine that has run every graph before this one, with a small budget and a store."""
    folder = tmp_path_factory.mktemp("veteran")
    engine = Engine(registry, memory_bytes=20 << 10, store=DiskStore(folder), checkpoints=folder)
    yield engine
    engine.close()


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(graphs())
def test_what_is_remembered_does_not_show(veteran, registry, document, world, tmp_path, graph):
    nodes, wires = graph
    job = Job(document(nodes, *wires), tuple(nodes))
    fresh = Engine(registry, checkpoints=tmp_path)
    expected = _seen(fresh, job)
    assert _seen(fresh, job) == expected, "everything remembered"
    assert _seen(Engine(registry, memory_bytes=0, checkpoints=tmp_path), job) == expected, "nothing remembered"
    assert _seen(veteran, job) == expected, "what other graphs left"
    last = f"n{len(nodes) - 1}"
    alone = Job(job.document, (last,))
    for engine in (fresh, veteran, Engine(registry, memory_bytes=0, checkpoints=tmp_path)):
        assert _seen(engine, alone) == {last: expected[last]}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(graphs())
def test_a_second_run_runs_nothing_that_did_not_fail(registry, document, world, tmp_path, graph):
    nodes, wires = graph
    job = Job(document(nodes, *wires), tuple(nodes))
    engine = Engine(registry, checkpoints=tmp_path)
    if not engine.run(job).ok:
        return
    world.ran.clear()
    engine.run(job)
    assert world.ran.keys() <= {"needs"}
