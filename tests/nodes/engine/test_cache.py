"""What was made is found again: between runs, within a run, and only when nothing that matters changed."""

from __future__ import annotations

from nodes.engine import Engine, Job
from nodes.values import Number, Text

THREE = {"s": ("start", {"value": 1.0}), "p": ("plus", {"by": 2}), "q": ("plus", {"by": 3}), "sum": "add"}
WIRES = ("s > p.a", "s > q.a", "p > sum.a", "q > sum.b")


def test_a_second_identical_run_runs_nothing(run, world):
    assert run(THREE, *WIRES).value("sum") == Number(7)
    assert world.ran == {"start": 1, "plus": 2, "add": 1}
    result = run(THREE, *WIRES)
    assert not world.ran
    assert result.outcomes["sum"].cached
    assert result.value("sum") == Number(7)
    assert result.ok


def test_changing_one_parameter_reruns_only_what_depends_on_it(run, world):
    run(THREE, *WIRES)
    result = run({**THREE, "q": ("plus", {"by": 4})}, *WIRES)
    assert world.ran == {"plus": 1, "add": 1}
    assert result.outcomes["p"].cached


def test_ids_and_places_of_nodes_do_not_matter(run, world):
    run(THREE, *WIRES)
    renamed = {f"{name}2": what for name, what in reversed(THREE.items())}
    result = run(renamed, "s2 > p2.a", "s2 > q2.a", "p2 > sum2.a", "q2 > sum2.b")
    assert not world.ran
    assert result.value("sum2") == Number(7)


def test_swapping_two_wires_is_a_different_result(run, world):
    run(THREE, *WIRES)
    run(THREE, "s > p.a", "s > q.a", "p > sum.b", "q > sum.a")
    assert world.ran == {"add": 1}


def test_another_output_of_the_same_node_is_a_different_input(run, world):
    nodes = {"s": ("start", {"value": 4.0}), "two": "pair", "t": "read_text"}
    assert run(nodes, "s > two.a", "two.word > t.text").value("t") == Text("4")
    assert run(nodes, "s > two.a", "two.half > t.text").value("t") == Text("2")


def test_the_same_subgraph_twice_runs_once(run, world):
    nodes = {"s": "start", "p": "plus", "s2": "start", "p2": "plus", "sum": "add"}
    assert run(nodes, "s > p.a", "s2 > p2.a", "p > sum.a", "p2 > sum.b").value("sum") == Number(2)
    assert world.ran == {"start": 1, "plus": 1, "add": 1}


def test_two_outputs_from_one_source_are_both_made(run, world):
    nodes = {"s": "start", "w": "save", "w2": "save"}
    assert run(nodes, "s > w.value", "s > w2.value").ok
    assert world.saved == [0, 0]
    assert world.ran["start"] == 1


def test_a_changed_fingerprint_reruns_the_node(run, world):
    nodes = {"o": "outside", "r": "read_text"}
    for stamp, ran in [("1", 1), ("1", 0), ("2", 1), ("2", 0), ("3", 1)]:
        world.stamps["x"] = stamp
        result = run(nodes, "o > r.text")
        assert world.ran["outside"] == ran
        assert world.ran["read_text"] == ran
        assert result.value("r") == Text(f"x={stamp}*1")


def test_a_fingerprint_is_asked_with_settings_only(run, world):
    nodes = {"s": "start", "o": ("outside", {"factor": 2})}
    run(nodes, "s > o.a")
    run(nodes, "s > o.a")
    assert world.asked == [{"name": "x", "factor": 2}] * 2
    assert world.ran["outside"] == 0


def test_a_fingerprint_of_a_wired_setting_sees_its_value(run, world):
    nodes = {"w": ("shout", {"text": "b"}), "o": "outside"}
    assert run(nodes, "w > o.name").value("o") == Text("B!=0*1")
    world.stamps["B!"] = "7"
    assert run(nodes, "w > o.name").value("o") == Text("B!=7*1")
    assert world.ran == {"outside": 1}
    run(nodes, "w > o.name")
    assert not world.ran
    assert {asked["name"] for asked in world.asked} == {"B!"}


def test_a_fingerprint_over_a_wired_list_reruns_only_the_changed_elements(run, world):
    nodes = {"w": "words", "o": "outside", "r": "read_text"}
    run(nodes, "w > o.name", "o > r.text")
    assert world.ran["outside"] == 3
    world.stamps["b"] = "9"
    result = run(nodes, "w > o.name", "o > r.text")
    assert world.ran == {"outside": 1, "read_text": 1}
    assert [item.text for item in result.value("r").items] == ["a=0*1", "b=9*1", "c=0*1"]
    run(nodes, "w > o.name", "o > r.text")
    assert not world.ran


def test_a_failing_fingerprint_fails_the_node_when_it_is_wanted_and_not_before(run, world):
    world.stamps["x"] = "raise"
    nodes = {"o": "outside", "s": "start", "w": "save"}
    assert run(nodes, "s > w.value").ok
    result = run(nodes, targets=["o"])
    assert result.failed["o"].message == "There is no 'x'."
    assert world.ran["outside"] == 0


def test_effects_are_never_cached_and_what_feeds_them_is(run, world):
    nodes = {"s": "start", "w": "save_on", "p": "plus"}
    wires = ("s > w.a", "w > p.a")
    run(nodes, *wires, targets=["w", "p"])
    run(nodes, *wires, targets=["w", "p"])
    assert world.saved == [0, 0]
    assert world.ran["start"] == 0
    assert world.ran["save_on"] == 1


def test_two_effects_of_one_kind_both_run(run, world):
    run({"s": "start", "w": "save_on", "w2": "save_on"}, "s > w.a", "s > w2.a")
    assert world.saved == [0, 0]


def test_a_result_outlives_its_budget_only_as_long_as_it_is_needed(registry, document, world, tmp_path):
    engine = Engine(registry, memory_bytes=64 << 10, checkpoints=tmp_path)
    nodes = {f"b{i}": ("big", {"kilobytes": 40, "tag": i}) for i in range(8)}
    made = document(nodes)
    result = engine.run(Job(made))
    assert all(len(result.value(name).text) == 40 << 10 for name in nodes)
    assert engine.results.memory.nbytes <= 64 << 10
    world.ran.clear()
    engine.run(Job(made))
    assert 0 < world.ran["big"] <= 8


def test_results_larger_than_the_whole_budget_still_reach_their_readers(registry, document, world, tmp_path):
    engine = Engine(registry, memory_bytes=1 << 10, checkpoints=tmp_path)
    made = document(
        {"b": ("big", {"kilobytes": 20}), "r": "read_text", "r2": "read_text"}, "b > r.text", "r > r2.text"
    )
    result = engine.run(Job(made))
    assert len(result.value("r2").text) == 20 << 10
    assert world.ran == {"big": 1, "read_text": 2}
    assert engine.results.memory.nbytes <= 1 << 10


def test_a_setting_that_is_no_number_is_never_found_again(run, world):
    nodes = {"s": "start", "y": ("says", {"extra": {"deep": [1, float("nan")]}})}
    for _ in range(2):
        assert run(nodes, "s > y.a").ok
        assert world.ran["says"] == 1


def test_forgetting_lets_everything_run_again(run, engine, world):
    run(THREE, *WIRES)
    engine.forget()
    run(THREE, *WIRES)
    assert world.ran["add"] == 1


def test_a_document_with_its_keys_in_another_order_finds_the_same_results(engine, document, world):
    made = document(THREE, *WIRES)
    engine.run(Job(made))
    world.ran.clear()
    turned = {name: made[name] for name in reversed(made)}
    turned["nodes"] = {name: made["nodes"][name] for name in reversed(made["nodes"])}
    assert engine.run(Job(turned)).outcomes["sum"].cached
    assert not world.ran
