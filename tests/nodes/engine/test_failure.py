"""A failing node stops only what depends on it, says why, and may be tried again."""

from __future__ import annotations

import pytest

from nodes.engine import events
from nodes.errors import NodeError

NODES = {"s": "start", "f": "fail", "p": "plus", "q": ("plus", {"by": 2}), "w": "save", "w2": "save"}
WIRES = ("s > f.a", "f > p.a", "p > w.value", "s > q.a", "q > w2.value")


def test_an_error_names_its_node_and_its_way_out(run):
    result = run(NODES, *WIRES)
    assert set(result.failed) == {"f"}
    assert (result.failed["f"].message, result.failed["f"].remedy) == ("No 0 today.", "Come again.")
    [told] = [event for event in run.events if isinstance(event, events.NodeFailed)]
    assert (told.node, told.message, told.remedy, told.code) == ("f", "No 0 today.", "Come again.", "node")
    assert "NodeError" in told.detail
    with pytest.raises(NodeError, match="No 0 today"):
        result.value("f")


def test_a_failure_stops_only_what_depends_on_it(run, world):
    result = run(NODES, *WIRES)
    assert world.saved == [2]
    assert {path: outcome.state for path, outcome in result.outcomes.items()} == {
        "s": "done", "f": "failed", "p": "blocked", "w": "blocked", "q": "done", "w2": "done",
    }  # fmt: skip
    assert not result.ok
    assert "f failed" in result.outcomes["w"].error.message


def test_what_is_blocked_is_told_with_its_cause(run):
    run(NODES, *WIRES)
    blocked = {event.node: event.by for event in run.events if isinstance(event, events.NodeBlocked)}
    assert blocked == {"p": "f", "w": "f"}
    assert run.events[-1] == events.RunFinished(ok=False, cancelled=False, seconds=0.0)


def test_a_failure_is_never_kept_and_a_retry_runs_the_node_again(run, world):
    run(NODES, *WIRES)
    world.broken = False
    result = run(NODES, *WIRES)
    assert result.ok
    assert world.ran == {"fail": 1, "plus": 1, "save": 2}


def test_a_failing_node_runs_once_even_if_two_depend_on_it(run, world):
    run({**NODES, "r": ("plus", {"by": 7})}, *WIRES, "f > r.a", targets=["p", "r", "w"])
    assert world.ran["fail"] == 1


def test_the_same_failing_work_in_two_places_is_done_once_and_told_twice(run, world):
    nodes = {"s": "start", "f": "fail", "f2": "fail"}
    result = run(nodes, "s > f.a", "s > f2.a")
    assert world.ran["fail"] == 1
    assert set(result.failed) == {"f", "f2"}


def test_two_independent_failures_are_both_told(run):
    nodes = {"s": "start", "f": "fail", "c": "crash"}
    assert set(run(nodes, "s > f.a", "s > c.a").failed) == {"f", "c"}


def test_when_everything_fails_the_run_is_not_ok(run):
    assert not run({"s": "start", "f": "fail"}, "s > f.a").ok


def test_a_failure_outside_the_targets_does_not_matter(run):
    assert run(NODES, *WIRES, targets=["w2"]).ok


def test_failures_with_targets_stop_only_their_dependants(run):
    result = run(NODES, *WIRES, targets=["p", "q"])
    assert result.outcomes["p"].state == "blocked"
    assert result.outcomes["q"].state == "done"


def test_what_ran_before_the_failure_is_cached_for_the_next_run(run, world):
    run(NODES, *WIRES)
    run(NODES, *WIRES)
    assert world.ran["start"] == 0


def test_a_blocked_and_a_failed_input_together_block_once(run):
    nodes = {"s": ("start", {"value": 1.0}), "f": "fail", "b": "stop_at", "sum": "add"}
    result = run(nodes, "s > f.a", "s > b.a", "f > sum.a", "b > sum.b")
    assert result.outcomes["sum"].state == "blocked"
    assert result.outcomes["b"].state == "blocked"
    assert set(result.failed) == {"f"}


def test_a_node_that_blocks_is_no_failure(run):
    result = run({"s": ("start", {"value": 1.0}), "b": "stop_at", "p": "plus"}, "s > b.a", "b > p.a")
    assert not result.failed
    assert "not this one" in result.outcomes["p"].error.message


@pytest.mark.parametrize("how", ["ValueError", "SystemExit"])
def test_an_unexpected_exception_is_the_nodes_error(run, world, how):
    nodes = {"s": "start", "c": ("crash", {"how": how}), "p": "plus"}
    result = run(nodes, "s > c.a", "s > p.a")
    error = result.failed["c"]
    assert isinstance(error, NodeError)
    assert how in error.message
    assert "ouch" in error.message
    assert error.remedy
    assert result.outcomes["p"].state == "done"
    assert run({"s": "start", "p": "plus"}, "s > p.a").ok


def test_running_out_of_memory_is_a_node_error_with_advice_and_frees_what_is_loaded(run, engine):
    engine.resources.get("pipe", object)
    result = run({"s": "start", "c": ("crash", {"how": "MemoryError"})}, "s > c.a")
    assert result.failed["c"].code == "node.out-of-memory"
    assert "smaller" in result.failed["c"].remedy
    assert len(engine.resources) == 0


def test_an_error_does_not_hold_on_to_what_the_node_was_working_on(run):
    error = run({"s": "start", "f": "fail"}, "s > f.a").failed["f"]
    assert error.__traceback__ is None


def test_a_result_of_the_wrong_type_is_the_nodes_error(run):
    result = run({"s": "start", "m": "malformed"}, "s > m.a")
    assert "test.malformed returned a Text for 'number', a Number" in result.failed["m"].message


def test_a_converter_that_fails_fails_the_node_its_wire_ends_at(run, world):
    nodes = {"s": ("start", {"value": 13.0}), "r": "read_text"}
    result = run(nodes, "s > r.text")
    assert {path: error.message for path, error in result.failed.items()} == {"r": "Not thirteen."}
    assert [event.node for event in run.events if isinstance(event, events.NodeFailed)] == ["r"]
    world.broken = False
    assert run(nodes, "s > r.text").ok


def test_a_listener_that_fails_does_not_disturb_the_run(engine, document, world, caplog):
    from nodes.engine import Job

    def listen(event):
        raise RuntimeError("deaf")

    assert engine.run(Job(document({"s": "start"})), listen).ok
    assert "listener" in caplog.text


def test_the_same_work_in_two_places_after_a_failure_is_blocked_in_both(run):
    nodes = {"s": "start", "f": "fail", "p": "plus", "p2": "plus"}
    result = run(nodes, "s > f.a", "f > p.a", "f > p2.a")
    assert result.outcomes["p"].state == result.outcomes["p2"].state == "blocked"
    assert set(result.failed) == {"f"}
