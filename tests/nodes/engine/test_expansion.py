"""Nodes that expand to a fragment of graph: loops, mixed answers, errors shown on the node that expanded."""

from __future__ import annotations

import pytest

from nodes.engine import events
from nodes.values import Number


@pytest.mark.parametrize("times", [1, 2, 3, 4])
def test_a_for_loop_by_expansion_gives_exact_values(run, world, times):
    nodes = {"s": ("start", {"value": 255.0}), "loop": ("repeat", {"times": times})}
    assert run(nodes, "s > loop.a").value("loop") == Number(255 // 2**times)
    assert world.ran == {"start": 1, "repeat": times + 1, "halve": times}


def test_a_longer_loop_reuses_the_turns_that_were_made(run, world):
    nodes = {"s": ("start", {"value": 255.0}), "loop": ("repeat", {"times": 3})}
    run(nodes, "s > loop.a")
    result = run({**nodes, "loop": ("repeat", {"times": 4})}, "s > loop.a")
    assert result.value("loop") == Number(15)
    assert world.ran["halve"] == 1
    run(nodes, "s > loop.a")
    assert not world.ran


def test_a_changed_start_runs_the_loop_again(run, world):
    nodes = {"s": ("start", {"value": 255.0}), "loop": ("repeat", {"times": 2})}
    run(nodes, "s > loop.a")
    assert run({**nodes, "s": ("start", {"value": 100.0})}, "s > loop.a").value("loop") == Number(25)
    assert world.ran["halve"] == 2


def test_a_loop_of_hundreds_of_turns_needs_no_recursion(run, world):
    nodes = {"s": "start", "loop": ("repeat", {"times": 400, "body": "test.plus"})}
    assert run(nodes, "s > loop.a").value("loop") == Number(400)


def test_expansions_and_plain_answers_mix_over_a_list(run, world):
    result = run(
        {"m": ("many", {"count": 4}), "e": "even_by_expansion", "p": "plus"}, "m > e.a", "e > p.a", targets=["e", "p"]
    )
    assert [item.value for item in result.value("e").items] == [10, 1, 12, 3]
    assert [item.value for item in result.value("p").items] == [11, 2, 13, 4]
    again = run(
        {"m": ("many", {"count": 4}), "e": "even_by_expansion", "p": "plus"}, "m > e.a", "e > p.a", targets=["e", "p"]
    )
    assert not world.ran
    assert [item.value for item in again.value("e").items] == [10, 1, 12, 3]


def test_an_expansion_runs_the_same_inner_work_once(run, world):
    nodes = {"s": "start", "x": "expand_to", "p": "plus"}
    assert run(nodes, "s > x.a", "s > p.a").ok
    assert world.ran["plus"] == 1


def test_two_equal_expansions_run_once(run, world):
    nodes = {"s": "start", "x": "expand_to", "y": "expand_to"}
    result = run(nodes, "s > x.a", "s > y.a")
    assert result.value("x") == result.value("y") == Number(1)
    assert world.ran["expand_to"] == 1


def test_only_the_visible_node_is_told_of(run):
    run({"s": "start", "loop": ("repeat", {"times": 2})}, "s > loop.a")
    assert {getattr(event, "node", "s") for event in run.events} == {"s", "loop"}
    finished = [event.node for event in run.events if isinstance(event, events.NodeFinished)]
    assert finished == ["s", "loop"]


def test_an_error_inside_shows_on_the_visible_node_once(run, world):
    nodes = {"s": "start", "x": ("expand_to", {"type_id": "test.fail"}), "p": "plus", "q": "plus"}
    result = run(nodes, "s > x.a", "x > p.a", "s > q.a")
    assert result.failed.keys() == {"x"}
    assert result.failed["x"].message == "No 0 today."
    assert [event.node for event in run.events if isinstance(event, events.NodeFailed)] == ["x"]
    assert result.outcomes["p"].state == "blocked"
    assert result.outcomes["q"].state == "done"
    world.broken = False
    result = run(nodes, "s > x.a", "x > p.a", "s > q.a")
    assert result.ok
    assert world.ran["fail"] == 1


def test_errors_inside_over_a_list_each_name_their_own_cause(run):
    result = run({"m": "many", "x": ("expand_to", {"type_id": "test.fail"})}, "m > x.a")
    told = [event.message for event in run.events if isinstance(event, events.NodeFailed)]
    assert sorted(told) == ["No 0 today.", "No 1 today.", "No 2 today."]
    assert result.outcomes["x"].state == "failed"


def test_a_failing_loop_body_fails_the_loop(run, world):
    nodes = {"s": "start", "loop": ("repeat", {"times": 3, "body": "test.fail"}), "p": "plus"}
    result = run(nodes, "s > loop.a", "loop > p.a")
    assert result.failed.keys() == {"loop"}
    assert result.outcomes["p"].state == "blocked"
    assert world.ran["fail"] == 1


def test_an_expansion_that_fails_in_part_fails_and_its_good_output_goes_on(run, world):
    nodes = {"s": "start", "x": "expand_pair", "p": "plus", "q": "plus"}
    result = run(nodes, "s > x.a", "x.good > p.a", "x.bad > q.a")
    assert result.failed.keys() == {"x"}
    assert result.value("p") == Number(2)
    assert result.outcomes["q"].state == "blocked"
    world.broken = False
    result = run(nodes, "s > x.a", "x.good > p.a", "x.bad > q.a")
    assert result.ok
    assert world.ran["expand_pair"] == 1


def test_an_effect_inside_an_expansion_runs(run, world):
    assert run({"s": "start", "x": "expand_save"}, "s > x.a").ok
    assert world.saved == [1]


def test_a_block_inside_blocks_what_depends_on_the_visible_node(run):
    nodes = {"s": ("start", {"value": 1.0}), "x": ("expand_to", {"type_id": "test.stop_at"}), "p": "plus"}
    result = run(nodes, "s > x.a", "x > p.a")
    assert not result.failed
    assert result.outcomes["x"].state == result.outcomes["p"].state == "blocked"


def test_a_cycle_inside_an_expansion_is_the_visible_nodes_error(run):
    result = run({"s": "start", "x": "expand_cycle", "p": "plus"}, "s > x.a", "s > p.a")
    assert "feeds itself" in result.failed["x"].message
    assert result.outcomes["p"].state == "done"


def test_a_node_that_expands_to_itself_is_its_error(run):
    result = run({"s": "start", "x": ("expand_to", {"type_id": "test.expand_to"})}, "s > x.a")
    assert result.failed.keys() == {"x"}
    assert "1000 times" in result.failed["x"].message or "very same work" in result.failed["x"].message


def test_an_endless_expansion_that_changes_each_time_is_the_visible_nodes_error(run):
    result = run(
        {"s": "start", "x": ("expand_to", {"type_id": "test.expand_to", "shift": 1}), "p": "plus"},
        "s > x.a",
        "s > p.a",
    )
    assert result.failed.keys() == {"x"}
    assert "1000 times" in result.failed["x"].message
    assert result.outcomes["p"].state == "done"


@pytest.mark.parametrize("how", ["nowhere", "unwired", "type", "names"])
def test_an_expansion_that_cannot_be_is_the_nodes_error(run, how):
    result = run({"s": "start", "x": ("expand_badly", {"how": how})}, "s > x.a")
    assert result.failed.keys() == {"x"}
    assert run({"s": "start"}).ok


def test_loops_leave_no_node_types_behind(run, engine):
    nodes = {"s": "start", "loop": ("repeat", {"times": 20, "body": "test.plus"})}
    run(nodes, "s > loop.a")
    known = len(engine._calls)
    run({**nodes, "loop": ("repeat", {"times": 40, "body": "test.plus"})}, "s > loop.a")
    assert len(engine._calls) == known
