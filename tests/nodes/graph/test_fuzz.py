"""Damaged anywhere, a project or a picture is opened or refused with an error of ours, never with anything else."""

from __future__ import annotations

import contextlib
import io
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nodes.errors import MediaError, ProjectError
from nodes.graph.embed import embed_graph, read_embedded
from nodes.graph.project import Project

DOCUMENT = {
    "format": 1,
    "graph": {"nodes": {"a": {"type": "t", "version": 1}}, "wires": []},
    "media": {"m.bin": {"bytes": 9}},
}
DAMAGE = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=4)
OFTEN = settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def packed() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.json", json.dumps(DOCUMENT))
        archive.writestr("media/m.bin", b"some bytes" * 20)
    return out.getvalue()


def damaged(whole: bytes, damage: list[tuple[float, int]]) -> bytes:
    data = bytearray(whole)
    for place, value in damage:
        data[int(place * len(data))] = value
    return bytes(data)


@OFTEN
@given(DAMAGE)
def test_a_damaged_project(folder: Path, damage: list[tuple[float, int]]) -> None:
    path = folder / "fuzz.kino"
    path.write_bytes(damaged(packed(), damage))
    with (
        contextlib.suppress(ProjectError, MediaError),
        Project.open(path, read_only=True, state=folder / os.urandom(8).hex()) as project,
    ):
        project.missing_media()
        project.resolve("media:m.bin")


@OFTEN
@given(DAMAGE)
def test_a_damaged_picture(folder: Path, damage: list[tuple[float, int]]) -> None:
    whole = folder / "whole.png"
    if not whole.exists():
        cv2.imwrite(str(whole), np.zeros((8, 8, 3), np.uint8))
        embed_graph(whole, DOCUMENT)
    path = folder / "fuzz.png"
    path.write_bytes(damaged(whole.read_bytes(), damage))
    with contextlib.suppress(ProjectError, MediaError):
        read_embedded(path)


@OFTEN
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=4),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "nodes",
                        "wires",
                        "frames",
                        "notes",
                        "exposed",
                        "view",
                        "type",
                        "version",
                        "parameters",
                        "position",
                        "graph",
                        "source",
                        "output",
                        "target",
                        "input",
                        "inputs",
                        "outputs",
                        "size",
                        "title",
                        "text",
                        "muted",
                        "a",
                        "b",
                    ]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=25,
    )
)
def test_a_document_of_any_shape(folder: Path, graph: object) -> None:
    path = folder / "shape.kino"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.json", json.dumps({"format": 1, "graph": graph}))
    with (
        contextlib.suppress(ProjectError),
        Project.open(path, read_only=True, state=folder / "state") as project,
    ):
        document = project.document()
        assert json.loads(json.dumps(document)) == document
