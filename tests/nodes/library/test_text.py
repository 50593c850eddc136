"""Text, prompt, joining and filling in."""

from __future__ import annotations

import pytest

from nodes.errors import NodeError
from nodes.library.notes import note
from nodes.library.text import format_text, join_text, prompt, text
from nodes.values import Number, Text


def test_a_text_stays_as_it_was_typed() -> None:
    assert text("  two\nlines ").text == "  two\nlines "
    assert note("why").text == "why"


def test_a_prompt_keeps_both_sides_and_fits_every_family() -> None:
    made = prompt(" a red ball ", " blur ")
    assert (made.prompt, made.negative, made.model_family) == ("a red ball", "blur", "")


def test_texts_are_joined_without_empty_ones() -> None:
    texts = [Text("a"), Text(" "), Text("b")]
    assert join_text(texts, " | ").text == "a | b"
    assert join_text(texts, "-", skip_empty=False).text == "a- -b"
    assert join_text([]).text == ""


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{a} ball", "red ball"),
        ("take {b:03}", "take 007"),
        ("{c:.2f}", "0.50"),
        ("{{{a}}}", "{red}"),
        ("plain", "plain"),
    ],
)
def test_values_are_filled_in(template: str, expected: str) -> None:
    assert format_text(Text("red"), Number(7), Number(0.5), template).text == expected


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ("{d}", "not known"),
        ("{a.__class__}", "not known"),
        ("{a[0]}", "not known"),
        ("{c}", "nothing is wired"),
        ("{a:.2f}", "does not fit"),
        ("{b:999999999}", "too wide"),
        ("{a", "lone"),
        ("a}", "lone"),
    ],
)
def test_what_cannot_be_filled_in_is_named(template: str, says: str) -> None:
    with pytest.raises(NodeError, match=says):
        format_text(Text("red"), Number(7), None, template)
