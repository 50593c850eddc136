"""What is refused before anything runs, and what of a faulty graph runs nevertheless."""

from __future__ import annotations

import pytest

from nodes.engine import Job
from nodes.errors import EngineError
from nodes.graph import GraphInvalid
from nodes.values import Text


@pytest.mark.parametrize("marks", [6, -1, "foo", 2.5, True, None])
def test_a_parameter_out_of_range_or_of_a_wrong_kind_fails_its_node_before_it_runs(run, world, marks):
    result = run({"u": ("shout", {"marks": marks}), "s": "start"})
    assert isinstance(result.failed["u"], GraphInvalid)
    assert "marks" in result.failed["u"].message
    assert result.outcomes["s"].state == "done"
    assert world.ran == {"start": 1}


@pytest.mark.parametrize("marks", [0, 5, 5.0])
def test_a_parameter_at_the_end_of_its_range_is_accepted(run, marks):
    assert run({"u": ("shout", {"marks": marks})}).value("u") == Text("A" + "!" * int(marks))


def test_a_wired_value_out_of_range_fails_the_node_with_name_and_value(run, world):
    result = run({"s": ("start", {"value": 7.0}), "u": "shout"}, "s > u.marks")
    assert "'marks' got 7" in result.failed["u"].message
    assert result.failed["u"].remedy
    assert world.ran["shout"] == 0


def test_a_wired_value_in_range_is_accepted(run):
    assert run({"s": ("start", {"value": 3.0}), "u": "shout"}, "s > u.marks").value("u") == Text("A!!!")


def test_a_wire_between_unlike_types_is_refused_before_the_run(run, world):
    result = run({"w": "words", "p": "plus", "s": "start"}, "w > p.a")
    assert "takes Number" in result.failed["p"].message
    assert world.ran == {"start": 1}, "the rest of the graph runs"


def test_a_wire_between_types_with_a_converter_is_accepted(run):
    assert run({"s": ("start", {"value": 4.0}), "r": "read_text"}, "s > r.text").value("r") == Text("4")


def test_a_static_cycle_is_refused_and_named(run, world):
    result = run({"p": "plus", "q": "plus", "s": "start"}, "p > q.a", "q > p.a", targets=["p", "s"])
    assert "feeds itself" in result.failed["p"].message
    assert "q" in result.failed["p"].message
    assert result.outcomes["s"].state == "done"
    assert world.ran["plus"] == 0


def test_a_wire_from_a_missing_node_fails_its_reader_and_the_other_output_runs(run, engine, document, world):
    made = document({"s": "start", "w": "save", "p": "plus", "w2": "save"}, "s > w.value", "p > w2.value", "s > p.a")
    made["wires"] = [{**wire, "source": "nobody"} if wire["target"] == "p" else wire for wire in made["wires"]]
    result = engine.run(Job(made))
    assert world.saved == [0]
    assert result.outcomes["p"].state == "failed"
    assert result.outcomes["w2"].state == "blocked"
    assert run({"s": "start"}).ok


def test_a_missing_required_input_is_named(run):
    result = run({"sum": "add", "s": "start"}, "s > sum.a")
    assert "'b'" in result.failed["sum"].message


def test_an_unknown_node_type_stops_only_what_depends_on_it(run, engine, document, world):
    made = document({"s": "start", "p": "plus", "q": "plus", "r": "plus"}, "s > p.a", "p > q.a", "s > r.a")
    made["nodes"]["p"]["type"] = "other.pack"
    result = engine.run(Job(made, ("q", "r")))
    assert result.outcomes["p"].state == "failed"
    assert "other.pack" in result.failed["p"].message
    assert result.outcomes["q"].state == "blocked"
    assert result.outcomes["r"].state == "done"


def test_a_target_that_is_not_there_is_refused(run, world):
    with pytest.raises(EngineError, match="nobody"):
        run({"s": "start"}, targets=["s", "nobody"])
    assert not world.ran


def test_a_muted_target_is_refused(run):
    with pytest.raises(EngineError, match="'p'"):
        run({"s": "start", "p": "plus"}, "s > p.a", targets=["p"], muted=["p"])


def test_overriding_a_node_that_is_not_there_is_refused(run):
    with pytest.raises(EngineError, match="nobody"):
        run({"s": "start"}, overrides={"nobody": {"value": 1}})
