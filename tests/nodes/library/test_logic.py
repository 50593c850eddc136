"""Switches run only what they need; comparisons steer them."""

from __future__ import annotations

from typing import Any

import pytest

from nodes.errors import NodeError
from nodes.graph import node_type_of
from nodes.library.logic import choose, compare, compare_text, switch
from nodes.values import Number, Text


def test_a_switch_passes_one_input_and_asks_for_no_other() -> None:
    assert switch(Text("x"), None, Text("z"), index=2).text == "z"
    needs = node_type_of(switch).needs
    assert needs is not None
    assert list(needs(index=2)) == ["c"]
    assert all(port.lazy and not port.required for port in node_type_of(switch).inputs)


def test_if_asks_for_one_branch() -> None:
    needs = node_type_of(choose).needs
    assert needs is not None
    assert (list(needs(condition=True)), list(needs(condition=False))) == (["then"], ["otherwise"])
    assert choose(Text("x"), None, True).text == "x"
    assert choose(None, Text("y"), False).text == "y"


def test_an_open_choice_is_named() -> None:
    with pytest.raises(NodeError, match="input b"):
        switch(Text("x"), index=1)
    with pytest.raises(NodeError, match="'otherwise'"):
        choose(Text("x"), None, False)


@pytest.mark.parametrize(
    ("a", "how", "b", "expected"),
    [
        (1, "a = b", 1, 1),
        (1, "a ≠ b", 1, 0),
        (1, "a < b", 2, 1),
        (2, "a ≤ b", 2, 1),
        (2, "a > b", 2, 0),
        (2, "a ≥ b", 2, 1),
    ],
)
def test_numbers_are_compared(a: float, how: Any, b: float, expected: int) -> None:
    assert compare(a, b, how) == Number(expected)


def test_equality_can_have_a_tolerance() -> None:
    assert compare(1.0, 1.05, "a = b", 0.1).value == 1
    assert compare(1.0, 1.05, "a < b", 0.1).value == 0


def test_texts_are_compared() -> None:
    assert compare_text("A Red Ball", "red").value == 1
    assert compare_text("A Red Ball", "red", ignore_case=False).value == 0
    assert compare_text("abc", "bc", "ends with").value == 1
    assert compare_text("abc", "ab", "begins with").value == 1
    assert compare_text("abc", "ab", "equal").value == 0
