"""Validation names every problem; resolving leads wires through subgraphs, mute, bypass, reroutes and converters."""

from __future__ import annotations

from typing import Any

import pytest

from nodes.graph import (
    Exposed,
    Graph,
    GraphInvalid,
    Inner,
    Link,
    Node,
    Problem,
    Registry,
    Wire,
    interface,
    resolve,
    validate,
)

SUB = "graph.subgraph"


def codes(problems: list[Problem]) -> set[tuple[str, str, str]]:
    return {(problem.code, problem.node, problem.port) for problem in problems}


def n(name: str, kind: str = "test.picture", /, **facts: Any) -> Node:
    return Node(name, kind if "." in kind else f"test.{kind}", **facts)


def w(source: str, target: str) -> Wire:
    a, output = source.split(".")
    b, port = target.split(".")
    return Wire(a, output, b, port)


CHAIN = [n("p"), n("c", "clip"), n("s", "save")]
CHAIN_WIRES = [w("p.image", "c.image"), w("c.clip", "s.clip")]


def test_a_sound_graph_has_no_problem(registry: Registry) -> None:
    flat = resolve(Graph(CHAIN, CHAIN_WIRES), registry)
    assert flat.problems == []
    assert list(flat.nodes) == ["p", "c", "s"]
    assert flat.nodes["c"].inputs == {"image": Link("p", "image")}
    assert flat.nodes["c"].parameters == {"frames": 5, "fade": 0.5}
    assert flat.effects() == flat.sinks() == ["s"]
    assert flat.ancestors(["c"]) == ["p", "c"]
    flat.require_valid()


def test_nodes_come_after_what_feeds_them_whatever_their_order(registry: Registry) -> None:
    assert list(resolve(Graph(CHAIN[::-1], CHAIN_WIRES), registry).nodes) == ["p", "c", "s"]


def test_every_problem_is_reported_at_once(registry: Registry) -> None:
    graph = Graph(
        [
            n("p", parameters={"level": 999, "glow": 1}),
            n("c", "clip", parameters={"frames": "many", "fade": float("nan")}),
            n("b", "both"),
            n("x", "other.unknown"),
            n("new", "grown", version=9),
            n("s", "save"),
        ],
        [
            w("p.picture", "c.image"),
            w("gone.image", "b.image"),
            w("p.image", "b.matte"),
            w("p.image", "s.nothing"),
            w("p.image", "gone.image"),
        ],
    )
    problems = validate(graph, registry)
    assert codes(problems) == {
        ("parameter.value", "p", "level"),
        ("parameter.unknown", "p", "glow"),
        ("parameter.value", "c", "frames"),
        ("parameter.value", "c", "fade"),
        ("wire.no-port", "c", "image"),
        ("wire.no-node", "b", "image"),
        ("wire.type", "b", "matte"),
        ("wire.no-port", "s", "nothing"),
        ("input.missing", "s", "clip"),
        ("wire.no-node", "gone", "image"),
        ("node.unknown", "x", ""),
        ("node.too-new", "new", ""),
    }
    for problem in problems:
        assert problem.remedy
        assert problem.message
    with pytest.raises(GraphInvalid) as caught:
        resolve(graph, registry).require_valid()
    assert len(caught.value.problems) == len(problems) - 1  # an unknown parameter stops nothing


def test_problems_name_the_value(registry: Registry) -> None:
    (problem,) = validate(Graph([n("p", parameters={"level": 999})]), registry)
    assert problem.value == 999
    assert "999" in problem.message
    assert "255" in problem.message


def test_an_unknown_node_blocks_only_what_depends_on_it(registry: Registry) -> None:
    graph = Graph([*CHAIN, n("x", "other.glow"), n("y", "clip")], [*CHAIN_WIRES, w("x.image", "y.image")])
    flat = resolve(graph, registry)
    assert flat.nodes["x"].blocked
    assert flat.nodes["x"].node_type is None
    assert not any(flat.nodes[path].blocked for path in ("p", "c", "s", "y"))
    assert flat.nodes["y"].inputs == {"image": Link("x", "image")}


def test_a_wire_of_another_type_gets_a_converter_shared_by_all_its_wires(registry: Registry) -> None:
    graph = Graph([n("p"), n("s", "save"), n("t", "save")], [w("p.image", "s.clip"), w("p.image", "t.clip")])
    flat = resolve(graph, registry)
    step = "p//image//converters.image_to_clip"
    assert list(flat.nodes) == ["p", step, "s", "t"]
    assert flat.nodes["s"].inputs == flat.nodes["t"].inputs == {"clip": Link(step, "clip")}
    assert flat.nodes[step].inputs == {"image": Link("p", "image")}
    assert flat.nodes[step].shown == "s"


def test_a_parameter_takes_a_wire(registry: Registry) -> None:
    graph = Graph(
        [n("v", "number"), n("p", parameters={"level": 10_000}), n("t", "words"), n("j", "words")],
        [w("v.number", "p.level"), w("v.number", "t.text"), w("t.text", "j.data")],
    )
    flat = resolve(graph, registry)
    assert codes(flat.problems) == {("wire.no-port", "j", "data")}
    assert flat.nodes["p"].inputs == {"level": Link("v", "number")}
    assert flat.nodes["t"].inputs == {"text": Link("v//number//converters.number_to_text", "text")}


@pytest.mark.parametrize("given", [3, 3.0])
def test_numbers_are_brought_to_the_kind_of_the_parameter(registry: Registry, given: float) -> None:
    flat = resolve(Graph([n("p"), n("c", "clip", parameters={"frames": given, "fade": given})]), registry)
    assert type(flat.nodes["c"].parameters["frames"]) is int
    assert type(flat.nodes["c"].parameters["fade"]) is float


def test_the_type_of_a_switch_is_that_of_what_comes_in(registry: Registry) -> None:
    nodes = [n("p"), n("q"), n("m", "mask"), n("sw", "switch"), n("c", "clip")]
    good = Graph(nodes, [w("p.image", "sw.first"), w("q.image", "sw.second"), w("sw.value", "c.image")])
    assert validate(good, registry) == []
    bad = Graph(nodes, [w("p.image", "sw.first"), w("m.mask", "sw.second"), w("sw.value", "c.image")])
    assert codes(validate(bad, registry)) == {("wire.type", "c", "image")}
    convertible = Graph([*nodes[:4], n("s", "save")], [w("p.image", "sw.first"), w("sw.value", "s.clip")])
    flat = resolve(convertible, registry)
    assert flat.problems == []
    assert flat.nodes["s"].inputs["clip"].node == "sw//value//converters.image_to_clip"


# Cycles


def test_a_cycle_is_shown_with_its_path_and_stops_nothing_else(registry: Registry) -> None:
    graph = Graph(
        [n("a", "both"), n("b", "both"), n("m", "mask"), *CHAIN, n("after", "clip")],
        [
            w("a.image", "b.image"),
            w("b.image", "a.image"),
            w("m.mask", "a.matte"),
            w("m.mask", "b.matte"),
            w("b.image", "after.image"),
            *CHAIN_WIRES,
        ],
    )
    flat = resolve(graph, registry)
    assert codes(flat.problems) == {("wire.cycle", "a", ""), ("wire.cycle", "b", "")}
    text = flat.problems[0].message
    assert "a > b > a" in text or "b > a > b" in text
    assert flat.nodes["a"].blocked
    assert not flat.nodes["after"].blocked
    assert flat.nodes["after"].inputs["image"].node == "b"
    assert set(flat.nodes) == set(graph.nodes)


def test_a_node_that_feeds_itself_is_a_cycle(registry: Registry) -> None:
    graph = Graph([n("m", "mask"), n("a", "both")], [w("a.image", "a.image"), w("m.mask", "a.matte")])
    assert [problem.message for problem in validate(graph, registry)] == ["It feeds itself: a > a."]


def test_a_cycle_of_reroutes_or_bypassed_nodes_is_reported(registry: Registry) -> None:
    reroutes = Graph(
        [n("r", "graph.reroute"), n("q", "graph.reroute"), n("c", "clip")],
        [w("r.value", "q.value"), w("q.value", "r.value"), w("q.value", "c.image")],
    )
    assert ("wire.cycle", "c", "image") not in codes(validate(reroutes, registry))
    assert "wire.cycle" in {problem.code for problem in validate(reroutes, registry)}
    through = Graph(
        [n("c", "clip", bypassed=True), n("a", "both"), n("m", "mask"), n("r", "graph.reroute")],
        [w("a.image", "r.value"), w("r.value", "a.image"), w("m.mask", "a.matte")],
    )
    assert "a > a" in next(iter(validate(through, registry))).message


def test_a_knot_of_several_cycles_is_opened_whole(registry: Registry) -> None:
    names = [f"n{index}" for index in range(6)]
    wires = [Wire(names[i], "image", names[(i + 1) % 6], "image") for i in range(6)]
    wires += [Wire(names[i], "matte", names[(i + 3) % 6], "matte") for i in range(6)]
    flat = resolve(Graph([n(name, "both") for name in names], wires), registry)
    assert {problem.node for problem in flat.problems if problem.code == "wire.cycle"} == set(names)
    assert list(flat.nodes) == names


# Mute, bypass, reroute


def test_a_muted_node_is_absent_and_its_dependants_say_so(registry: Registry) -> None:
    graph = Graph([n("p", muted=True), *CHAIN[1:], n("sh", "show")], [*CHAIN_WIRES, w("p.image", "sh.value")])
    flat = resolve(graph, registry)
    assert "p" not in flat.nodes
    assert codes(flat.problems) == {("input.muted", "c", "image"), ("input.muted", "sh", "value")}
    assert "p is muted" in flat.problems[0].message


def test_an_optional_input_from_a_muted_node_is_simply_absent(registry: Registry) -> None:
    graph = Graph([n("p", muted=True), n("sw", "switch")], [w("p.image", "sw.first")])
    flat = resolve(graph, registry)
    assert flat.problems == []
    assert flat.nodes["sw"].inputs == {}


def test_problems_of_muted_nodes_are_not_reported(registry: Registry) -> None:
    graph = Graph([n("x", "other.unknown", muted=True), n("p", muted=True, parameters={"level": 999})])
    assert validate(graph, registry) == []


def test_a_bypassed_node_passes_its_first_input_of_the_same_type(registry: Registry) -> None:
    graph = Graph(
        [n("p"), n("q", "mask"), n("b", "both", bypassed=True), n("c", "clip"), n("sh", "show")],
        [w("p.image", "b.image"), w("q.mask", "b.matte"), w("b.image", "c.image"), w("b.matte", "sh.value")],
    )
    flat = resolve(graph, registry)
    assert flat.problems == []
    assert flat.nodes["c"].inputs == {"image": Link("p", "image")}
    assert flat.nodes["sh"].inputs == {"value": Link("q", "mask")}
    assert flat.targets_of("b") == ["p", "q"]


def test_a_bypassed_node_with_nothing_to_pass_says_so(registry: Registry) -> None:
    graph = Graph([n("p"), n("c", "clip", bypassed=True), n("s", "save")], [*CHAIN_WIRES])
    (problem,) = validate(graph, registry)
    assert problem.code == "input.muted"
    assert "c has nothing to pass on" in problem.message


def test_a_bypassed_unknown_node_passes_its_first_input(registry: Registry) -> None:
    graph = Graph(
        [n("p"), n("x", "other.glow", bypassed=True), n("c", "clip")], [w("p.image", "x.in"), w("x.out", "c.image")]
    )
    flat = resolve(graph, registry)
    assert flat.problems == []
    assert flat.nodes["c"].inputs == {"image": Link("p", "image")}


def test_reroutes_are_resolved_away(registry: Registry) -> None:
    dots = [n(f"r{index}", "graph.reroute") for index in range(5000)]
    wires = [Wire(f"r{index}", "value", f"r{index + 1}", "value") for index in range(4999)]
    graph = Graph([n("p"), *dots, n("s", "save")], [w("p.image", "r0.value"), *wires, w("r4999.value", "s.clip")])
    flat = resolve(graph, registry)
    assert flat.problems == []
    assert list(flat.nodes) == ["p", "p//image//converters.image_to_clip", "s"]
    assert flat.targets_of("r2500") == ["p"]


# Subgraphs


def inside() -> Graph:
    return Graph(
        [n("c", "clip", parameters={"frames": 9}), n("sh", "show")],
        [w("c.clip", "sh.value")],
        exposed=Exposed(
            {"picture": (Inner("c", "image"),)}, {"film": Inner("c", "clip")}, {"length": (Inner("c", "frames"),)}
        ),
    )


def outside(**facts: Any) -> Graph:
    return Graph(
        [n("p"), n("sub", SUB, graph=inside(), **facts), n("s", "save")],
        [w("p.image", "sub.picture"), w("sub.film", "s.clip")],
    )


def test_a_subgraph_is_inlined(registry: Registry) -> None:
    flat = resolve(outside(), registry)
    assert flat.problems == []
    assert set(flat.nodes) == {"p", "sub/c", "sub/sh", "s"}
    assert flat.nodes["sub/c"].inputs == {"image": Link("p", "image")}
    assert flat.nodes["s"].inputs == {"clip": Link("sub/c", "clip")}
    assert flat.nodes["sub/c"].parameters["frames"] == 9
    assert flat.targets_of("sub") == ["sub/c", "sub/sh"]
    assert flat.inner == {"sub": ["sub/c", "sub/sh"]}


def test_an_exposed_parameter_is_set_or_wired_from_outside(registry: Registry) -> None:
    assert resolve(outside(parameters={"length": 33}), registry).nodes["sub/c"].parameters["frames"] == 33
    wired = outside()
    wired.nodes["v"] = n("v", "number")
    wired.wires["sub", "length"] = w("v.number", "sub.length")
    assert resolve(wired, registry).nodes["sub/c"].inputs["frames"] == Link("v", "number")
    (problem,) = validate(outside(parameters={"length": -1}), registry)
    assert (problem.code, problem.node, problem.port) == ("parameter.value", "sub/c", "frames")


def test_a_muted_subgraph_is_absent_and_a_bypassed_one_passes_on(registry: Registry) -> None:
    flat = resolve(outside(muted=True), registry)
    assert set(flat.nodes) == {"p", "s"}
    assert codes(flat.problems) == {("input.muted", "s", "clip")}
    graph = outside()
    graph.nodes["first"] = n("first", "clip")
    through = Exposed({"film in": (Inner("sh", "value"),)}, {"film": Inner("c", "clip")})
    graph.nodes["sub"] = n("sub", SUB, bypassed=True, graph=Graph(inside().nodes, inside().wires, exposed=through))
    graph.wires = {
        wire_key(x): x
        for x in [w("p.image", "first.image"), Wire("first", "clip", "sub", "film in"), w("sub.film", "s.clip")]
    }
    flat = resolve(graph, registry)
    assert flat.problems == []
    assert flat.nodes["s"].inputs == {"clip": Link("first", "clip")}


def wire_key(wire: Wire) -> tuple[str, str]:
    return (wire.target, wire.input)


def test_subgraphs_nest(registry: Registry) -> None:
    graph, depth = inside(), 60
    for _ in range(depth):
        graph = Graph(
            [n("sub", SUB, graph=graph)],
            exposed=Exposed(
                {"picture": (Inner("sub", "picture"),)},
                {"film": Inner("sub", "film")},
                {"length": (Inner("sub", "length"),)},
            ),
        )
    whole = Graph(
        [n("p"), n("sub", SUB, graph=graph, parameters={"length": 17}), n("s", "save")],
        [w("p.image", "sub.picture"), w("sub.film", "s.clip")],
    )
    flat = resolve(whole, registry)
    deepest = "/".join(["sub"] * (depth + 1)) + "/c"
    assert flat.problems == []
    assert flat.nodes[deepest].parameters["frames"] == 17
    assert flat.nodes[deepest].inputs == {"image": Link("p", "image")}
    assert flat.nodes["s"].inputs == {"clip": Link(deepest, "clip")}


def test_a_subgraph_looks_from_outside_like_a_node(registry: Registry) -> None:
    graph = inside()
    for _ in range(50):  # two ports at each level: must not cost two to the power of fifty
        exposed = Exposed({"a": (Inner("sub", "a"),), "b": (Inner("sub", "b"),)}, {"film": Inner("sub", "film")})
        if graph.exposed.parameters:
            exposed = Exposed(
                {"a": (Inner("sub", "picture"),), "b": (Inner("sub", "length"),)}, {"film": Inner("sub", "film")}
            )
        graph = Graph([n("sub", SUB, graph=graph)], exposed=exposed)
    seen = interface(n("sub", SUB, graph=graph), registry)
    assert seen is not None
    assert [port.name for port in seen.inputs] == ["a", "b"]
    assert [port.type.type_name for port in seen.outputs] == ["Clip"]
    first = interface(outside().nodes["sub"], registry)
    assert first is not None
    assert [(record.name, record.default) for record in first.parameters] == [("length", 9)]
    assert first.inputs[0].required
    assert interface(n("x", "other.glow"), registry) is None


def test_what_a_subgraph_does_not_show_is_reported(registry: Registry) -> None:
    graph = outside(parameters={"nothing": 1})
    graph.wires["sub", "nowhere"] = w("p.image", "sub.nowhere")
    graph.wires["s", "clip"] = w("sub.nothing", "s.clip")
    assert codes(validate(graph, registry)) >= {
        ("parameter.unknown", "sub", "nothing"),
        ("wire.no-port", "sub", "nowhere"),
        ("wire.no-port", "s", "clip"),
    }
    hollow = Graph([n("sub", SUB, graph=Graph(exposed=Exposed(outputs={"film": Inner("gone", "clip")})))])
    assert codes(validate(hollow, registry)) == {("exposed.missing", "sub", "film")}


# Versions


def test_an_older_node_is_migrated_on_the_way(registry: Registry) -> None:
    graph = Graph([n("g", "grown", version=1, parameters={"width": 40})])
    flat = resolve(graph, registry)
    assert flat.problems == []
    assert flat.nodes["g"].parameters == {"size": 40, "mode": "new"}
    assert graph.nodes["g"].parameters == {"width": 40}


def test_a_migration_that_fails_leaves_the_node_as_it_was(registry: Registry) -> None:
    graph = Graph([n("g", "grown", version=1, parameters={"breadth": 40})])
    flat = resolve(graph, registry)
    assert codes(flat.problems) == {("node.too-old", "g", "")}
    assert flat.nodes["g"].parameters == {"breadth": 40}


# Size


def test_a_chain_of_twenty_thousand_resolves_without_recursion(registry: Registry) -> None:
    count = 20_000
    nodes = [n("m", "mask"), n("n0"), *(n(f"n{index}", "both") for index in range(1, count))]
    wires = [w("n0.image", "n1.image"), *(Wire(f"n{i}", "image", f"n{i + 1}", "image") for i in range(1, count - 1))]
    wires += [Wire("m", "mask", f"n{index}", "matte") for index in range(1, count)]
    flat = resolve(Graph(nodes[::-1], wires), registry)
    assert flat.problems == []
    assert list(flat.nodes)[-1] == f"n{count - 1}"
    assert len(flat.ancestors([f"n{count - 1}"])) == count + 1
    closed = Graph(nodes, [*wires[1:], Wire(f"n{count - 1}", "image", "n1", "image")])
    problems = [problem for problem in validate(closed, registry) if problem.code == "wire.cycle"]
    assert len(problems) == count - 1
    assert "more)" in problems[0].message
