"""What every value on a wire can do: be summed up, hashed, compared, pickled, drawn, saved and loaded."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray

from nodes.values.hashing import digest_of_parts, nbytes_of

if TYPE_CHECKING:
    from pathlib import Path

    from nodes.values.parts import Part, Parts

Family = Literal["picture", "data", "handle"]


class Record:
    """A frozen group of fields inside a value (a person, a stroke, a table); compared by content.

    Subclasses are frozen dataclasses with eq=False. A field is None, bool, int, float, str, Fraction, a read-only
    array, a tuple or mapping of these, or another record.
    """

    version: ClassVar[int] = 1

    def parts(self) -> Parts:
        """The fields as they are hashed, saved and pickled, by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]

    @classmethod
    def from_parts(cls, parts: Parts) -> Self:
        """The inverse of parts(). Raises TypeError for unknown names, ValueRefused for values that are not valid."""
        return cls(**parts)

    def content_hash(self) -> str:
        """64 hexadecimal digits over type, version and every field; the same in every process and on every platform.

        Computed once, then kept. Built with SHA-256: with OpenSSL and the SHA instructions of current processors it
        takes 2.1 GB/s where BLAKE2b takes 1.4 (tests/benchmarks/bench_values.py).
        """
        known: str | None = self.__dict__.get("_hash")
        if known is None:
            known = digest_of_parts(type(self).__name__, self.version, self._hashed_parts())
            object.__setattr__(self, "_hash", known)
        return known

    def nbytes(self) -> int:
        """Bytes the arrays and texts of this value hold in memory."""
        return nbytes_of(self.parts())

    def _hashed_parts(self) -> Parts:
        return self.parts()

    def _keep(self, **values: object) -> None:
        """Puts checked and frozen values in place of those given; for __post_init__ only."""
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(other) is not type(self):
            return NotImplemented
        return self.content_hash() == other.content_hash()

    def __hash__(self) -> int:
        return int(self.content_hash()[:15], 16)

    def __reduce__(self) -> tuple[object, ...]:
        parts = {name: _plain(part) for name, part in self.parts().items()}
        return (_unpickled, (type(self), parts, self.__dict__.get("_hash")))


def _plain(part: Part) -> Part:
    """Read-only mappings, which cannot be pickled, as dicts."""
    if isinstance(part, Mapping):
        return {name: _plain(item) for name, item in part.items()}
    return tuple(_plain(item) for item in part) if isinstance(part, tuple) else part


def _unpickled(kind: type[Record], parts: Parts, known_hash: str | None) -> Record:
    for part in parts.values():
        if isinstance(part, np.ndarray):
            part.setflags(write=False)  # ours alone, so the constructor need not copy it
    value = kind.from_parts(parts)
    if known_hash is not None:
        object.__setattr__(value, "_hash", known_hash)
    return value


class Value(Record, ABC):
    """One thing that travels on a wire. type_name, colour ("#RRGGBB") and family tell how its ports look."""

    type_name: ClassVar[str]
    colour: ClassVar[str]
    family: ClassVar[Family]

    @abstractmethod
    def summary(self) -> str:
        """One line for tooltips and logs."""

    @abstractmethod
    def draw(self, width: int = 320, height: int = 180, frame: int = 0) -> NDArray[np.uint8]:
        """RGB [height, width, 3] for thumbnails and tooltips. frame: which one of a sequence, clamped."""

    def save(self, folder: Path, compact: bool = False) -> None:
        """Writes fields and arrays into `folder`, which exists and is empty. No pickle. compact: see Clip.save."""
        from nodes.values.storing import save_parts

        save_parts(self.parts(), folder)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The value save() wrote. Raises ValueRefused for anything else."""
        from nodes.values.storing import build, load_parts

        return build(cls, load_parts(folder), folder)

    def holds_what_was_saved(self, folder: Path) -> bool:
        """For a type whose hash does not read all its content again: whether `folder` still has it."""
        return True

    def __repr__(self) -> str:
        return f"<{self.summary()}>"
