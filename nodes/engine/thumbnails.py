"""What of a finished run is worth showing: small pictures of its results, and small values whole."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from nodes.engine.frames import small
from nodes.engine.job import RunResult
from nodes.engine.messages import Thumbnail
from nodes.errors import KinographError
from nodes.values import Clip, Image, Value, ValueList

__all__ = ["small_values", "thumbnails"]

log = logging.getLogger(__name__)
_MOST = 200
_SMALL_BYTES = 64 << 10


def thumbnails(job_id: str, result: RunResult) -> Iterator[Thumbnail]:
    """Pictures of the first output of each node whose value is at hand, targets first; of 200 nodes at most."""
    others = (path for path in result.outcomes if path not in result.targets)
    for path in [*result.targets, *others][:_MOST]:
        try:
            value = result.value(path)
        except KinographError:
            continue
        if isinstance(value, ValueList):
            if not value.items:
                continue
            value = value.items[0]
        try:
            picture = small(value) if isinstance(value, Clip) else Image(value.draw())
        except Exception:  # a value that cannot be drawn is no reason to lose the run
            log.warning("The result of %s cannot be drawn.", path, exc_info=True)
            continue
        yield Thumbnail(job_id, path, "", picture)


def small_values(result: RunResult) -> dict[str, dict[str, Value | ValueList]]:
    """Values of targets that hold at most 64 KiB, by node and output."""
    found: dict[str, dict[str, Value | ValueList]] = {}
    for path in result.targets:
        outcome = result.outcomes.get(path)
        if outcome is not None:
            values = {name: value for name, value in outcome.outputs.items() if value.nbytes() <= _SMALL_BYTES}
            if values:
                found[path] = values
    return found
