"""Lazy inputs: what a node does not ask for is not run."""

from __future__ import annotations

from nodes.values import Number

MIX = ("m.first", "m.second")


def _mix(mask, run, **rest):
    nodes = {"mask": ("start", {"value": mask}), "a": ("start", {"value": 5.0}), "b": ("plus", {"by": 2}), "m": "mix"}
    return run(nodes, "mask > m.mask", "a > b.a", "a > m.first", "b > m.second", targets=["m"], **rest)


def test_a_lazy_input_that_is_not_asked_for_does_not_run(run, world):
    result = _mix(0.0, run)
    assert result.value("m") == Number(5)
    assert world.ran["plus"] == 0
    assert "b" not in result.outcomes


def test_a_lazy_input_that_is_asked_for_runs_with_what_feeds_it(run, world):
    assert _mix(1.0, run).value("m") == Number(7)
    assert world.ran == {"start": 2, "plus": 1, "needs": 2, "mix": 1}


def test_both_lazy_inputs_run_when_both_are_asked_for(run, world):
    assert _mix(0.5, run).value("m") == Number(6)


def test_a_second_run_of_a_lazy_node_runs_nothing(run, world):
    _mix(1.0, run)
    result = _mix(1.0, run)
    assert world.ran.keys() <= {"needs"}
    assert result.outcomes["m"].cached


def test_changing_what_is_not_asked_for_keeps_the_result(run, world):
    _mix(0.0, run)
    nodes = {"mask": ("start", {"value": 0.0}), "a": ("start", {"value": 5.0}), "b": ("plus", {"by": 77}), "m": "mix"}
    result = run(nodes, "mask > m.mask", "a > b.a", "a > m.first", "b > m.second", targets=["m"])
    assert result.outcomes["m"].cached
    assert world.ran["mix"] == world.ran["plus"] == 0


def test_a_node_may_ask_again_once_it_knows_more(run, world):
    nodes = {"z": "start", "a": ("start", {"value": -1.0}), "b": ("start", {"value": 4.0}), "f": "fallback"}
    wires = ("z > f.mask", "a > f.first", "b > f.second")
    assert run(nodes, *wires, targets=["f"]).value("f") == Number(4)
    nodes["a"] = ("start", {"value": 1.0})
    assert run(nodes, *wires, targets=["f"]).value("f") == Number(1)
    assert world.ran["start"] == 1, "the second input was not run for it"


def test_lazy_inputs_over_a_list_are_asked_for_element_by_element(run, world):
    nodes = {
        "masks": "many",
        "half": ("start", {"value": 0.5}),
        "a": ("start", {"value": 0.0}),
        "b": ("start", {"value": 127.0}),
        "m": "mix",
    }
    result = run(
        {**nodes, "masks": ("many", {"count": 2})}, "masks > m.mask", "a > m.first", "b > m.second", targets=["m"]
    )
    assert [item.value for item in result.value("m").items] == [0, 127]
    world.ran.clear()
    result = run(
        {**nodes, "masks": ("many", {"count": 1})}, "masks > m.mask", "a > m.first", "b > m.second", targets=["m"]
    )
    assert [item.value for item in result.value("m").items] == [0]


def test_a_lazy_wire_to_a_node_that_failed_already_reuses_the_failure(run, world):
    nodes = {"one": ("start", {"value": 1.0}), "f": "fail", "p": "plus", "m": "mix", "a": "start"}
    wires = ("one > f.a", "f > p.a", "one > m.mask", "a > m.first", "f > m.second")
    result = run(nodes, *wires, targets=["p", "m"])
    assert world.ran["fail"] == 1
    assert set(result.failed) == {"f"}
    assert result.outcomes["m"].state == result.outcomes["p"].state == "blocked"


def test_a_let_go_result_that_a_lazy_input_wants_after_all_is_run_again_only_when_it_is_gone(
    registry, document, world, tmp_path
):
    from nodes.engine import Engine, Job

    nodes = {"s": "start", "big": ("start", {"value": 1.0}), "p": "plus", "q": "plus", "m": "mix"}
    made = document(nodes, "s > p.a", "p > q.a", "big > m.mask", "p > m.second", "q > m.first")
    for budget in (1 << 30, 0):
        world.ran.clear()
        engine = Engine(registry, memory_bytes=budget, checkpoints=tmp_path)
        result = engine.run(Job(made, ("q", "m")))
        assert result.value("m") == Number(1)
        assert result.outcomes["p"].state == "done"
        assert world.ran["plus"] == 2


def test_an_answer_that_names_no_lazy_input_is_the_nodes_error(registry, world, tmp_path):
    from typing import Annotated

    from nodes.engine import Engine, Job
    from nodes.graph import Graph, Lazy, Node, Registry, node

    @node("Odd", needs=lambda **_: ["nothing"])
    def odd(a: Annotated[Number | None, Lazy()] = None) -> Number:
        """Ask for what is not there.

        a: lazy.
        """
        return Number(1)

    engine = Engine(Registry.from_functions(odd), checkpoints=tmp_path)
    result = engine.run(Job(Graph([Node("o", "odd.odd")]).to_document()))
    assert result.ok  # nothing is wired to a lazy input: nobody is asked
    assert result.value("o") == Number(1)
