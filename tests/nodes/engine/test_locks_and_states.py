"""Locked nodes keep their result; the state of every node is known before a run."""

from __future__ import annotations

import pytest

from nodes.engine import DiskStore, Engine, Job
from nodes.values import Number

NODES = {"s": ("start", {"value": 1.0}), "p": "plus", "q": ("plus", {"by": 10})}
WIRES = ("s > p.a", "p > q.a")
CHANGED = {**NODES, "s": ("start", {"value": 5.0})}


def test_a_locked_node_without_a_result_runs_once(run, world):
    run(NODES, *WIRES, locked=["p"])
    run(NODES, *WIRES, locked=["p"])
    assert world.ran["plus"] == 0


def test_a_locked_node_keeps_its_result_though_its_inputs_changed(run, world):
    run(NODES, *WIRES, locked=["p"])
    result = run(CHANGED, *WIRES, locked=["p"])
    assert result.value("q") == Number(12)
    assert not world.ran


def test_locking_after_the_run_takes_the_result_that_is_there(run, world):
    run(NODES, *WIRES)
    run(NODES, *WIRES, locked=["p"], targets=["p"])
    assert run(CHANGED, *WIRES, locked=["p"]).value("q") == Number(12)


def test_what_comes_after_a_locked_node_follows_its_own_settings(run, world):
    run(NODES, *WIRES, locked=["p"])
    result = run({**CHANGED, "q": ("plus", {"by": 20})}, *WIRES, locked=["p"])
    assert result.value("q") == Number(22)
    assert world.ran == {"plus": 1}


def test_unlocking_lets_the_node_follow_its_inputs_again(run):
    run(NODES, *WIRES, locked=["p"])
    run(CHANGED, *WIRES, locked=["p"])
    assert run(CHANGED, *WIRES).value("q") == Number(16)
    assert run(CHANGED, *WIRES, locked=["p"]).value("q") == Number(16)


def test_a_locked_result_outlives_the_budget_and_forgetting(registry, document, world, tmp_path):
    engine = Engine(registry, memory_bytes=1 << 10, checkpoints=tmp_path)
    nodes = {"b": ("big", {"kilobytes": 8}), "r": "read_text"}
    engine.run(Job(document(nodes, "b > r.text", locked=["b"])))
    engine.forget()
    world.ran.clear()
    nodes["b"] = ("big", {"kilobytes": 8, "tag": 3})
    assert engine.run(Job(document(nodes, "b > r.text", locked=["b"]))).value("r").text[0] == "0"
    assert world.ran["big"] == 0


def test_a_locked_list_is_kept(run, world):
    nodes = {"m": "many", "p": "plus"}
    run(nodes, "m > p.a", locked=["p"])
    result = run({"m": ("many", {"first": 7}), "p": "plus"}, "m > p.a", locked=["p"])
    assert [item.value for item in result.value("p").items] == [1, 2, 3]


def test_a_failed_locked_node_runs_again(run, world):
    nodes = {"s": "start", "f": "fail"}
    run(nodes, "s > f.a", locked=["f"])
    world.broken = False
    assert run(nodes, "s > f.a", locked=["f"]).ok


def test_locks_survive_a_restart_when_there_is_a_store(registry, document, world, tmp_path):
    def engine():
        return Engine(registry, store=DiskStore(tmp_path / "store"), checkpoints=tmp_path / "checkpoints")

    first = engine()
    first.run(Job(document(NODES, *WIRES, locked=["p"]), project_path="a.kino"))
    first.close()
    second = engine()
    world.ran.clear()
    result = second.run(Job(document(CHANGED, *WIRES, locked=["p"]), project_path="a.kino"))
    assert result.value("q") == Number(12)
    assert world.ran == {"plus": 1}, "q is cheap and was in memory only"
    other = second.run(Job(document(CHANGED, *WIRES, locked=["p"]), project_path="b.kino"))
    assert other.value("q") == Number(16), "another project has locks of its own"
    second.close()


def test_states_before_and_after_a_run(engine, document, run):
    made = document({**NODES, "x": "plus"}, *WIRES)
    assert engine.states(made) == {"s": "stale", "p": "stale", "q": "stale", "x": "blocked"}
    run(NODES, *WIRES, targets=["p"])
    assert engine.states(made) == {"s": "cached", "p": "cached", "q": "stale", "x": "blocked"}
    changed = document({**NODES, "p": ("plus", {"by": 3}), "x": "plus"}, *WIRES)
    assert engine.states(changed) == {"s": "cached", "p": "stale", "q": "stale", "x": "blocked"}


def test_states_run_nothing(engine, document, world):
    engine.states(document(NODES, *WIRES))
    assert not world.ran


def test_what_depends_on_a_blocked_node_is_blocked_and_muted_nodes_are_told(engine, document):
    states = engine.states(
        document({"s": "start", "x": "plus", "y": "plus", "z": "plus"}, "x > y.a", "s > z.a", muted=["z"])
    )
    assert states == {"s": "stale", "x": "blocked", "y": "blocked", "z": "muted"}


def test_an_effect_is_never_cached(engine, document, run):
    nodes = {"s": "start", "w": "save"}
    run(nodes, "s > w.value")
    assert engine.states(document(nodes, "s > w.value")) == {"s": "cached", "w": "stale"}


def test_a_changed_fingerprint_makes_the_node_stale(engine, document, run, world):
    run({"o": "outside"})
    assert engine.states(document({"o": "outside"})) == {"o": "cached"}
    world.stamps["x"] = "new"
    assert engine.states(document({"o": "outside"})) == {"o": "stale"}


@pytest.mark.parametrize("drop", [False, True])
def test_a_list_is_cached_only_while_all_its_elements_are(engine, document, run, drop):
    nodes = {"m": "many", "p": "plus"}
    run(nodes, "m > p.a")
    if drop:
        entry = engine.results.memory.peek(engine.run(Job(document(nodes, "m > p.a"))).outcomes["p"].key)
        engine.results.memory.drop(entry.parts[1])
    assert engine.states(document(nodes, "m > p.a"))["p"] == ("stale" if drop else "cached")
