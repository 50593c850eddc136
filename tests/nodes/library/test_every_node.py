"""What holds for every node of the library: named, explained, found, and light to import."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from nodes.graph import NodeType, Registry, default_registry


@pytest.fixture(scope="module")
def registry() -> Registry:
    return default_registry()


def plain(registry: Registry) -> list[NodeType]:
    return [kind for kind in registry if not kind.converter]


def test_titles_tell_nodes_apart(registry: Registry) -> None:
    titles = [kind.title for kind in plain(registry)]
    assert sorted(title for title in titles if titles.count(title) > 1) == []


def test_every_node_can_be_searched_for_by_other_words(registry: Registry) -> None:
    assert [kind.type_id for kind in plain(registry) if not kind.search] == []
    for kind in registry:
        assert all(word == word.lower().strip() for word in kind.search), kind.type_id


def test_every_port_and_parameter_is_explained(registry: Registry) -> None:
    for kind in registry:
        assert kind.summary.endswith((".", ")")), kind.type_id
        for part in (*kind.inputs, *kind.parameters):
            assert len(part.help) >= 5, (kind.type_id, part.name)


def test_numbers_that_are_not_free_have_limits(registry: Registry) -> None:
    free = {"number.number", "number.seed", "number.maths", "list.number_range", "logic.compare"}
    for kind in registry:
        for parameter in kind.parameters:
            if parameter.kind in ("integer", "number") and kind.type_id not in free:
                assert parameter.minimum is not None, (kind.type_id, parameter.name)
                assert parameter.maximum is not None, (kind.type_id, parameter.name)


def test_what_reads_files_has_a_fingerprint(registry: Registry) -> None:
    for kind in registry:
        reads = any(parameter.kind == "file" and not parameter.save for parameter in kind.parameters)
        assert not reads or kind.fingerprint is not None or kind.effect, kind.type_id


def test_what_writes_files_is_an_effect(registry: Registry) -> None:
    for kind in registry:
        writes = any(parameter.kind == "file" and parameter.save for parameter in kind.parameters)
        assert not writes or kind.effect, kind.type_id
        assert not kind.effect or kind.outputs == (), kind.type_id


def test_the_library_is_imported_without_heavy_packages(repository: Path) -> None:
    code = (
        "import sys, json\nfrom nodes.graph import default_registry\ndefault_registry()\n"
        "heavy = {'torch', 'diffusers', 'transformers', 'av', 'PySide6'}\n"
        "print(json.dumps(sorted(heavy & set(sys.modules))))"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=repository, capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout) == []
