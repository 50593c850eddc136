"""Where the parts of a node lie, and which parameters it shows."""

from __future__ import annotations

from app.canvas.anatomy import MOST_PARAMETERS, anatomy_of, pictured, shown_parameters
from app.canvas.gestures.snapping import snap
from app.canvas.gestures.value import dragged_value
from app.canvas.metrics import HEADER, WIDTH
from app.canvas.walking import neighbour
from app.canvas.wire_shape import distance, points_on, segments_cross
from nodes.graph import Interface, Node, Registry, Wire


def ports_of(registry: Registry, type_id: str) -> Interface:
    kind = registry[type_id]
    return Interface(kind.inputs, kind.outputs, kind.parameters)


def test_ports_lie_on_the_edges_one_under_the_other(registry: Registry) -> None:
    node = Node("size", "picture.resize_image")
    made = anatomy_of(node, ports_of(registry, node.type_id))
    assert {port.x for port in made.inputs.values()} == {0.0}
    assert {port.x for port in made.outputs.values()} == {WIDTH}
    heights = [row.y for row in made.rows]
    assert heights == sorted(heights)
    assert made.height > heights[-1]


def test_a_collapsed_node_is_its_header_and_keeps_every_port(registry: Registry) -> None:
    ports = ports_of(registry, "model.sample")
    open_, closed = (anatomy_of(Node("s", "model.sample", collapsed=shut), ports) for shut in (False, True))
    assert closed.height == HEADER
    assert set(closed.inputs) >= {port.name for port in ports.inputs}
    assert open_.height > closed.height


def test_what_a_person_set_is_shown_before_what_is_left_to_itself(registry: Registry) -> None:
    ports = ports_of(registry, "model.sample")
    fresh, left_out = shown_parameters(Node("s", "model.sample"), ports.parameters, ())
    assert len(fresh) == MOST_PARAMETERS
    assert left_out == len(ports.parameters) - MOST_PARAMETERS
    last = ports.parameters[-2].name
    shown, _ = shown_parameters(Node("s", "model.sample", parameters={last: 3.0}), ports.parameters, ())
    assert last in [record.name for record in shown]


def test_a_wired_parameter_is_always_shown_with_its_port(registry: Registry) -> None:
    ports = ports_of(registry, "model.sample")
    made = anatomy_of(Node("s", "model.sample"), ports, ["flow_shift"])
    assert made.inputs["flow_shift"].shown
    assert not made.inputs["width"].shown
    assert any(row.name == "flow_shift" for row in made.rows)


def test_texts_have_no_picture_of_themselves(registry: Registry) -> None:
    assert pictured(ports_of(registry, "text.prompt")) == []
    assert pictured(ports_of(registry, "model.decode")) == ["clip"]


def test_an_unknown_node_has_the_ports_that_wires_name() -> None:
    made = anatomy_of(Node("x", "pack.gone"), None, ["a", "b"], ["c"])
    assert set(made.inputs) == {"a", "b"}
    assert set(made.outputs) == {"c"}
    assert not made.known


def test_snapping_takes_the_neighbours_edge_before_the_grid() -> None:
    found = snap((103.0, 57.0, 200.0, 100.0), [(100.0, 300.0, 200.0, 80.0)], 6.0)
    assert (found.x, found.y) == (100.0, 60.0)
    assert len(found.guides) == 1
    assert snap((113.0, 57.0, 200.0, 100.0), [(100.0, 300.0, 200.0, 80.0)], 6.0).x == 120.0
    assert snap((103.0, 57.0, 200.0, 100.0), [(101.0, 3000.0, 200.0, 80.0)], 6.0).x == 100.0


def test_a_dragged_number_stays_within_its_limits_and_exact(registry: Registry) -> None:
    seed = next(record for record in registry["number.seed"].parameters if record.seed)
    assert dragged_value(seed, 2**60 + 1, 3) == 2**60 + 4
    assert dragged_value(seed, 2, -50) == seed.minimum
    strength = next(record for record in registry["control.drag_control"].parameters if record.name == "strength")
    assert isinstance(dragged_value(strength, 1.0, -1.0), float)


def test_walking_prefers_wires_to_nearness() -> None:
    rects = {"a": (0.0, 0.0, 200.0, 100.0), "near": (220.0, 0.0, 200.0, 100.0), "far": (900.0, 400.0, 200.0, 100.0)}
    assert neighbour("a", "right", rects, [Wire("a", "x", "far", "y")]) == "far"
    assert neighbour("a", "right", rects, []) == "near"
    assert neighbour("a", "left", rects, []) == ""
    assert neighbour("gone", "left", rects, []) == ""


def test_a_wire_is_near_its_own_points_and_crossed_by_a_stroke() -> None:
    from PySide6.QtCore import QPointF

    points = points_on(QPointF(0, 0), QPointF(300, 100))
    assert distance(points, *points[7]) < 1e-6
    assert distance(points, 150.0, 300.0) > 100.0
    middle = points[len(points) // 2]
    assert segments_cross([(middle[0], middle[1] - 30), (middle[0] + 1, middle[1] + 30)], points)
    assert not segments_cross([(0.0, 50.0), (0.0, 90.0)], points)
