"""A typed function becomes a node type; what is incomplete is refused with its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

import pytest

from nodes.errors import GraphError
from nodes.graph import (
    Choice,
    Editor,
    FileName,
    Json,
    Lazy,
    Multiline,
    Out,
    Range,
    Run,
    Seed,
    converter,
    node,
    node_type_of,
)
from nodes.graph.docstrings import parse_help
from nodes.values import Clip, Image, Mask, Number, Text, Value

Easing = Literal["linear", "smooth"]


@node(
    "Sample Things", title="Everything", version=2, dear=True, concurrent=True, migrations={1: dict}, search=["all"]
)
def everything(
    run: Run,
    clip: Clip,
    picture: Image | Clip,
    anything: Value,
    matte: Mask | None = None,
    later: Annotated[Image | None, Lazy()] = None,
    images: list[Image] | None = None,
    steps: Annotated[int, Range(1, 50, step=1, unit="steps")] = 20,
    weight: float = 1,
    loop: bool = False,
    easing: Easing = "smooth",
    codec: Annotated[str, Choice("h264", "av1")] = "h264",
    seed: Annotated[int, Seed()] = 0,
    prompt: Annotated[str, Multiline()] = "",
    file: Annotated[str, FileName("clip")] = "",
    target: Annotated[str, FileName("*.mp4", save=True)] = "",
    strokes: Annotated[Json, Editor("strokes")] = (),
    limit: int | None = None,
) -> tuple[Annotated[Clip, Out("clip", help="the clip")], list[Image], str]:
    """Take everything there is,
    on two lines.

    clip: a clip.   picture: a picture
        or a clip.
    anything: whatever.
    matte: where.  later: perhaps.
    images: many.
    steps: how many.  weight: how much.  loop: whether.  easing: in which way.
    codec: which.  seed: of chance.  prompt: the text.  file: to read.  target: to write.
    strokes: drawn.  limit: at most.
    Returns clip, images and text.
    """
    return clip, [], ""


def test_the_function_stays_callable() -> None:
    assert everything(None, "clip", None, None) == ("clip", [], "")  # type: ignore[arg-type,call-arg]


def test_ports_come_from_value_annotations() -> None:
    kind = node_type_of(everything)
    ports = kind.input_by_name
    assert list(ports) == ["clip", "picture", "anything", "matte", "later", "images"]
    assert ports["clip"].required
    assert ports["clip"].types == (Clip,)
    assert ports["picture"].types == (Image, Clip)
    assert ports["anything"].any
    assert not ports["matte"].required
    assert ports["later"].lazy
    assert not ports["later"].required
    assert ports["images"].many
    assert ports["images"].types == (Image,)
    assert ports["picture"].help == "a picture or a clip."
    assert kind.takes_run


def test_parameters_come_from_plain_annotations() -> None:
    records = node_type_of(everything).parameter_by_name
    kinds = {name: record.kind for name, record in records.items()}
    assert kinds == {
        "steps": "integer",
        "weight": "number",
        "loop": "switch",
        "easing": "choice",
        "codec": "choice",
        "seed": "integer",
        "prompt": "text",
        "file": "file",
        "target": "file",
        "strokes": "json",
        "limit": "integer",
    }
    steps = records["steps"]
    assert (steps.minimum, steps.maximum, steps.step, steps.unit, steps.default) == (1, 50, 1, "steps", 20)
    assert type(records["weight"].default) is float
    assert records["easing"].choices == ("linear", "smooth")
    assert records["codec"].choices == ("h264", "av1")
    assert records["seed"].seed
    assert records["seed"].maximum == 2**63 - 1
    assert records["prompt"].multiline
    assert records["file"].file_kind == "clip"
    assert records["target"].save
    assert records["strokes"].editor == "strokes"
    assert records["strokes"].default == []
    assert records["strokes"].port is None
    assert records["limit"].optional
    assert records["prompt"].port is Text
    assert records["steps"].port is Number
    assert all(record.help for record in records.values())


def test_outputs_come_from_the_return_annotation() -> None:
    kind = node_type_of(everything)
    assert [(port.name, port.type, port.many) for port in kind.outputs] == [
        ("clip", Clip, False),
        ("image", Image, True),
        ("text", Text, False),
    ]
    assert kind.outputs[0].help == "the clip"


def test_identity_and_switches() -> None:
    kind = node_type_of(everything)
    assert (kind.type_id, kind.title, kind.version) == ("sample_things.everything", "Everything", 2)
    assert kind.summary == "Take everything there is, on two lines."
    assert kind.dear
    assert kind.concurrent
    assert not kind.effect
    assert kind.search == ("all",)


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("steps", 20, ""),
        ("steps", 20.0, ""),
        ("steps", 20.5, "whole"),
        ("steps", 0, "lowest"),
        ("steps", 51, "highest"),
        ("steps", True, "true or false"),
        ("steps", "20", "a text"),
        ("steps", None, "nothing"),
        ("weight", 1, ""),
        ("weight", float("nan"), "finite"),
        ("weight", float("inf"), "finite"),
        ("weight", [1], "a list"),
        ("loop", True, ""),
        ("loop", 1, "true or false"),
        ("easing", "linear", ""),
        ("easing", "bouncy", "'linear', 'smooth'"),
        ("easing", ["linear"], "one of"),
        ("prompt", "", ""),
        ("prompt", 3, "a number"),
        ("file", {}, "an object"),
        ("strokes", {"any": [1, None]}, ""),
        ("limit", None, ""),
        ("seed", -1, "lowest"),
        ("seed", 2**63, "highest"),
    ],
)
def test_a_parameter_says_why_it_takes_no_value(name: str, value: object, complaint: str) -> None:
    found = node_type_of(everything).parameter_by_name[name].complaint(value)
    assert complaint in found
    assert bool(found) == bool(complaint)


def undocumented(level: int = 3) -> Image: ...  # type: ignore[empty-body]


def silent_about_level(level: int = 3) -> Image:  # type: ignore[empty-body]
    """A picture."""


def without_default(level: int) -> Image:  # type: ignore[empty-body]
    """A picture.

    level: how bright.
    """


def out_of_range(level: Annotated[int, Range(1, 5)] = 9) -> Image:  # type: ignore[empty-body]
    """A picture.

    level: how bright.
    """


def bad_choice(mode: Literal["a", "b"] = "c") -> Image:  # type: ignore[empty-body,assignment]
    """A picture.

    mode: which.
    """


def strange_kind(mode: bytes = b"") -> Image:  # type: ignore[empty-body]
    """A picture.

    mode: which.
    """


def unknown_name(mode: Missing) -> Image:  # type: ignore[empty-body,name-defined]  # noqa: F821
    """A picture.

    mode: which.
    """


def no_annotation(mode=1) -> Image:  # type: ignore[no-untyped-def]
    """A picture.

    mode: which.
    """


def no_return_type(level: int = 1):  # type: ignore[no-untyped-def]
    """A picture.

    level: how bright.
    """


def returns_bytes() -> bytes:  # type: ignore[empty-body]
    """Bytes."""


def twin_outputs() -> tuple[Image, Image]:  # type: ignore[empty-body]
    """Two."""


def many_arguments(*images: Image) -> Image:  # type: ignore[empty-body]
    """Many.

    images: all.
    """


def default_without_none(image: Image = 3) -> Image:  # type: ignore[assignment]
    """A picture.

    image: it.
    """
    return image


def none_without_default(image: Image | None) -> Image:  # type: ignore[empty-body]
    """A picture.

    image: it.
    """


@pytest.mark.parametrize(
    ("function", "told"),
    [
        (undocumented, "no docstring"),
        (silent_about_level, "level is not described"),
        (without_default, "level"),
        (out_of_range, "bad default 9"),
        (bad_choice, "bad default 'c'"),
        (strange_kind, "mode"),
        (unknown_name, "Missing"),
        (no_annotation, "mode has no annotation"),
        (no_return_type, "return type"),
        (returns_bytes, "bytes"),
        (twin_outputs, "two outputs are named 'image'"),
        (many_arguments, "images"),
        (default_without_none, "image"),
        (none_without_default, "image"),
    ],
)
def test_an_incomplete_declaration_is_refused(function: Callable[..., Any], told: str) -> None:
    with pytest.raises(GraphError) as caught:
        node("Test")(function)
    assert function.__name__ in str(caught.value)
    assert told in str(caught.value)


def test_migrations_must_lead_to_the_present_version() -> None:
    with pytest.raises(GraphError, match="version 2"):
        node("Test", version=2, migrations={2: dict})(returns_image)


def returns_image() -> Image:  # type: ignore[empty-body]
    """A picture."""


def test_a_converter_has_one_input_and_one_output() -> None:
    with pytest.raises(GraphError, match="one value"):
        converter()(returns_image)


def test_a_plain_function_is_no_node() -> None:
    with pytest.raises(GraphError, match="returns_image"):
        node_type_of(returns_image)


def test_help_entries_may_share_a_line_and_go_on_over_several() -> None:
    found = parse_help(
        """Do it.

        Longer story with a word: not an entry.

        first: one   second: two words
          and more.
        third: http://example.org: a source.

        An afterword.
        Errors: none.
        """,
        ["first", "second", "third"],
    )
    assert found.summary == "Do it."
    assert found.entries == {
        "first": "one",
        "second": "two words and more.",
        "third": "http://example.org: a source.",
        "Errors": "none.",
    }
