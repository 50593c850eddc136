"""The example projects: as their script builds them, without problems, laid out to be read."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from app.canvas.anatomy import anatomy_of, is_pictured
from assets.projects import moving, scenes
from assets.projects.build_projects import EXAMPLES, document_of
from assets.projects.render_pictures import RECIPES
from nodes.graph import Graph, Registry, default_registry, interface, validate
from nodes.graph.project import Project

NAMES = sorted(EXAMPLES)


@pytest.fixture(scope="module")
def registry() -> Registry:
    return default_registry()


@pytest.fixture(params=NAMES)
def project(request: pytest.FixtureRequest, repository: Path, tmp_path: Path) -> Project:
    return Project.open(repository / "assets" / "projects" / request.param, read_only=True, state=tmp_path)


def test_there_are_at_least_six(repository: Path) -> None:
    assert len(NAMES) >= 6
    listed = json.loads((repository / "assets" / "projects" / "templates.json").read_text(encoding="utf-8"))
    assert sorted(entry["file"] for entry in listed) == NAMES
    assert all(entry["title"] and entry["sentence"].endswith(".") for entry in listed)


def test_each_picture_has_a_recipe_of_nodes_that_are_there(registry: Registry) -> None:
    assert sorted(f"{name}.kino" for name in RECIPES) == NAMES
    for name, recipe in RECIPES.items():
        nodes = EXAMPLES[f"{name}.kino"].build(registry).nodes
        named = [recipe.inset.partition(".")[0], recipe.strokes, *recipe.grid]
        assert {node for node in named if node} <= nodes.keys()


def test_no_other_file_is_left_from_an_earlier_list(repository: Path) -> None:
    assert sorted(path.name for path in (repository / "assets" / "projects").glob("*.kino")) == NAMES


def test_the_files_are_what_the_script_builds(project: Project, registry: Registry) -> None:
    assert project.path is not None
    assert project.document() == document_of(EXAMPLES[project.path.name].build(registry), registry)


def test_an_example_has_no_problem(project: Project, registry: Registry) -> None:
    assert validate(project.graph, registry) == []
    assert [medium for medium in project.missing_media(registry) if "pocket" not in medium.name] == []


def boxes(graph: Graph, registry: Registry) -> dict[str, tuple[float, float, float, float]]:
    """Left, top, right, bottom of each node, as the canvas draws it with its picture."""
    found = {}
    for name, node in graph.nodes.items():
        ports = interface(node, registry)
        wired = [wire.input for wire in graph.wires.values() if wire.target == name]
        drawn = anatomy_of(node, ports, wired, picture=is_pictured(ports))
        (x, y) = node.position
        found[name] = (x, y, x + drawn.width, y + drawn.height)
    return found


def apart(one: tuple[float, ...], other: tuple[float, ...], by: float = 0.0) -> bool:
    return one[2] + by <= other[0] or other[2] + by <= one[0] or one[3] + by <= other[1] or other[3] + by <= one[1]


def test_nodes_lie_on_the_grid_from_left_to_right_without_overlap(project: Project, registry: Registry) -> None:
    graph = project.graph
    places = {name: node.position for name, node in graph.nodes.items()}
    assert all(coordinate % 20 == 0 for place in places.values() for coordinate in place)
    for wire in graph.wires.values():
        assert places[wire.source][0] + 200 <= places[wire.target][0]
    around = boxes(graph, registry)
    for one, box in around.items():
        for other, second in around.items():
            assert one == other or apart(box, second, by=20), (one, other)


def test_every_node_lies_in_one_frame_and_no_note_lies_on_anything(project: Project, registry: Registry) -> None:
    graph = project.graph
    frames = [(*frame.position, *np.add(frame.position, frame.size)) for frame in graph.frames.values()]
    for name, (left, top, right, bottom) in boxes(graph, registry).items():
        around = [f for f in frames if f[0] <= left and f[1] <= top and right <= f[2] and bottom <= f[3]]
        assert len(around) == 1, name
    notes = [(*note.position, *np.add(note.position, note.size)) for note in graph.notes.values()]
    for note in notes:
        others = [other for other in (*frames, *notes) if other != note]
        assert all(apart(note, other) for other in others)


def test_an_example_tells_what_it_is_about_and_what_to_try(project: Project) -> None:
    about = project.graph.notes["about"].text
    assert len(about) > 120
    assert any(words in about for words in ("Try", "Press Run", "of your own"))
    assert all(frame.title for frame in project.graph.frames.values())


def test_it_has_a_picture_for_the_start_page(project: Project) -> None:
    import cv2

    assert project.path is not None
    shown = cv2.imread(str(project.path.with_suffix(".jpg")))
    assert shown is not None
    assert shown.shape == (270, 480, 3)
    assert shown.std() > 2  # not one colour
    assert project.path.with_suffix(".jpg").stat().st_size < 60_000


def test_the_stroke_begins_on_the_ball_and_its_outline_holds_the_ball(registry: Registry, repository: Path) -> None:
    import cv2

    from nodes.exchange.image_files import read_picture
    from nodes.values import Strokes

    pixels = read_picture(repository / "assets" / "media" / "red-ball.png").pixels.astype(int)
    red = pixels[..., 0] - pixels[..., 1:].max(axis=2) > 55
    graph = moving.dragged_ball(registry)
    stroke = Strokes.from_json(graph.nodes["drawing"].parameters["strokes"]).strokes[0]
    height, width = red.shape
    rows, columns = np.nonzero(red)
    assert np.allclose(stroke.points[0] * [width, height], [columns.mean() + 0.5, rows.mean() + 0.5], atol=3)
    inside = np.zeros(red.shape, np.uint8)
    assert stroke.region is not None
    cv2.fillPoly(inside, [np.rint(stroke.region * [width, height]).astype(np.int32)], 1)
    assert inside[red].mean() > 0.99
    assert red[inside > 0].mean() > 0.8


def test_media_are_of_seeds_that_pocket_never_saw() -> None:
    from models.pocket.data import FIRST_EVALUATION_SEED, TRAINING_SEEDS

    for number in (*scenes.STILL_SEEDS.values(), *scenes.CLIP_SEEDS.values()):
        seed = scenes.FIRST_SEED + number
        assert seed not in TRAINING_SEEDS
        assert seed < FIRST_EVALUATION_SEED


def test_the_pictures_are_what_the_script_draws(repository: Path) -> None:
    from nodes.exchange.image_files import read_picture

    for name in scenes.STILL_SEEDS:
        pixels = read_picture(repository / "assets" / "media" / f"{name}.png").pixels
        assert np.array_equal(pixels, scenes.still(name)), name
