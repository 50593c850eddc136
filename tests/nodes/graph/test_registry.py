"""A registry is collected from modules; clashes are refused; converters are found by their two types."""

from __future__ import annotations

import sys
import types

import pytest

from nodes.errors import GraphError
from nodes.graph import Registry, converter, default_registry, node
from nodes.graph.docstrings import parse_help
from nodes.values import Clip, Image, Mask, Number, Text


@node("Test")
def here() -> Image:  # type: ignore[empty-body]
    """Declared here."""


def elsewhere() -> types.ModuleType:
    """A module that declares one node and has imported another."""
    module = types.ModuleType("elsewhere")
    source = (
        "from nodes.graph import node\nfrom nodes.values import Image\n"
        "@node('Test')\ndef there() -> Image:\n    'Declared there.'\n"
    )
    exec(source, module.__dict__)
    module.here = here  # type: ignore[attr-defined]
    return module


def test_modules_give_the_nodes_they_define_and_not_those_they_import() -> None:
    registry = Registry.from_modules([sys.modules[__name__], elsewhere()])
    assert {kind.type_id for kind in registry} == {"graph.reroute", "test.here", "test.there"}
    assert "test.here" in registry
    assert registry.get("test.nowhere") is None
    with pytest.raises(GraphError, match=r"test\.nowhere"):
        registry["test.nowhere"]


def test_two_types_with_one_id_are_refused() -> None:
    @node("Test", type_id="test.here")
    def another() -> Image:  # type: ignore[empty-body]
        """Has the same id."""

    with pytest.raises(GraphError) as caught:
        Registry.from_functions(here, another)
    assert "test.here" in str(caught.value)
    assert "another" in str(caught.value)


def test_two_converters_between_the_same_types_are_refused() -> None:
    @converter()
    def one(image: Image) -> Clip:  # type: ignore[empty-body]
        """One way.

        image: it.
        """

    @converter()
    def two(image: Image) -> Clip:  # type: ignore[empty-body]
        """Another way.

        image: it.
        """

    with pytest.raises(GraphError, match="Image to Clip"):
        Registry.from_functions(one, two)


def test_converters_are_chains_of_one(registry: Registry) -> None:
    assert registry.converter(Image, Clip) is registry["converters.image_to_clip"]
    assert registry.converter(Number, Text) is not None
    assert registry.converter(Mask, Clip) is None
    assert registry.converter(Image, Image) is None


def test_packs_are_off_until_trusted(registry: Registry) -> None:
    assert {kind.type_id for kind in registry.with_packs([])} == {kind.type_id for kind in registry}
    with pytest.raises(GraphError, match="no-such-pack"):
        registry.with_packs(["no-such-pack"])


def test_a_trusted_pack_is_loaded(registry: Registry, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "glow_pack.py").write_text(
        "from nodes.graph import node\nfrom nodes.values import Image\n"
        "@node('Glow')\ndef glow(image: Image) -> Image:\n    '''Glow.\n\n    image: it.\n    '''\n    return image\n"
    )
    facts = tmp_path / "glow_pack-1.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: glow-pack\nVersion: 1.0\n")
    (facts / "entry_points.txt").write_text("[kinograph.nodes]\nglow = glow_pack\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert "glow.glow" not in registry.with_packs([])
    assert "glow_pack" not in sys.modules
    assert "glow.glow" in registry.with_packs(["glow-pack"])


def test_every_node_of_the_library_is_documented_and_described() -> None:
    registry = default_registry()
    for kind in registry:
        assert kind.summary, kind
        assert parse_help(kind.function.__doc__, ()).summary == kind.summary
        for part in (*kind.inputs, *kind.parameters):
            assert part.help, (kind, part.name)
        for record in kind.parameters:
            assert record.complaint(record.default) == "", (kind, record.name)
