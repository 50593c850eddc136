"""The example projects: as their script builds them, without problems, laid out to be read."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from nodes.graph import Graph, default_registry, validate
from nodes.graph.project import Project

NAMES = ["dragged-ball.kino", "walking-person.kino"]
NODE_SIZE = (220, 140)


@pytest.fixture(scope="module")
def builder(repository: Path) -> ModuleType:
    place = repository / "assets" / "projects" / "build_projects.py"
    spec = importlib.util.spec_from_file_location("build_projects", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(params=NAMES)
def project(request: pytest.FixtureRequest, repository: Path, tmp_path: Path) -> Project:
    return Project.open(repository / "assets" / "projects" / request.param, read_only=True, state=tmp_path)


def test_each_example_is_listed(builder: ModuleType) -> None:
    assert sorted(builder.PROJECTS) == NAMES


def test_the_files_are_what_the_script_builds(builder: ModuleType, project: Project) -> None:
    assert project.path is not None
    assert project.document() == builder.document_of(builder.PROJECTS[project.path.name](), default_registry())


def test_an_example_has_no_problem(project: Project) -> None:
    assert validate(project.graph, default_registry()) == []
    assert [medium for medium in project.missing_media(default_registry()) if "pocket" not in medium.name] == []


def test_nodes_lie_on_the_grid_from_left_to_right_without_overlap(project: Project) -> None:
    graph: Graph = project.graph
    places = {name: node.position for name, node in graph.nodes.items()}
    assert all(coordinate % 20 == 0 for place in places.values() for coordinate in place)
    for wire in graph.wires.values():
        assert places[wire.source][0] <= places[wire.target][0]
    for one, (x, y) in places.items():
        for other, (u, v) in places.items():
            assert one == other or abs(x - u) >= NODE_SIZE[0] or abs(y - v) >= NODE_SIZE[1], (one, other)
    assert graph.frames
    assert all(len(note.text) > 40 for note in graph.notes.values())


def test_the_stroke_begins_on_the_ball_and_its_outline_holds_the_ball(builder: ModuleType, repository: Path) -> None:
    import cv2

    from nodes.exchange.image_files import read_picture
    from nodes.values import Strokes

    pixels = read_picture(repository / "assets" / "media" / "red-ball.png").pixels.astype(int)
    red = pixels[..., 0] - pixels[..., 1:].max(axis=2) > 55
    graph = builder.dragged_ball()
    stroke = Strokes.from_json(graph.nodes["drawing"].parameters["strokes"]).strokes[0]
    height, width = red.shape
    rows, columns = np.nonzero(red)
    assert np.allclose(stroke.points[0] * [width, height], [columns.mean() + 0.5, rows.mean() + 0.5], atol=3)
    inside = np.zeros(red.shape, np.uint8)
    assert stroke.region is not None
    cv2.fillPoly(inside, [np.rint(stroke.region * [width, height]).astype(np.int32)], 1)
    assert inside[red].mean() > 0.99
    assert red[inside > 0].mean() > 0.8


def test_the_picture_is_of_a_seed_that_pocket_never_saw(builder: ModuleType) -> None:
    from models.pocket.data import FIRST_EVALUATION_SEED, TRAINING_SEEDS

    assert builder.STILL_SEED not in TRAINING_SEEDS
    assert builder.STILL_SEED < FIRST_EVALUATION_SEED
