"""Stopping a run: inside a node, before it, twice, after the end; what was finished stays."""

from __future__ import annotations

from nodes.engine import CancelToken, Job, events
from nodes.values import Number


def test_a_cancel_inside_a_node_stops_it_at_its_next_word(run, world):
    world.cancel = CancelToken()
    result = run({"s": "start", "x": "stops", "p": "plus"}, "s > x.a", "x > p.a", cancel=world.cancel)
    assert result.cancelled
    assert not result.ok
    assert world.steps == [0, 1, 2]
    assert set(result.outcomes) == {"s"}
    assert run.events[-1] == events.RunFinished(ok=False, cancelled=True, seconds=0.0)
    assert not [event for event in run.events if isinstance(event, events.NodeFailed)]


def test_the_engine_is_usable_after_a_cancel_and_finished_results_are_kept(run, world):
    world.cancel = CancelToken()
    nodes = {"s": "start", "x": "stops", "p": "plus"}
    run(nodes, "s > x.a", "x > p.a", cancel=world.cancel)
    world.broken = False
    result = run(nodes, "s > x.a", "x > p.a")
    assert result.value("p") == Number(2)
    assert world.ran == {"stops": 1, "plus": 1}


def test_elements_of_a_list_that_were_finished_are_kept(run, world):
    world.cancel, world.until = CancelToken(), 2
    nodes = {"m": ("many", {"count": 4, "first": 1}), "x": "stops"}
    assert run(nodes, "m > x.a", cancel=world.cancel).cancelled
    world.broken = False
    assert run(nodes, "m > x.a").ok
    assert world.ran["stops"] == 3, "element one of four is not made again"


def test_a_run_cancelled_before_it_begins_runs_nothing(run, world):
    cancel = CancelToken()
    cancel.cancel()
    cancel.cancel()
    result = run({"s": "start"}, cancel=cancel)
    assert result.cancelled
    assert not world.ran


def test_a_cancel_between_two_nodes_stops_the_run(engine, document, world):
    cancel = CancelToken()

    def listen(event):
        if isinstance(event, events.NodeFinished):
            cancel.cancel()

    result = engine.run(Job(document({"s": "start", "p": "plus"}, "s > p.a")), listen, cancel)
    assert result.cancelled
    assert world.ran == {"start": 1}


def test_a_cancel_after_the_end_changes_nothing(run):
    cancel = CancelToken()
    result = run({"s": "start"}, cancel=cancel)
    cancel.cancel()
    assert result.ok
    assert run({"s": "start"}).ok


def test_a_keyboard_interrupt_is_a_cancel(registry, tmp_path):
    from nodes.engine import Engine
    from nodes.graph import Graph, Node, Registry, node

    @node("Odd")
    def interrupted(a: int = 0) -> Number:
        """Ctrl-C.

        a: nothing.
        """
        raise KeyboardInterrupt

    engine = Engine(Registry.from_functions(interrupted), checkpoints=tmp_path)
    assert engine.run(Job(Graph([Node("i", "odd.interrupted")]).to_document())).cancelled
