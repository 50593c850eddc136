"""Finding and keeping results: in RAM first, then on disk; lists by their elements; what locked nodes hold on to."""

from __future__ import annotations

from hashlib import blake2b

from nodes.engine.disk_store import DiskStore
from nodes.engine.entries import Entry, Hole, Many, Output
from nodes.engine.memory_cache import MemoryCache
from nodes.values import Value

__all__ = ["Results", "joined", "lock_name"]


class Results:
    """One face over the cache in RAM and the store on disk."""

    def __init__(self, memory: MemoryCache, store: DiskStore | None) -> None:
        self.memory = memory
        self.store = store
        self._locks: dict[str, bytes] = {}
        self._stored_locks: set[str] = store.pins() if store is not None else set()

    def __contains__(self, key: bytes) -> bool:
        entry = self.memory.peek(key)
        if entry is not None:
            return entry.parts is None or all(type(part) is Hole or part in self for part in entry.parts)  # type: ignore[operator]
        return self.store is not None and key in self.store

    def find(self, key: bytes, *, on_disk: bool = True) -> Entry | None:
        """The entry of a key with all its outputs, or None when it is not (or no longer) whole."""
        entry = self.memory.get(key)
        if entry is None and on_disk and self.store is not None:
            entry = self.store.find(key)
            if entry is not None:
                self.memory.put(key, entry)
        if entry is None or entry.parts is None:
            return entry
        elements: list[Entry | Hole] = []
        for part in entry.parts:
            if isinstance(part, Hole):
                elements.append(part)
                continue
            found = self.find(part, on_disk=on_disk)
            if found is None:
                return None
            elements.append(found)
        return joined(elements, tuple(part if isinstance(part, bytes) else None for part in entry.parts))

    def keep(self, key: bytes, entry: Entry, *, dear: bool) -> None:
        self.memory.put(key, entry)
        if dear and self.store is not None:
            self.store.put(key, entry)

    def keep_list(self, key: bytes, parts: tuple[bytes | Hole, ...], seconds: float, *, dear: bool) -> None:
        """Remember a node that ran once per element by the keys of the elements' entries."""
        self.keep(key, Entry({}, seconds, parts), dear=dear)

    def locked(self, name: str) -> bytes | None:
        """The key of the result that the lock `name` holds, if it holds one that is still there."""
        key = self._locks.get(name)
        if key is None and name in self._stored_locks and self.store is not None:
            key = self.store.pinned(name)
        return key if key is not None and key in self else None

    def lock(self, name: str, key: bytes, entry: Entry) -> None:
        """Hold a result for a locked node: in RAM beyond the budget, and on disk when there is a store."""
        if self._locks.get(name) == key:
            return
        self.unlock(name)
        self.memory.put(key, entry, pinned=True)
        self._locks[name] = key
        if self.store is not None and self.store.put(key, Entry(entry.outputs, entry.seconds)):
            self.store.pin(name, key)
            self._stored_locks.add(name)

    def unlock(self, name: str) -> None:
        key = self._locks.pop(name, None)
        if key is not None:
            self.memory.unpin(key)
        if name in self._stored_locks and self.store is not None:
            self.store.unpin(name)
            self._stored_locks.discard(name)

    @property
    def has_locks(self) -> bool:
        return bool(self._locks or self._stored_locks)


def joined(elements: list[Entry | Hole], keys: tuple[bytes | None, ...]) -> Entry:
    """One entry whose outputs are lists over the elements. A list that an element itself made is strung in.

    keys: of each element; None where there is a hole.
    """
    names: list[str] = []
    seconds = 0.0
    for element in elements:
        if isinstance(element, Entry):
            seconds += element.seconds
            names.extend(name for name in element.outputs if name not in names)
    outputs: dict[str, Output] = {}
    for name in names:
        items: list[Value | Hole] = []
        ids: list[bytes] = []
        for element, key in zip(elements, keys, strict=True):
            output = element if isinstance(element, Hole) else element.outputs[name]
            if type(output) is Many:
                items.extend(output.items)
                ids.extend(output.ids)
            else:
                items.append(output)  # type: ignore[arg-type]
                ids.append(key if key is not None else b"\0" * 32)
        outputs[name] = Many(tuple(items), tuple(ids))
    return Entry(outputs, seconds)


def lock_name(project: str, path: str) -> str:
    return blake2b(f"{project}\n{path}".encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
