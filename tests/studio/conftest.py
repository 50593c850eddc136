"""A desk with an empty or the example project, every file in a folder of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.desk import Desk
from nodes.graph import Graph, Registry, default_registry
from nodes.graph.project import Project

EXAMPLE = Path(__file__).resolve().parents[2] / "assets" / "projects" / "dragged-ball.kino"


@pytest.fixture(scope="session")
def registry() -> Registry:
    return default_registry()


@pytest.fixture
def desk(qapp: QApplication, registry: Registry, tmp_path: Path) -> Iterator[Desk]:
    """An empty project."""
    made = Desk(registry, project=Project.new(state=tmp_path / "state"))
    made.look.load_fonts()
    made.look.put_on(qapp)
    yield made
    made.document.project.close()
    made.deleteLater()


@pytest.fixture
def example_desk(desk: Desk, tmp_path: Path) -> Desk:
    """The dragged ball."""
    desk.document.open(Project.open(EXAMPLE, read_only=True, state=tmp_path / "state"))
    return desk


@pytest.fixture
def with_graph(desk: Desk, tmp_path: Path) -> Callable[[Graph], Desk]:
    """The desk with this graph in it."""

    def put(graph: Graph) -> Desk:
        project = Project.new(state=tmp_path / "state")
        project.graph = graph
        desk.document.open(project)
        return desk

    return put
