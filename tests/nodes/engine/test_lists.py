"""Lists: a node fed a list runs once per element."""

from __future__ import annotations

from nodes.values import Number, Text


def numbers(value):
    return [item.value for item in value.items]


def test_a_node_fed_a_list_runs_once_for_each_element(run, world):
    result = run({"m": "many", "p": ("plus", {"by": 10})}, "m > p.a")
    assert numbers(result.value("p")) == [10, 11, 12]
    assert world.ran["plus"] == 3


def test_a_parameter_fed_a_list_runs_once_for_each_element(run, world):
    result = run({"w": "words", "u": "shout"}, "w > u.text")
    assert [item.text for item in result.value("u").items] == ["A!", "B!", "C!"]


def test_lists_go_side_by_side_and_the_last_of_the_shorter_is_repeated(run, world):
    nodes = {"m": ("many", {"count": 4}), "n": ("many", {"count": 2, "first": 100}), "sum": "add"}
    assert numbers(run(nodes, "m > sum.a", "n > sum.b").value("sum")) == [100, 102, 103, 104]


def test_a_single_value_stands_beside_every_element(run, world):
    nodes = {"m": "many", "s": ("start", {"value": 5.0}), "sum": "add"}
    assert numbers(run(nodes, "m > sum.a", "s > sum.b").value("sum")) == [5, 6, 7]


def test_changing_one_element_of_a_list_reruns_one_element(run, world):
    nodes = {"w": "words", "u": "shout", "r": "read_text"}
    run(nodes, "w > u.text", "u > r.text")
    result = run({**nodes, "w": ("words", {"text": "a,x,c"})}, "w > u.text", "u > r.text")
    assert world.ran == {"words": 1, "shout": 1, "read_text": 1}
    assert [item.text for item in result.value("r").items] == ["A!", "X!", "C!"]


def test_a_second_run_of_a_list_runs_nothing(run, world):
    nodes = {"w": "words", "u": "shout"}
    run(nodes, "w > u.text")
    assert run(nodes, "w > u.text").outcomes["u"].cached
    assert not world.ran


def test_equal_elements_of_a_list_run_once(run, world):
    result = run({"w": ("words", {"text": "a,a,b"}), "u": "shout"}, "w > u.text")
    assert [item.text for item in result.value("u").items] == ["A!", "A!", "B!"]
    assert world.ran["shout"] == 2


def test_a_list_input_gets_the_whole_list(run, world):
    assert run({"m": ("many", {"count": 5}), "v": "average"}, "m > v.items").value("v") == Number(2)
    assert world.ran["average"] == 1


def test_a_list_input_takes_a_single_value_as_a_list_of_one(run, world):
    assert run({"s": ("start", {"value": 3.0}), "v": "average"}, "s > v.items").value("v") == Number(3)


def test_a_list_mapped_node_feeds_its_list_on(run, world):
    result = run({"m": "many", "p": "plus", "q": "plus", "v": "average"}, "m > p.a", "p > q.a", "q > v.items")
    assert result.value("v") == Number(3)


def test_an_empty_list_gives_an_empty_list(run, world):
    result = run({"m": ("many", {"count": 0}), "p": "plus"}, "m > p.a")
    assert result.ok
    assert result.value("p").items == ()
    assert world.ran["plus"] == 0


def test_any_number_of_the_inputs_may_be_wired(run, world):
    names = "abcd"
    nodes = {name: ("start", {"value": value}) for name, value in zip(names, (0.0, 255.0, 0.0, 0.0), strict=True)}
    wires = [f"{name} > mean.{name}" for name in names]
    assert run({**nodes, "mean": "four"}, *wires).value("mean") == Number(255 // 4)
    assert run({**nodes, "mean": "four"}, *wires[:2], targets=["mean"]).value("mean") == Number(127)


def test_a_blocked_element_leaves_the_others(run, world):
    nodes = {"m": "many", "b": "stop_at", "p": "plus", "v": "average", "w": "save"}
    result = run(nodes, "m > b.a", "b > p.a", "p > v.items", "p > w.value", targets=["p", "v", "w"])
    assert numbers(result.value("p")) == [1, 3]
    assert result.value("v") == Number(2)
    assert world.saved == [1, 3]
    assert world.ran["plus"] == 2
    assert result.ok


def test_a_blocked_element_stays_blocked_from_the_cache(run, world):
    nodes = {"m": "many", "b": "stop_at", "p": "plus"}
    run(nodes, "m > b.a", "b > p.a")
    result = run(nodes, "m > b.a", "b > p.a")
    assert not world.ran["plus"]
    assert numbers(result.value("p")) == [1, 3]


def test_a_failing_element_stops_only_itself(run, world):
    nodes = {"m": "many", "f": ("fail", {"when": 1.0}), "p": "plus"}
    result = run(nodes, "m > f.a", "f > p.a")
    assert result.failed["f"].message == "No 1 today."
    assert world.ran == {"many": 1, "fail": 3, "plus": 2}
    assert not result.ok
    assert numbers(result.value("p")) == [1, 3]
    world.broken = False
    result = run(nodes, "m > f.a", "f > p.a")
    assert world.ran == {"fail": 1, "plus": 1}
    assert numbers(result.value("p")) == [1, 2, 3]
    assert result.ok


def test_a_whole_list_with_a_failed_element_does_not_reach_a_list_input(run, world):
    nodes = {"m": "many", "f": ("fail", {"when": 1.0}), "v": "average"}
    result = run(nodes, "m > f.a", "f > v.items")
    assert result.outcomes["v"].state == "blocked"
    assert world.ran["average"] == 0


def test_a_wired_value_out_of_range_fails_only_its_element(run, world):
    nodes = {"m": ("many", {"count": 3, "first": 4}), "u": "shout"}
    result = run(nodes, "m > u.marks")
    assert "'marks'" in result.failed["u"].message
    assert "6" in result.failed["u"].message
    assert [item.text for item in result.value("u").items] == ["A!!!!", "A!!!!!"]


def test_a_fingerprint_that_fails_for_one_element_fails_only_that(run, world):
    world.stamps["b"] = "raise"
    result = run({"w": "words", "o": "outside"}, "w > o.name")
    assert result.failed["o"].message == "There is no 'b'."
    assert [item.text for item in result.value("o").items] == ["a=0*1", "c=0*1"]


def test_all_elements_blocked_is_blocked(run, world):
    result = run({"m": ("many", {"count": 1, "first": 1}), "b": "stop_at", "p": "plus"}, "m > b.a", "b > p.a")
    assert result.outcomes["b"].state == result.outcomes["p"].state == "blocked"
    assert not result.failed


def test_a_converter_is_run_for_each_element(run, world):
    result = run({"m": "many", "r": "read_text"}, "m > r.text")
    assert result.value("r").items == (Text("0"), Text("1"), Text("2"))


def test_an_empty_list_from_the_cache_is_an_empty_list(run, world):
    nodes = {"m": ("many", {"count": 0}), "p": "plus"}
    run(nodes, "m > p.a")
    result = run(nodes, "m > p.a")
    assert not world.ran
    assert result.value("p").items == ()


def test_what_blocked_is_blocked_from_the_cache_too(run, world):
    nodes = {"s": ("start", {"value": 1.0}), "b": "stop_at", "p": "plus"}
    for _ in range(2):
        result = run(nodes, "s > b.a", "b > p.a")
        assert result.outcomes["b"].state == result.outcomes["p"].state == "blocked"
        assert not result.ok
    assert not world.ran["stop_at"]
