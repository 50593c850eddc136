"""JSON from outside: bounded in size and depth, no NaN, no repeated keys."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["MAX_BYTES", "MAX_NESTING", "NotJson", "deeper_than", "parse"]

MAX_BYTES = 64 * 2**20
MAX_NESTING = 400


class NotJson(ValueError):
    """What is wrong with the text."""


def parse(text: bytes | str, max_nesting: int = MAX_NESTING) -> Any:
    """The data in `text`. Raises NotJson saying what is wrong."""
    if len(text) > MAX_BYTES:
        raise NotJson(f"{len(text)} bytes are more than the {MAX_BYTES} allowed")
    try:
        source = text.decode("utf-8") if isinstance(text, bytes) else text
        data = json.loads(source, parse_constant=_refuse_constant, object_pairs_hook=_unique)
    except RecursionError:
        raise NotJson(f"it is nested more than {max_nesting} deep") from None
    except ValueError as error:
        raise NotJson(str(error)) from error
    if deeper_than(data, max_nesting):
        raise NotJson(f"it is nested more than {max_nesting} deep")
    return data


def _refuse_constant(name: str) -> Any:
    raise NotJson(f"{name} is no JSON number")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise NotJson(f"the key {next(name for name in names if names.count(name) > 1)!r} is there twice")
    return found


def deeper_than(data: Any, limit: int) -> bool:
    """True when lists and objects are nested more than `limit` deep. No recursion."""
    level = [data]
    for _ in range(limit + 1):
        level = [
            part
            for item in level
            if isinstance(item, dict | list)
            for part in (item.values() if isinstance(item, dict) else item)
            if isinstance(part, dict | list)
        ]
        if not level:
            return False
    return True
