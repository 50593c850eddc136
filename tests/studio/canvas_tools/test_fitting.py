"""A pulled wire offers the nodes that take it, straight or through a converter."""

from __future__ import annotations

import pytest

from app.canvas.search.catalogue import Catalogue
from app.canvas.search.fitting import fit, pulled_from, wire_to
from nodes.graph import Graph, Node, Registry, Wire, validate


@pytest.fixture
def graph() -> Graph:
    return Graph(
        [
            Node("image", "media.load_image"),
            Node("depth", "depth.estimate_depth"),
            Node("dot", "graph.reroute"),
            Node("sample", "model.sample"),
            Node("save", "media.save_clip"),
        ],
        [Wire("image", "image", "depth", "source"), Wire("depth", "depth", "dot", "value")],
    )


def test_an_output_offers_inputs_of_its_type_first(graph: Graph, registry: Registry) -> None:
    pulled = pulled_from(graph, registry, "depth", "depth", from_output=True)
    assert pulled is not None
    assert pulled.type_name == "Depth"
    port = fit(pulled, registry["control.camera_control"], registry)
    assert port is not None
    assert (port.port, port.converted) == ("depth", False)


def test_a_converter_makes_more_nodes_fit_and_is_told(graph: Graph, registry: Registry) -> None:
    pulled = pulled_from(graph, registry, "depth", "depth", from_output=True)
    assert pulled is not None
    port = fit(pulled, registry["media.save_clip"], registry)
    assert port is not None
    assert port.converted


def test_nodes_that_cannot_take_it_are_not_offered(graph: Graph, registry: Registry) -> None:
    pulled = pulled_from(graph, registry, "depth", "depth", from_output=True)
    offered = {entry.id for entry, _ in Catalogue(registry).fitting(pulled)}
    assert "camera.camera_path" not in offered
    assert "camera.save_camera" not in offered


def test_a_reroute_carries_what_comes_in(graph: Graph, registry: Registry) -> None:
    pulled = pulled_from(graph, registry, "dot", "value", from_output=True)
    assert pulled is not None
    assert pulled.type_name == "Depth"


def test_an_input_offers_what_gives_it(graph: Graph, registry: Registry) -> None:
    pulled = pulled_from(graph, registry, "sample", "conditioning", from_output=False)
    offered = {entry.id for entry, _ in Catalogue(registry).fitting(pulled)}
    assert "text.prompt" in offered
    assert "media.load_clip" not in offered


def test_what_takes_just_this_stands_before_what_takes_anything(graph: Graph, registry: Registry) -> None:
    pulled = pulled_from(graph, registry, "depth", "depth", from_output=True)
    found = [item.fit for item in Catalogue(registry).find("", pulled)]
    straight = [port.converted or port.loose for port in found if port is not None]
    assert straight == sorted(straight)
    assert not straight[0]


def test_a_parameter_takes_numbers(graph: Graph, registry: Registry) -> None:
    pulled = pulled_from(graph, registry, "sample", "steps", from_output=False)
    assert pulled is not None
    assert pulled.type_name == "Number"


def test_no_such_port_or_node(graph: Graph, registry: Registry) -> None:
    assert pulled_from(graph, registry, "sample", "nothing", from_output=True) is None
    assert pulled_from(graph, registry, "nobody", "latents", from_output=True) is None


def test_whatever_is_offered_can_be_wired(graph: Graph, registry: Registry) -> None:
    """Of every output of every node type: validation finds nothing wrong with the wire."""
    catalogue = Catalogue(registry)
    for kind in registry:
        base = Graph([Node("a", kind.type_id)])
        for output in kind.outputs:
            pulled = pulled_from(base, registry, "a", output.name, from_output=True)
            assert pulled is not None
            for entry, port in catalogue.fitting(pulled):
                assert port is not None
                made = Graph([Node("a", kind.type_id), Node("b", entry.id)], [wire_to(pulled, "b", port.port)])
                wrong = [item for item in validate(made, registry) if item.code in ("wire.type", "wire.no-port")]
                assert not wrong, (kind.type_id, entry.id, wrong)
