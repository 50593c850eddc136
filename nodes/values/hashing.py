"""One canonical encoding of fields, and SHA-256 over it.

Every part is written as a tag, its length and its bytes, so that no two different contents share an encoding:
("ab", "c") and ("a", "bc") differ, 1 and 1.0 and True differ. Arrays enter as the digest of their dtype (little
endian), shape and bytes in C order; a record enters as its own content hash, which is kept, so nothing big is read
twice.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from nodes.values.parts import Part, Parts


def array_digest(array: NDArray[Any]) -> str:
    """Digest of dtype, shape and bytes: equal for equal contents whatever the strides or byte order."""
    return chunked_digest(array.dtype, array.shape, (array,))


def chunked_digest(dtype: np.dtype[Any], shape: tuple[int, ...], chunks: Iterable[NDArray[Any]]) -> str:
    """array_digest of an array that arrives in pieces along its first axis."""
    digest = hashlib.sha256()
    little = dtype.newbyteorder("<")
    digest.update(f"array {little.str} {shape}\n".encode())
    for chunk in chunks:
        flat = np.ascontiguousarray(chunk, dtype=little).reshape(-1)
        digest.update(flat.view(np.uint8).data)
    return digest.hexdigest()


def digest_of_parts(type_name: str, version: int, parts: Parts) -> str:
    digest = hashlib.sha256()
    for piece in _encoded({"type": type_name, "version": version, "fields": dict(parts)}):
        digest.update(piece)
    return digest.hexdigest()


def _encoded(part: Part) -> Iterable[bytes]:
    if part is None or isinstance(part, bool):
        yield {None: b"N", True: b"T", False: b"F"}[part]
    elif isinstance(part, int):
        yield _tagged(b"i", str(part).encode())
    elif isinstance(part, float):
        yield b"f" + struct.pack("<d", part)
    elif isinstance(part, str):
        yield _tagged(b"s", part.encode())
    elif isinstance(part, Fraction):
        yield _tagged(b"q", f"{part.numerator}/{part.denominator}".encode())
    elif isinstance(part, np.ndarray):
        yield _tagged(b"a", array_digest(part).encode())
    elif isinstance(part, Mapping):
        yield b"m" + struct.pack("<Q", len(part))
        for name in sorted(part):
            yield _tagged(b"k", name.encode())
            yield from _encoded(part[name])
    elif isinstance(part, tuple):
        yield b"t" + struct.pack("<Q", len(part))
        for item in part:
            yield from _encoded(item)
    elif hasattr(part, "content_hash"):
        yield _tagged(b"r", part.content_hash().encode())
    else:
        raise TypeError(f"no canonical encoding for {type(part).__name__}")


def _tagged(tag: bytes, payload: bytes) -> bytes:
    return tag + struct.pack("<Q", len(payload)) + payload


def nbytes_of(part: Part) -> int:
    """Bytes of arrays and texts inside `part`; frames that stay on disk count nothing."""
    if isinstance(part, np.ndarray):
        return int(part.nbytes)
    if isinstance(part, str):
        return len(part)
    if isinstance(part, Mapping):
        return sum(nbytes_of(item) for item in part.values())
    if isinstance(part, tuple):
        return sum(nbytes_of(item) for item in part)
    if hasattr(part, "content_hash"):
        return int(part.nbytes())
    return 8
