"""Results in RAM: the byte budget holds, and what is cheapest to make again for its size goes first."""

from __future__ import annotations

import pytest

from nodes.engine import MemoryCache
from nodes.engine.entries import Entry
from nodes.engine.keys import digest
from nodes.values import Text

KB = 1024


def key(name: str) -> bytes:
    return digest(name.encode())


def entry(kilobytes: int, seconds: float = 0.0) -> Entry:
    return Entry({"text": Text("x" * (kilobytes * KB))}, seconds)


def test_the_budget_is_honoured():
    cache = MemoryCache(100 * KB)
    for i in range(50):
        assert cache.put(key(str(i)), entry(9))
        assert cache.nbytes <= 100 * KB
    assert 5 <= len(cache) <= 11


def test_a_small_dear_result_outlives_large_cheap_ones():
    cache = MemoryCache(100 * KB)
    cache.put(key("dear"), entry(5, seconds=60.0))
    for i in range(30):
        cache.put(key(str(i)), entry(20, seconds=0.001))
    assert key("dear") in cache


def test_nothing_stays_for_ever_unused():
    cache = MemoryCache(100 * KB)
    cache.put(key("dear"), entry(50, seconds=1.0))
    for i in range(2000):
        cache.put(key(str(i)), entry(30, seconds=0.1))
    assert key("dear") not in cache


def test_what_is_used_stays_longer():
    cache = MemoryCache(100 * KB)
    for i in range(4):
        cache.put(key(str(i)), entry(20))
    for i in range(20):
        cache.get(key("1"))
        cache.put(key(f"more {i}"), entry(20))
    assert key("1") in cache


def test_a_value_held_twice_counts_once():
    cache = MemoryCache(100 * KB)
    shared = Text("x" * (60 * KB))
    for name in "abc":
        assert cache.put(key(name), Entry({"text": shared}))
    assert cache.nbytes < 70 * KB
    for name in "abc":
        cache.drop(key(name))
    assert cache.nbytes == 0


def test_an_entry_over_the_whole_budget_is_not_kept():
    cache = MemoryCache(10 * KB)
    cache.put(key("small"), entry(5))
    assert not cache.put(key("large"), entry(11))
    assert key("small") in cache
    assert cache.nbytes <= 10 * KB


@pytest.mark.parametrize("again", [False, True])
def test_a_pinned_entry_stays_whatever_comes(again):
    cache = MemoryCache(50 * KB)
    cache.put(key("held"), entry(40), pinned=True)
    if again:
        cache.put(key("held"), entry(40))
    for i in range(10):
        cache.put(key(str(i)), entry(20))
    assert key("held") in cache
    cache.clear()
    assert key("held") in cache
    cache.unpin(key("held"))
    cache.clear()
    assert len(cache) == cache.nbytes == 0


def test_looking_at_an_entry_is_not_using_it():
    cache = MemoryCache(50 * KB)
    held = entry(1)
    cache.put(key("a"), held)
    assert cache.peek(key("a")) is held
    assert cache.peek(key("b")) is None
