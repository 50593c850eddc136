"""Keys: one spelling of a JSON value, the same everywhere, different for what differs."""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodes.engine.keys import Unkeyable, canonical, combined, digest, key_hex, unique_key

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def typed(value):
    """The value with its types spelt out, so that equality tells 1 from 1.0 and True."""
    if isinstance(value, dict):
        return {name: typed(item) for name, item in value.items()}
    if isinstance(value, list):
        return [typed(item) for item in value]
    return type(value).__name__, repr(value)


def test_the_order_of_a_dict_does_not_matter():
    assert canonical({"a": 1, "b": [2]}) == canonical({"b": [2], "a": 1})


def test_the_order_of_a_set_does_not_matter():
    assert canonical({"x", "y", "zz"}) == canonical(frozenset(["zz", "y", "x"]))


def test_the_order_of_a_list_matters():
    assert canonical([1, 2]) != canonical([2, 1])


def test_numbers_texts_and_truth_values_are_told_apart():
    spellings = [
        canonical(value) for value in (1, 1.0, "1", True, None, [1], {"1": 1}, 0, False, "", [], {}, -0.0, 0.0)
    ]
    assert len(set(spellings)) == len(spellings)


def test_neighbours_do_not_run_into_each_other():
    assert canonical(["ab", "c"]) != canonical(["a", "bc"])
    assert canonical(["a", ["b"]]) != canonical([["a"], "b"])
    assert combined([b"ab", b"c"]) != combined([b"a", b"bc"])
    assert combined([b""]) != combined([])


@pytest.mark.parametrize(
    "value", [float("nan"), [float("nan")], {"a": {"b": [1, (2, float("nan"))]}}, {float("nan")}, {float("nan"): 1}]
)
def test_not_a_number_is_refused_at_any_depth(value):
    with pytest.raises(Unkeyable):
        canonical(value)


def test_infinity_is_fine():
    assert canonical([float("inf")]) != canonical([float("-inf")])


@pytest.mark.parametrize("value", [object(), Fraction(1, 2), b"bytes", 1j, lambda: 0])
def test_what_is_no_json_is_refused(value):
    with pytest.raises(Unkeyable):
        canonical({"a": value})


@given(JSON, JSON)
def test_two_values_share_a_spelling_only_when_they_are_the_same(one, other):
    assert (canonical(one) == canonical(other)) == (typed(one) == typed(other))


def test_keys_are_the_same_in_every_process():
    code = (
        "from nodes.engine.keys import *;"
        "print(digest(canonical({'b': {'y', 'x'}, 'a': [1, 1.5, True, None, 'ä\\ud800']})).hex())"
    )
    found = set()
    for seed in ("0", "1", "77"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        made = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
        )
        found.add(made.stdout.strip())
    assert found == {digest(canonical({"a": [1, 1.5, True, None, "ä\ud800"], "b": {"x", "y"}})).hex()}


def test_a_key_is_64_hex_characters():
    assert len(key_hex(digest(b""))) == 64
    assert key_hex(None) == ""


def test_unique_keys_differ():
    assert unique_key() != unique_key()
