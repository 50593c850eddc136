"""Text chunks of PNG files, read and written without touching the picture (PNG, 3rd edition, section 11.3.3)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import IO

__all__ = ["SIGNATURE", "BadPng", "copy_with_text", "read_text"]

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_TEXT_KINDS = (b"tEXt", b"zTXt", b"iTXt")


class BadPng(ValueError):
    """The file is cut short or no PNG, or a text chunk is not what it says."""


def read_text(file: IO[bytes], keyword: str, limit: int) -> str | None:
    """The text under `keyword` (in any case), or None. Raises BadPng, also when it has more than `limit` bytes."""
    for kind, size in _chunks(file):
        if kind not in _TEXT_KINDS:
            file.seek(size + 4, 1)
            continue
        if size > limit + 1024:
            name = file.read(80).partition(b"\0")[0]
            if _same(name, keyword):
                raise BadPng(f"the text {keyword!r} has more than {limit} bytes")
            file.seek(size + 4 - 80, 1)
            continue
        body = _exactly(file, size)
        if zlib.crc32(kind + body) != struct.unpack(">I", _exactly(file, 4))[0]:
            raise BadPng(f"a chunk {kind.decode()} is damaged")
        name, _, rest = body.partition(b"\0")
        if _same(name, keyword):
            return _decode(kind, rest, keyword, limit)
    return None


def copy_with_text(source: IO[bytes], to: IO[bytes], keyword: str, text: str) -> None:
    """Copy a PNG and put `text` (any Unicode, packed) under `keyword`, in place of what was there. Raises BadPng."""
    to.write(SIGNATURE)
    for kind, size in _chunks(source):
        body = _exactly(source, size)
        crc = _exactly(source, 4)
        if kind in _TEXT_KINDS and _same(body.partition(b"\0")[0], keyword):
            continue
        to.write(struct.pack(">I", size) + kind + body + crc)
        if kind == b"IHDR":
            packed = keyword.encode("latin-1") + b"\0\1\0\0\0" + zlib.compress(text.encode())
            to.write(struct.pack(">I", len(packed)) + b"iTXt" + packed)
            to.write(struct.pack(">I", zlib.crc32(b"iTXt" + packed)))


def _chunks(file: IO[bytes]) -> Iterator[tuple[bytes, int]]:
    """(kind, size) of each chunk; the caller reads or skips body and checksum."""
    if file.read(8) != SIGNATURE:
        raise BadPng("it is no PNG")
    while True:
        size, kind = struct.unpack(">I4s", _exactly(file, 8))
        if size > 2**31 - 1 or not kind.isalpha():
            raise BadPng("a chunk is malformed")
        yield kind, size
        if kind == b"IEND":
            return


def _decode(kind: bytes, rest: bytes, keyword: str, limit: int) -> str:
    try:
        if kind == b"tEXt":
            raw, encoding = rest, "latin-1"
        elif kind == b"zTXt":
            raw, encoding = _unpacked(rest[1:], keyword, limit), "latin-1"
        else:
            packed, rest = rest[0], rest[2:]
            body = rest.split(b"\0", 2)[2]
            raw, encoding = _unpacked(body, keyword, limit) if packed else body, "utf-8"
        if kind == b"tEXt":
            encoding = "utf-8" if _is_utf8(raw) else encoding
        return raw.decode(encoding)
    except (IndexError, UnicodeDecodeError, zlib.error) as error:
        raise BadPng(f"the text {keyword!r} is damaged ({error})") from error


def _unpacked(data: bytes, keyword: str, limit: int) -> bytes:
    unpacking = zlib.decompressobj()
    raw = unpacking.decompress(data, limit + 1)
    if len(raw) > limit:
        raise BadPng(f"the text {keyword!r} has more than {limit} bytes")
    return raw


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _same(name: bytes, keyword: str) -> bool:
    return name.decode("latin-1").casefold() == keyword.casefold()


def _exactly(file: IO[bytes], size: int) -> bytes:
    data = file.read(size)
    if len(data) != size:
        raise BadPng("it is cut short")
    return data
