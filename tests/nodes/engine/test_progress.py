"""Progress and time left, on a clock of the tests' own."""

from __future__ import annotations

import json

from nodes.engine import Durations, Engine, Job, events
from nodes.values import Number

CHAIN = {"s": "start", **{f"n{i}": ("slow", {"steps": 10 * (i + 1)}) for i in range(4)}}
WIRES = ("s > n0.a", *(f"n{i} > n{i + 1}.a" for i in range(3)))
TOTAL = 100.0


def _engine(registry, world, tmp_path, durations):
    return Engine(registry, durations=durations, clock=lambda: world.now, checkpoints=tmp_path)


def _record(engine, document, world):
    told = []
    began = world.now
    result = engine.run(Job(document(CHAIN, *WIRES)), lambda event: told.append((world.now - began, event)))
    assert result.ok
    return [(at, event) for at, event in told if isinstance(event, events.RunProgress)]


def _durations():
    durations = Durations()
    for i in range(4):
        from nodes.engine.durations import size_class

        durations.record("test.slow", size_class({"steps": 10 * (i + 1)}), 10.0 * (i + 1))
    durations.record("test.start", 0, 0.0)
    return durations


def test_time_left_is_within_a_fifth_after_a_third_of_a_repeated_run(registry, document, world, tmp_path):
    told = _record(_engine(registry, world, tmp_path, _durations()), document, world)
    late = [(at, event) for at, event in told if 0.3 * TOTAL <= at < 0.97 * TOTAL]
    assert len(late) > 30
    for at, event in late:
        left = TOTAL - at
        assert abs(event.seconds_left - left) <= 0.2 * TOTAL
        assert abs(event.fraction - at / TOTAL) <= 0.2


def test_a_run_on_a_slower_day_is_corrected(registry, document, world, tmp_path):
    world.pace = 2.0
    told = _record(_engine(registry, world, tmp_path, _durations()), document, world)
    for at, event in told:
        if 0.4 * 2 * TOTAL <= at < 0.97 * 2 * TOTAL:
            assert abs(event.seconds_left - (2 * TOTAL - at)) <= 0.2 * 2 * TOTAL


def test_the_fraction_never_goes_back(registry, document, world, tmp_path):
    told = _record(_engine(registry, world, tmp_path, Durations()), document, world)
    fractions = [event.fraction for _, event in told]
    assert fractions == sorted(fractions)
    assert all(0.0 <= fraction <= 1.0 for fraction in fractions)


def test_a_node_tells_its_own_progress_and_time_left(registry, document, world, tmp_path):
    told = []
    engine = _engine(registry, world, tmp_path, Durations())
    engine.run(Job(document({"s": "start", "n": "slow"}, "s > n.a")), told.append)
    steps = [event for event in told if isinstance(event, events.NodeProgress)]
    assert [event.fraction for event in steps] == [(i + 1) / 10 for i in range(10)]
    assert abs(steps[4].seconds_left - 5.0) < 1e-6
    assert steps[0].note == "step"


def test_events_of_a_run_come_in_order(run):
    run({"s": "start", "p": "plus"}, "s > p.a")
    names = [
        (type(event).__name__, getattr(event, "node", ""))
        for event in run.events
        if not isinstance(event, events.RunProgress)
    ]
    assert names == [
        ("RunStarted", ""), ("NodeQueued", "p"), ("NodeQueued", "s"),
        ("NodeStarted", "s"), ("NodeFinished", "s"), ("NodeStarted", "p"), ("NodeFinished", "p"), ("RunFinished", ""),
    ]  # fmt: skip


def test_cached_nodes_are_told_as_finished_and_cached(run):
    run({"s": "start", "p": "plus"}, "s > p.a")
    run({"s": "start", "p": "plus"}, "s > p.a")
    kinds = [type(event).__name__ for event in run.events]
    assert "NodeStarted" not in kinds
    assert "NodeQueued" not in kinds
    [finished] = [event for event in run.events if isinstance(event, events.NodeFinished)]
    assert (finished.node, finished.cached) == ("p", True)


def test_warnings_reach_the_listener(run):
    run({"s": ("start", {"value": 3.0}), "y": "says"}, "s > y.a")
    assert events.NodeWarned("y", "careful with 3") in run.events


def test_every_event_has_a_json_form(run):
    run(
        {"s": "start", "f": "fail", "p": "plus", "n": "slow", "y": "says"}, "s > f.a", "f > p.a", "s > n.a", "s > y.a"
    )
    told = [events.to_json(event) for event in run.events]
    assert json.loads(json.dumps(told)) == told
    assert {"run-started", "node-failed", "node-blocked", "node-progress", "run-finished"} <= {
        item["event"] for item in told
    }


def test_a_preview_becomes_its_size_in_json():
    import numpy as np

    from nodes.values import Image

    data = events.to_json(events.NodePreview("n", Image(np.zeros((4, 6, 3), np.uint8))))
    assert (data["event"], data["width"], data["height"], data["frames"]) == ("node-preview", 6, 4, 1)


def test_a_run_without_a_listener_gives_the_same_result(engine, document, world):
    assert engine.run(Job(document({"s": "start", "n": "slow"}, "s > n.a"))).value("n") == Number(0)
