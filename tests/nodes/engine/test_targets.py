"""What a run brings about: the outputs, or what was asked for, and nothing else."""

from __future__ import annotations

import pytest

from nodes.values import Number

TWO = {"s": "start", "p": "plus", "q": ("plus", {"by": 5}), "w": "save", "w2": "save"}
WIRES = ("s > p.a", "s > q.a", "p > w.value", "q > w2.value")


def test_without_targets_every_output_node_runs(run, world):
    assert run(TWO, *WIRES).targets == ("w", "w2")
    assert sorted(world.saved) == [1, 5]


def test_nodes_that_feed_no_output_do_not_run(run, world):
    run({**TWO, "idle": ("plus", {"by": 9})}, *WIRES, "s > idle.a")
    assert world.ran["plus"] == 2


def test_without_output_nodes_every_last_node_is_a_target(run):
    assert set(run({"s": "start", "p": "plus", "q": "plus"}, "s > p.a", "s > q.a").targets) == {"p", "q"}


def test_a_target_runs_and_the_others_do_not(run, world):
    result = run(TWO, *WIRES, targets=["w"])
    assert world.saved == [1]
    assert world.ran == {"start": 1, "plus": 1, "save": 1}
    assert set(result.outcomes) == {"s", "p", "w"}


def test_an_output_that_a_target_needs_runs_too(run, world):
    nodes = {"s": "start", "w": "save_on", "p": "plus", "w2": "save", "w3": "save"}
    run(nodes, "s > w.a", "w > p.a", "p > w2.value", "s > w3.value", targets=["w2"])
    assert world.saved == [0, 1]


def test_run_to_here_runs_any_node_with_what_feeds_it(run, world):
    nodes = {"s": "start", "p": "plus", "q": "plus", "w": "save"}
    result = run(nodes, "s > p.a", "p > q.a", "q > w.value", targets=["p"])
    assert result.value("p") == Number(1)
    assert world.ran == {"start": 1, "plus": 1}
    assert not world.saved


def test_laziness_holds_with_targets(run, world):
    nodes = {"z": "start", "a": ("start", {"value": 3.0}), "b": "plus", "m": "mix", "w": "save"}
    result = run(nodes, "z > m.mask", "a > m.first", "a > b.a", "b > m.second", "b > w.value", targets=["m"])
    assert result.value("m") == Number(3)
    assert world.ran["plus"] == world.ran["save"] == 0


def test_a_target_named_twice_runs_once(run, world):
    run(TWO, *WIRES, targets=["w", "w"])
    assert world.saved == [1]


def test_values_of_targets_are_given_back_and_others_are_found(run):
    result = run(TWO, *WIRES, targets=["p", "q"])
    assert (result.value("p"), result.value("q"), result.value("s")) == (Number(1), Number(5), Number(0))


def test_asking_for_a_value_that_is_not_there_says_so(run):
    result = run(TWO, *WIRES, targets=["p"])
    with pytest.raises(Exception, match="'q' was not run"):
        result.value("q")
    with pytest.raises(Exception, match="no value 'nothing'"):
        result.value("p", "nothing")


def test_overrides_hold_for_one_job_only(run):
    nodes = {"s": "start", "p": "plus"}
    assert run(nodes, "s > p.a", overrides={"p": {"by": 40}}).value("p") == Number(40)
    assert run(nodes, "s > p.a").value("p") == Number(1)


def test_a_job_travels_pickled(document, engine, world):
    import pickle

    from nodes.engine import Job

    job = Job(document({"s": "start"}), ("s",), overrides={"s": {"value": 8.0}})
    assert engine.run(pickle.loads(pickle.dumps(job))).value("s") == Number(8)  # noqa: S301


def test_a_muted_node_never_runs_and_blocks_what_needs_it(run, world):
    nodes = {"s": "start", "p": "plus", "q": "plus", "r": "plus"}
    result = run(nodes, "s > p.a", "p > q.a", "s > r.a", muted=["p"])
    assert result.outcomes["q"].state == "blocked"
    assert "p" in result.outcomes["q"].error.message
    assert result.outcomes["r"].state == "done"
    assert not result.failed


def test_a_muted_node_is_absent_where_the_input_is_optional(run, world):
    nodes = {"x": ("start", {"value": 4.0}), "y": ("start", {"value": 8.0}), "mean": "four"}
    assert run(nodes, "x > mean.a", "y > mean.b", muted=["y"], targets=["mean"]).value("mean") == Number(4)


def test_a_bypassed_node_hands_its_input_on(run, world):
    nodes = {"s": ("start", {"value": 2.0}), "p": "plus", "q": ("plus", {"by": 10})}
    assert run(nodes, "s > p.a", "p > q.a", bypassed=["p"], targets=["q"]).value("q") == Number(12)
    assert world.ran["plus"] == 1


def test_a_bypassed_target_stands_for_what_feeds_it(run, world):
    nodes = {"s": ("start", {"value": 2.0}), "p": "plus"}
    assert run(nodes, "s > p.a", bypassed=["p"], targets=["p"]).value("s") == Number(2)
