"""Large graphs: deep chains without recursion, wide ones, deep subgraphs of lazies."""

from __future__ import annotations

from nodes.engine import Job
from nodes.graph import Graph, Node, Wire
from nodes.values import Number


def _chain(length: int, kind: str = "test.plus", prefix: str = "n") -> tuple[list[Node], list[Wire]]:
    nodes = [Node(f"{prefix}{i}", kind) for i in range(length)]
    wires = [Wire("s" if i == 0 else f"{prefix}{i - 1}", "number", f"{prefix}{i}", "a") for i in range(length)]
    return nodes, wires


def test_a_chain_of_20000_nodes_runs_without_recursion(engine, world):
    nodes, wires = _chain(20_000)
    job = Job(Graph([Node("s", "test.start"), *nodes], wires).to_document())
    assert engine.run(job).value("n19999") == Number(20_000)
    world.ran.clear()
    assert engine.run(job).outcomes["n19999"].cached
    assert not world.ran


def test_a_wide_graph_runs_every_branch(engine):
    nodes, wires = [Node("s", "test.start")], []
    for branch in range(100):
        more, drawn = _chain(10, prefix=f"b{branch}-")
        more[0] = Node(more[0].id, "test.plus", parameters={"by": branch})
        nodes += more
        wires += drawn
    result = engine.run(Job(Graph(nodes, wires).to_document()))
    assert [result.value(f"b{i}-9").value for i in range(100)] == [i + 9 for i in range(100)]


def test_a_failure_at_the_head_of_a_long_chain_blocks_it_all(engine):
    nodes, wires = _chain(3000)
    nodes[0] = Node("n0", "test.fail")
    result = engine.run(Job(Graph([Node("s", "test.start"), *nodes], wires).to_document()))
    assert result.outcomes["n2999"].state == "blocked"
    assert "n0 failed" in result.outcomes["n2999"].error.message
