"""Runs with a real engine process that knows the engine tests' nodes, every file in a folder of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.desk import Desk
from app.runs.runs import Runs
from nodes.engine import EngineSettings
from nodes.graph import Registry
from nodes.graph.project import Project

NODES = Path(__file__).resolve().parents[2] / "nodes" / "engine"


@pytest.fixture
def engine_registry(monkeypatch: pytest.MonkeyPatch) -> Registry:
    """The node types of tests/nodes/engine/process_nodes.py."""
    import importlib

    monkeypatch.syspath_prepend(str(NODES))
    return Registry.from_modules([importlib.import_module("process_nodes")])


@pytest.fixture
def run_desk(qapp: QApplication, engine_registry: Registry, tmp_path: Path) -> Iterator[Desk]:
    """A desk whose engine is starting."""
    desk = Desk(engine_registry, project=Project.new(state=tmp_path / "state"))
    settings = EngineSettings(
        library=False,
        modules=("process_nodes",),
        store=str(tmp_path / "store"),
        checkpoints=str(tmp_path / "checkpoints"),
        views=str(tmp_path / "views"),
        log=str(tmp_path / "engine.log"),
    )
    runs = Runs(desk, desk, settings=settings, queue=tmp_path / "queue", history=tmp_path / "history")
    desk.runs = runs
    runs.start()
    yield desk
    runs.close()
    desk.document.project.close()
    desk.deleteLater()
