"""Lists: made, counted, taken from."""

from __future__ import annotations

import pytest

from nodes.errors import NodeError
from nodes.library.lists import list_item, list_length, make_list, number_range, text_list
from nodes.values import Number, Text


def test_a_list_keeps_order_and_passes_over_open_inputs() -> None:
    made = make_list(Text("x"), None, Text("y"))
    assert [value.text for value in made] == ["x", "y"]
    assert list_length(made).value == 2


def test_mixed_or_empty_lists_are_refused() -> None:
    with pytest.raises(NodeError, match="Number, Text"):
        make_list(Text("x"), Number(1))
    with pytest.raises(NodeError, match="nothing is wired"):
        make_list()


def test_one_text_a_line_without_comments() -> None:
    assert [value.text for value in text_list(" a red ball \n\n# not this\nb\r\n")] == ["a red ball", "b"]
    with pytest.raises(NodeError, match="no line"):
        text_list("# only a comment\n")


def test_ranges_of_seeds_and_values() -> None:
    assert [value.value for value in number_range(10, 1, 3)] == [10, 11, 12]
    assert [value.value for value in number_range(0, 0.25, 3)] == [0, 0.25, 0.5]


def test_items_count_from_both_ends() -> None:
    items = number_range(0, 1, 3)
    assert list_item(items, 1).value == 1
    assert list_item(items, -1).value == 2
    for index in (3, -4):
        with pytest.raises(NodeError, match="list of 3") as caught:
            list_item(items, index)
        assert "-3 to 2" in caught.value.remedy
    with pytest.raises(NodeError, match="list of 0"):
        list_item([], 0)
