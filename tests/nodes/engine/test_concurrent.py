"""Nodes declared concurrent overlap; the others take turns. Shown by meeting at a barrier, not by a clock."""

from __future__ import annotations

import threading

from nodes.engine import CancelToken
from nodes.values import Number


def test_concurrent_nodes_run_at_the_same_time(run, world):
    world.barrier = threading.Barrier(3)
    nodes = {"s": "start", **{f"m{i}": ("meet", {"tag": str(i)}) for i in range(3)}}
    result = run(nodes, *[f"s > m{i}.a" for i in range(3)])
    assert result.ok
    assert world.ran["meet"] == 3


def test_concurrent_nodes_inside_expansions_run_at_the_same_time(run, world):
    world.barrier = threading.Barrier(3)
    nodes = {"s": "start", **{f"x{i}": ("expand_meet", {"tag": str(i)}) for i in range(3)}}
    result = run(nodes, *[f"s > x{i}.a" for i in range(3)])
    assert [result.value(f"x{i}") for i in range(3)] == [Number(1)] * 3


def test_elements_of_a_list_run_at_the_same_time(run, world):
    world.barrier = threading.Barrier(4)
    result = run({"m": ("many", {"count": 4}), "x": "meet"}, "m > x.a")
    assert [item.value for item in result.value("x").items] == [1, 2, 3, 4]


def test_what_depends_on_a_concurrent_node_waits_for_it(run, world):
    nodes = {"s": "start", "m": "meet", "p": "plus", "m2": "meet"}
    assert run(nodes, "s > m.a", "m > p.a", "p > m2.a").value("m2") == Number(3)


def test_other_nodes_run_while_a_concurrent_one_is_at_work(run, world):
    nodes = {"s": "start", "g": "wait_gate", "o": "open_gate", "sum": "add"}
    assert run(nodes, "s > g.a", "s > o.a", "g > sum.a", "o > sum.b").ok


def test_the_same_concurrent_work_in_two_places_runs_once(run, world):
    nodes = {"s": "start", "g": "wait_gate", "g2": "wait_gate", "o": "open_gate"}
    result = run(nodes, "s > g.a", "s > g2.a", "s > o.a")
    assert result.ok
    assert world.ran["wait_gate"] == 1
    assert result.value("g") == result.value("g2") == Number(0)


def test_a_failing_concurrent_node_is_named_and_the_others_go_on(run, world):
    world.barrier = threading.Barrier(2)
    nodes = {"s": "start", "f": "fail_apart", "m": "meet", "m2": ("meet", {"tag": "2"}), "p": "plus"}
    result = run(nodes, "s > f.a", "s > m.a", "s > m2.a", "f > p.a")
    assert result.failed["f"].message == "It broke apart."
    assert result.outcomes["m"].state == result.outcomes["m2"].state == "done"
    assert result.outcomes["p"].state == "blocked"
    world.broken, world.barrier = False, None
    result = run(nodes, "s > f.a", "s > m.a", "s > m2.a", "f > p.a")
    assert result.ok, "the engine recovers"
    assert world.ran == {"fail_apart": 1, "plus": 1}


def test_an_ordinary_failure_while_concurrent_work_is_pending_leaves_that_alone(run, world):
    nodes = {"s": "start", "g": "wait_gate", "o": ("open_gate", {"broken": True}), "p": "plus"}
    result = run(nodes, "s > g.a", "s > o.a", "g > p.a")
    assert set(result.failed) == {"o"}
    assert result.value("p") == Number(1)


def test_a_second_run_of_concurrent_nodes_runs_nothing(run, world):
    nodes = {"m": "many", "x": "meet"}
    run(nodes, "m > x.a")
    assert run(nodes, "m > x.a").outcomes["x"].cached
    assert not world.ran


def test_concurrent_work_can_be_cancelled(run, world):
    cancel = CancelToken()
    nodes = {"s": "start", "g": "wait_gate", "p": "plus"}
    threading.Thread(target=lambda: (world.arrived.wait(20), cancel.cancel())).start()
    result = run(nodes, "s > g.a", "g > p.a", cancel=cancel)
    assert result.cancelled
    assert "p" not in result.outcomes
    world.gate.set()
    assert run(nodes, "s > g.a", "g > p.a").ok


def test_concurrent_results_that_were_finished_when_the_run_was_cancelled_are_kept(run, world):
    cancel = CancelToken()
    nodes = {"s": "start", "m": "meet", "g": "wait_gate", "p": "plus"}
    threading.Thread(target=lambda: (world.arrived.wait(20), cancel.cancel())).start()
    run(nodes, "s > m.a", "s > g.a", "g > p.a", cancel=cancel)
    world.gate.set()
    run(nodes, "s > m.a", "s > g.a", "g > p.a")
    assert world.ran["meet"] == 0
