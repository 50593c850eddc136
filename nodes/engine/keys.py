"""Content addresses: what a result is filed under.

A key is the digest of everything the result depends on and of nothing else: type id, version, parameters, the
keys of the inputs and the fingerprint of what lies outside. Node ids are not part of it, so the same subgraph twice
has the same keys.  Parameters are written in a tagged form in which dict order does not matter while 1, 1.0, "1" and
True all differ.  A number that is not a number equals nothing, itself included: it has no key.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from math import isnan
from typing import Any

__all__ = ["KEY_BYTES", "Unkeyable", "canonical", "combined", "digest", "key_hex", "unique_key"]

KEY_BYTES = 32


class Unkeyable(ValueError):
    """The value has no canonical form: not a number, or no JSON value at all."""


def _write(value: Any, out: list[str]) -> None:
    kind = type(value)
    if kind is str:
        out.append(f"s{len(value)}:{value}")
    elif kind is bool:
        out.append("t" if value else "f")
    elif kind is int:
        out.append(f"i{value};")
    elif kind is float:
        if isnan(value):
            raise Unkeyable("A value that is not a number has no key.")
        out.append(f"d{value!r};")
    elif value is None:
        out.append("n")
    elif kind is list or kind is tuple:
        out.append(f"l{len(value)}:")
        for item in value:
            _write(item, out)
    elif kind is dict or isinstance(value, Mapping):
        out.append(f"m{len(value)}:")
        try:
            names = sorted(value)
        except TypeError:
            names = sorted(value, key=lambda name: (type(name).__name__, repr(name)))
        for name in names:
            _write(name, out)
            _write(value[name], out)
    elif kind is set or kind is frozenset:
        out.append(f"u{len(value)}:")
        out.extend(sorted(canonical(item).decode("utf-8", "surrogatepass") for item in value))
    elif isinstance(value, bool | int | float | str):
        _write(next(base for base in (bool, int, float, str) if isinstance(value, base))(value), out)
    else:
        raise Unkeyable(f"A {kind.__name__} has no key: parameters are JSON values.")


def canonical(value: Any) -> bytes:
    """The one spelling of a JSON value (sets and tuples too). Errors: Unkeyable."""
    out: list[str] = []
    _write(value, out)
    return "".join(out).encode("utf-8", "surrogatepass")


def digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=KEY_BYTES).digest()


def combined(parts: Iterable[bytes]) -> bytes:
    """A digest over parts of any length: no two different sequences share their bytes."""
    out = []
    for part in parts:
        out.append(b"%d:" % len(part))
        out.append(part)
    return blake2b(b"".join(out), digest_size=KEY_BYTES).digest()


def unique_key() -> bytes:
    """A key nothing else will ever have: for results that must not be found again."""
    return os.urandom(KEY_BYTES)


def key_hex(key: bytes | None) -> str:
    return "" if key is None else key.hex()
