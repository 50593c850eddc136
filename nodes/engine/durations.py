"""How long nodes took before, so that a run can tell how long it will take.

Seconds are kept per node type and coarse size: the product of the whole-number parameters, to the nearest
half power of two. Forty frames at 512 pixels therefore do not spoil the estimate for eight frames at 96.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import tempfile
import threading
from collections.abc import Mapping
from math import log2
from pathlib import Path
from typing import Any

__all__ = ["Durations", "size_class"]

log = logging.getLogger(__name__)
_FORMAT = 1
_LARGEST_SIZE = 1_000_000  # whole numbers above are seeds or byte counts, not sizes


def size_class(parameters: Mapping[str, Any]) -> int:
    """Twice the base-2 logarithm of the product of the sizes among the parameters, rounded."""
    product = 1.0
    for name, value in parameters.items():
        if type(value) is int and 1 < value <= _LARGEST_SIZE and "seed" not in name:
            product *= value
    return round(2 * log2(product))


class Durations:
    """Recorded seconds; `expected` gives an estimate, None for a type never seen. Safe from several threads.

    path: a JSON file, read once and replaced atomically by `save`; None keeps everything in memory.
    """

    def __init__(self, path: Path | None = None, *, weight: float = 0.4) -> None:
        self.path = path
        self._weight = weight  # of the newest measurement
        self._seconds: dict[str, dict[int, float]] = {}
        self._changed = False
        self._lock = threading.Lock()
        if path is not None and path.exists():
            self._read(path)

    def _read(self, path: Path) -> None:
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            if data["format"] != _FORMAT:
                return
            self._seconds = {
                str(type_id): {int(size): float(seconds) for size, seconds in sizes.items()}
                for type_id, sizes in data["seconds"].items()
            }
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("Recorded durations in %s are unreadable and start anew: %s", path, error)
            self._seconds = {}

    def record(self, type_id: str, size: int, seconds: float) -> None:
        with self._lock:
            sizes = self._seconds.setdefault(type_id, {})
            before = sizes.get(size)
            sizes[size] = seconds if before is None else before + self._weight * (seconds - before)
            self._changed = True

    def expected(self, type_id: str, size: int) -> float | None:
        """Seconds this node will take; of the nearest size, scaled, where this very size was never run."""
        sizes = self._seconds.get(type_id)
        if not sizes:
            return None
        with self._lock:
            exact = sizes.get(size)
            if exact is not None:
                return exact
            nearest = min(sizes, key=lambda known: (abs(known - size), known))
            return sizes[nearest] * float(2.0 ** max(-6.0, min(6.0, (size - nearest) / 2)))

    def save(self) -> None:
        """Write what was recorded; what was there before stays when the disk is full or read-only."""
        if self.path is None or not self._changed:
            return
        with self._lock:
            text = json.dumps({"format": _FORMAT, "seconds": self._seconds}, sort_keys=True)
            self._changed = False
        scratch = ""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle, scratch = tempfile.mkstemp(dir=self.path.parent, prefix=self.path.name, suffix=".part")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(scratch).replace(self.path)
        except OSError as error:
            log.warning("Durations could not be written to %s: %s", self.path, error)
            if scratch:
                with contextlib.suppress(OSError):
                    Path(scratch).unlink()
