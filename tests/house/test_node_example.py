"""The node that CONTRIBUTING.md writes: it registers, runs in a graph, and passes its own test."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import nodes.library.picture
from nodes.engine import Engine, Job
from nodes.errors import NodeError
from nodes.graph import Graph, Node, PlainRun, Registry, Wire
from nodes.values import Clip


@pytest.fixture(scope="module")
def blocks(repository: Path) -> list[str]:
    page = (repository / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def fading(blocks: list[str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The page's module, imported from a file like any other."""
    file = tmp_path_factory.mktemp("pack") / "fading.py"
    file.write_text(blocks[0], encoding="utf-8")
    spec = importlib.util.spec_from_file_location("fading", file)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["fading"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    del sys.modules["fading"]


def test_it_runs_in_a_graph(fading: ModuleType) -> None:
    registry = Registry.from_modules([nodes.library.picture, fading])
    fade = next(kind for kind in registry if kind.title == "Fade In")
    colour = next(kind for kind in registry if kind.title == "Solid Colour")
    still = next(kind for kind in registry if kind.title == "Still to Clip")
    graph = Graph(
        [
            Node("ground", colour.type_id, parameters={"width": 16, "height": 16, "colour": "#ffffff"}),
            Node("clip", still.type_id, parameters={"frames": 9}),
            Node("fade", fade.type_id, parameters={"frames": 4}),
        ],
        [
            Wire("ground", colour.outputs[0].name, "clip", still.inputs[0].name),
            Wire("clip", still.outputs[0].name, "fade", "clip"),
        ],
    )
    with closing(Engine(registry)) as engine:
        result = engine.run(Job(document=graph.to_document(), targets=("fade",)))
        frames = result.value("fade").as_uint8()
    assert [int(frame.mean()) for frame in frames[:5]] == [0, 64, 128, 191, 255]


def test_it_refuses_what_it_says_it_refuses(fading: ModuleType) -> None:
    with pytest.raises(NodeError, match="3 frames and the clip has 2"):
        fading.fade_in(PlainRun(), Clip(np.zeros((2, 8, 8, 3), np.uint8)), frames=3)


def test_its_own_test_passes(fading: ModuleType, blocks: list[str]) -> None:
    names = {"np": np, "Clip": Clip, "PlainRun": PlainRun, "fade_in": fading.fade_in}
    exec(blocks[1], names)
    names["test_the_first_frame_is_the_colour_and_the_last_is_untouched"]()  # type: ignore[operator]


def test_it_is_written_in_the_house_style(blocks: list[str], repository: Path) -> None:
    for rule in (["check", "--stdin-filename", "nodes/library/fading.py"], ["format", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *rule, "-"],
            input=blocks[0],
            cwd=repository,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
