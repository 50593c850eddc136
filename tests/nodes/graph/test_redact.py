"""A redacted document keeps its shape and settings, and loses typed texts and absolute paths."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nodes.graph import Graph, Node, Note, Registry, Wire, resolve
from nodes.graph.embed import embed_graph, export_document, read_embedded
from nodes.graph.project import Project
from nodes.graph.redact import is_absolute_path, redact

SECRETS = [
    "my secret prompt",
    "/home/ada/film.png",
    "C:\\Users\\Ada\\film.png",
    "\\\\server\\share",
    "~/film.png",
    "Ada's note",
]


def secretive() -> Graph:
    inner = Graph([Node("w", "test.words", parameters={"text": "my secret prompt"})])
    return Graph(
        [
            Node("p", "test.picture", parameters={"name": "/home/ada/film.png", "level": 9}, title="Ada's note"),
            Node(
                "w",
                "test.words",
                parameters={"text": "my secret prompt", "data": [{"path": "C:\\Users\\Ada\\film.png"}, 0.5]},
            ),
            Node("sw", "test.switch", parameters={"which": "second"}),
            Node(
                "x",
                "other.glow",
                parameters={
                    "prompt": "my secret prompt",
                    "mode": "soft",
                    "from": "\\\\server\\share",
                    "more": ["~/film.png"],
                },
            ),
            Node("sub", "graph.subgraph", graph=inner),
            Node("s", "test.save", parameters={"name": "film.mp4"}),
        ],
        [Wire("p", "image", "s", "clip")],
        notes=[Note("n", "Ada's note")],
    )


@pytest.mark.parametrize("known", [True, False])
def test_nothing_private_is_left(registry: Registry, known: bool) -> None:
    text = json.dumps(redact(secretive().to_document(), registry if known else None))
    for secret in SECRETS:
        assert json.dumps(secret)[1:-1] not in text


@pytest.mark.parametrize("known", [True, False])
def test_everything_else_is_left(registry: Registry, known: bool) -> None:
    before = secretive()
    graph = Graph.from_document(redact(before.to_document(), registry if known else None))
    assert graph.nodes.keys() == before.nodes.keys()
    assert graph.wires == before.wires
    assert graph.nodes["p"].parameters == {"name": "", "level": 9}
    assert graph.nodes["w"].parameters == {"text": "", "data": [{"path": ""}, 0.5]}
    assert graph.nodes["sw"].parameters == {"which": "second"}
    assert graph.nodes["x"].parameters["mode"] == "soft"
    assert graph.nodes["s"].parameters == ({"name": "film.mp4"} if known else {"name": ""})
    assert before == secretive()
    unknown = [problem.code for problem in resolve(graph, registry).problems]
    assert unknown == [problem.code for problem in resolve(before, registry).problems]


def test_the_switch_reaches_the_exported_picture(tmp_path: Path, registry: Registry) -> None:
    import cv2
    import numpy as np

    picture = tmp_path / "out.png"
    cv2.imwrite(str(picture), np.zeros((4, 4, 3), np.uint8))
    with Project.new() as project:
        project.graph = secretive()
        project.add_media(picture, own=False)
        text = export_document(project.document(), private=True, registry=registry)
    embed_graph(picture, text)
    found = read_embedded(picture)
    assert found is not None
    assert "files" not in found
    data = picture.read_bytes()
    for secret in SECRETS:
        assert secret.encode() not in data


@pytest.mark.parametrize("text", ["/a/b", "C:\\x", "c:/x", "\\\\host\\x", "~/x", "file:///x", " /leading/space"])
def test_paths_that_tell_of_a_computer(text: str) -> None:
    assert is_absolute_path(text)


@pytest.mark.parametrize("text", ["", "a/b", "../a", "media:still.png", "bundled:pocket", "as drawn", "12:30", "3/4"])
def test_texts_that_do_not(text: str) -> None:
    assert not is_absolute_path(text)
