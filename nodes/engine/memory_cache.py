"""Results in RAM under a byte budget; what is cheapest to make again for its size goes first.

Greedy dual by size (Cao and Irani, 1997): each entry is worth the seconds it took per byte it holds, plus an age that
rises to the worth of whatever was dropped last.  So a small dear result outlives a large cheap one, and nothing stays
for ever unused.  Values shared by several entries (a switch hands its input on) are counted once.
"""

from __future__ import annotations

import threading
from heapq import heapify, heappop, heappush

from nodes.engine.entries import Entry, Hole, Many

__all__ = ["MemoryCache"]

_ENTRY_BYTES = 512  # what an entry costs besides its arrays
_LEAST_SECONDS = 1e-5


class MemoryCache:
    """Entries by key. budget_bytes: the most that entries may hold together. Safe from several threads."""

    def __init__(self, budget_bytes: int = 4 << 30) -> None:
        self.budget_bytes = budget_bytes
        self._entries: dict[bytes, Entry] = {}
        self._sizes: dict[bytes, int] = {}
        self._worth: dict[bytes, tuple[float, int]] = {}  # and the turn, so that of equals the longest unused goes
        self._order: list[tuple[float, int, bytes]] = []
        self._shared: dict[int, list[int]] = {}  # id of a value -> [entries that hold it, its bytes]
        self._pinned: set[bytes] = set()
        self._age = 0.0
        self._turn = 0
        self._bytes = 0
        self._lock = threading.Lock()

    @property
    def nbytes(self) -> int:
        return self._bytes

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, key: bytes) -> bool:
        return key in self._entries

    def get(self, key: bytes) -> Entry | None:
        entry = self._entries.get(key)
        if entry is not None:
            with self._lock:
                if key in self._entries:
                    self._rank(key, entry)
        return entry

    def put(self, key: bytes, entry: Entry, *, pinned: bool = False) -> bool:
        """Keep an entry; False when it alone is over the budget. pinned: never dropped for room, only by `drop`."""
        with self._lock:
            pinned = pinned or key in self._pinned
            if key in self._entries:
                self._remove(key)
            size = self._take(entry)
            if size > self.budget_bytes and not pinned:
                self._release(entry)
                return False
            self._entries[key] = entry
            self._sizes[key] = size
            if pinned:
                self._pinned.add(key)
            self._rank(key, entry)
            if self._bytes > self.budget_bytes:
                self._make_room()
            return True

    def peek(self, key: bytes) -> Entry | None:
        """The entry without its being used by this."""
        return self._entries.get(key)

    def unpin(self, key: bytes) -> None:
        with self._lock:
            self._pinned.discard(key)
            if self._bytes > self.budget_bytes:
                self._make_room()

    def drop(self, key: bytes) -> None:
        with self._lock:
            if key in self._entries:
                self._remove(key)

    def clear(self) -> None:
        with self._lock:
            for key in [key for key in self._entries if key not in self._pinned]:
                self._remove(key)

    def _take(self, entry: Entry) -> int:
        """Count an entry's values; returns what it holds, shared or not."""
        held = _ENTRY_BYTES
        self._bytes += _ENTRY_BYTES
        for output in entry.outputs.values():
            for value in output.items if type(output) is Many else (output,):
                if type(value) is Hole:
                    continue
                known = self._shared.get(id(value))
                if known is None:
                    nbytes = value.nbytes()  # type: ignore[union-attr]
                    self._shared[id(value)] = [1, nbytes]
                    self._bytes += nbytes
                    held += nbytes
                else:
                    known[0] += 1
                    held += known[1]
        return held

    def _release(self, entry: Entry) -> None:
        self._bytes -= _ENTRY_BYTES
        for value in entry.values():
            known = self._shared[id(value)]
            known[0] -= 1
            if known[0] == 0:
                self._bytes -= known[1]
                del self._shared[id(value)]

    def _remove(self, key: bytes) -> None:
        entry = self._entries.pop(key)
        del self._sizes[key], self._worth[key]
        self._pinned.discard(key)
        self._release(entry)

    def _rank(self, key: bytes, entry: Entry) -> None:
        worth = self._age + (entry.seconds + _LEAST_SECONDS) / self._sizes[key]
        self._turn += 1
        self._worth[key] = worth, self._turn
        heappush(self._order, (worth, self._turn, key))
        if len(self._order) > 64 and len(self._order) > 4 * len(self._entries):
            self._order = [(worth, turn, key) for key, (worth, turn) in self._worth.items()]
            heapify(self._order)

    def _make_room(self) -> None:
        """Drop the least worth until the budget holds."""
        kept_back = []
        while self._bytes > self.budget_bytes and self._order:
            worth, turn, key = heappop(self._order)
            if self._worth.get(key) != (worth, turn):
                continue  # an older rank of the same entry
            if key in self._pinned:
                kept_back.append((worth, turn, key))
                continue
            self._age = max(self._age, worth)
            self._remove(key)
        for item in kept_back:
            heappush(self._order, item)
