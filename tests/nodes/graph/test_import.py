"""Importing the graph language is light and does nothing; its public names are sorted and there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import nodes.graph

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    "module", ["nodes.graph", "nodes.graph.edits", "nodes.graph.project", "nodes.graph.embed", "nodes.graph.history"]
)
def test_importing_brings_no_heavy_library(module: str) -> None:
    heavy = ["torch", "cv2", "av", "numpy", "diffusers", "transformers", "PySide6", "scipy"]
    code = f"import sys, {module}; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_whole_library_is_registered_without_torch() -> None:
    code = (
        "import sys; from nodes.graph import default_registry; default_registry()\n"
        "print([name for name in ('torch', 'diffusers', 'transformers', 'PySide6') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_public_names_are_there() -> None:
    for name in nodes.graph.__all__:
        assert hasattr(nodes.graph, name)
    assert len(set(nodes.graph.__all__)) == len(nodes.graph.__all__)
