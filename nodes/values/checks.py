"""Checks of fields when a value is built: what is wrong, where, with which value, and the way out.

Conversions that lose nothing are made silently, and only these: Python sequences, narrower to wider floats (float16
to float32), bool and small integers to floats, integers of any width that fit. float64 to float32 rounds, so it is
refused: the producer says `.astype(np.float32)` where it means it. Sizes are checked before anything is read.

A writeable array is copied, so that nobody can change a value from outside. A producer that gives its array away
saves the copy with `array.setflags(write=False)` before building the value.
"""

from __future__ import annotations

import math
import mmap
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nodes.errors import ValueRefused

MAX_EDGE = 32_768  # pixels along one side of a picture
MAX_ELEMENTS = 2**33  # of one array in memory
MAX_FRAMES = 2**22  # of a clip on disk: 48 hours at 24 fps
MAX_TEXT = 1_000_000  # characters
ROUNDING = 1e-5  # how far shares may lie outside 0..1 before it is no rounding
MAX_OUTSIDE = 8.0  # how far, in pictures, normalised points may lie outside the picture

_EDGES = frozenset({"H", "W", "h", "w"})


class FieldChecks:
    """Checks the fields of one value; remembers what each letter of a shape stands for, so fields must agree."""

    def __init__(self, owner: object) -> None:
        self.owner = owner if isinstance(owner, str) else type(owner).__name__
        self.sizes: dict[str, tuple[int, str]] = {}

    def refuse(self, field: str, problem: str, remedy: str = "") -> ValueRefused:
        return ValueRefused(f"{self.owner}.{field}: {problem}.", remedy=remedy)

    def array(
        self,
        field: str,
        value: object,
        dtype: Any,
        shape: str,
        *,
        low: float | None = None,
        high: float | None = None,
        slack: float = 0.0,
        remedy: str = "",
    ) -> NDArray[Any]:
        """A frozen, finite, C-ordered array of `dtype`. shape: letters and numbers, as "T H W 3".

        slack: how far beyond low and high is still let through.
        """
        array = self._as_array(field, value, shape)
        self._shape(field, array.shape, shape)
        array = self._typed(field, array, np.dtype(dtype), shape)
        self._finite_in_range(field, array, low, high, slack, remedy)
        return frozen(array)

    def share(self, field: str, value: object, shape: str, remedy: str = "") -> NDArray[np.float32]:
        """float32 in 0..1. What filters leave just outside (up to ROUNDING) is clipped; more is refused."""
        array = self.array(field, value, np.float32, shape, low=0, high=1, slack=ROUNDING, remedy=remedy)
        if float(array.min()) >= 0 and float(array.max()) <= 1:
            return array
        return frozen(np.clip(array, 0, 1))

    def _as_array(self, field: str, value: object, shape: str) -> NDArray[Any]:
        if isinstance(value, np.ndarray):
            return value
        if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
            try:
                return np.asarray(value)
            except ValueError as error:
                raise self.refuse(field, f"rows of unequal length ({error})", f"Give an array [{shape}].") from error
        raise self.refuse(field, f"an array [{shape}] is needed, not {_shown(value)}", "Pass a numpy array.")

    def _shape(self, field: str, found: tuple[int, ...], wanted: str) -> None:
        axes = wanted.split()
        if len(found) != len(axes):
            raise self.refuse(field, f"shape {found} has {len(found)} axes, [{', '.join(axes)}] has {len(axes)}")
        for axis, size in zip(axes, found, strict=True):
            if axis.isdigit():
                if size != int(axis):
                    raise self.refuse(field, f"shape {found} is not [{', '.join(axes)}]")
                continue
            if size == 0:
                raise self.refuse(field, f"shape {found} is empty along {axis}", "Give at least one element.")
            self.size(field, axis, size, found)
        check_size(self.owner, field, found, edges=tuple(axis in _EDGES for axis in axes))

    def size(self, field: str, axis: str, size: int, shape: tuple[int, ...] | None = None) -> None:
        """Notes that `axis` has `size` elements; refuses when another field said otherwise."""
        known, where = self.sizes.setdefault(axis, (size, field))
        if known != size:
            told = f"shape {shape} has" if shape is not None else "has"
            raise self.refuse(field, f"{told} {axis} = {size}, but {where} has {axis} = {known}", "Make them agree.")

    def _typed(self, field: str, array: NDArray[Any], dtype: np.dtype[Any], shape: str) -> NDArray[Any]:
        found = array.dtype
        if found == dtype:
            return array
        if found.kind in "iu" and dtype.kind in "iu":
            limits = np.iinfo(dtype)
            if int(array.min()) >= limits.min and int(array.max()) <= limits.max:
                return array.astype(dtype)
            offender = array.min() if int(array.min()) < limits.min else array.max()
            raise self.refuse(field, f"{offender} does not fit {dtype}")
        if dtype.kind == "f" and found.kind in "fiub" and np.can_cast(found, dtype, "safe"):
            return array.astype(dtype)
        raise self.refuse(field, f"dtype {found} is not {dtype}", f"Convert it: .astype(np.{dtype}).")

    def _finite_in_range(
        self, field: str, array: NDArray[Any], low: float | None, high: float | None, slack: float, remedy: str
    ) -> None:
        if array.dtype.kind == "f":
            least, most = float(array.min()), float(array.max())  # both pass a NaN on, without a temporary array
            if not (math.isfinite(least) and math.isfinite(most)):
                where, value = _first(array, ~np.isfinite(array))
                raise self.refuse(
                    f"{field}[{where}]", f"{value} is not finite", remedy or "Replace it with a number."
                )
        elif low is not None or high is not None:
            least, most = float(array.min()), float(array.max())
        else:
            return
        if (low is not None and least < low - slack) or (high is not None and most > high + slack):
            wrong = np.zeros(array.shape, dtype=bool)
            wrong |= array < low - slack if low is not None else False
            wrong |= array > high + slack if high is not None else False
            where, value = _first(array, wrong)
            raise self.refuse(f"{field}[{where}]", f"{value} is outside {_range(low, high)}", remedy)

    def points(self, field: str, value: object, dtype: Any, shape: str) -> NDArray[Any]:
        """Points in the normalised raster (x right, y down, corner origin, 0..1 inside the picture)."""
        remedy = "Points are fractions of the picture: divide pixels by its width and height."
        return self.array(field, value, dtype, shape, low=-MAX_OUTSIDE, high=1 + MAX_OUTSIDE, remedy=remedy)

    def number(self, field: str, value: object, *, low: float | None = None, high: float | None = None) -> float:
        """A finite float in [low, high]."""
        if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.integer, np.floating)):
            raise self.refuse(field, f"a number is needed, not {_shown(value)}")
        number = float(value)
        if not math.isfinite(number):
            raise self.refuse(field, f"{number} is not finite")
        if (low is not None and number < low) or (high is not None and number > high):
            raise self.refuse(field, f"{value} is outside {_range(low, high)}")
        return number

    def integer(self, field: str, value: object, *, low: int | None = None, high: int | None = None) -> int:
        if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
            raise self.refuse(field, f"a whole number is needed, not {_shown(value)}")
        if (low is not None and value < low) or (high is not None and value > high):
            raise self.refuse(field, f"{value} is outside {_range(low, high)}")
        return int(value)

    def text(self, field: str, value: object, *, empty: bool = True) -> str:
        """A str that can be written as UTF-8, at most MAX_TEXT characters."""
        if not isinstance(value, str):
            raise self.refuse(field, f"a text is needed, not {_shown(value)}")
        if len(value) > MAX_TEXT:
            raise self.refuse(field, f"{len(value)} characters are more than {MAX_TEXT}", "Shorten the text.")
        if not value and not empty:
            raise self.refuse(field, "the text is empty")
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise self.refuse(
                f"{field}[{error.start}]", f"{value[error.start]!r} is half of a character and cannot be written"
            ) from error
        return value

    def choice(self, field: str, value: object, choices: Sequence[str]) -> str:
        if not isinstance(value, str) or value not in choices:
            raise self.refuse(field, f"{_shown(value)} is unknown", f"Known: {', '.join(choices)}.")
        return value

    def flag(self, field: str, value: object) -> bool:
        if not isinstance(value, (bool, np.bool_)):
            raise self.refuse(field, f"True or False is needed, not {_shown(value)}")
        return bool(value)

    def items(
        self, field: str, value: object, kind: type | tuple[type, ...], *, empty: bool = True
    ) -> tuple[Any, ...]:
        """A tuple of `kind`; any sequence but a str is taken."""
        names = kind.__name__ if isinstance(kind, type) else " or ".join(one.__name__ for one in kind)
        if not isinstance(value, Sequence) or isinstance(value, (str, bytes)):
            raise self.refuse(field, f"a tuple of {names} is needed, not {_shown(value)}")
        for index, item in enumerate(value):
            if not isinstance(item, kind):
                raise self.refuse(f"{field}[{index}]", f"{names} is needed, not {_shown(item)}")
        if not value and not empty:
            raise self.refuse(field, f"at least one {names} is needed, the tuple is empty")
        return tuple(value)

    def texts(self, field: str, value: object, *, empty: bool = True) -> tuple[str, ...]:
        return tuple(
            self.text(f"{field}[{index}]", text)
            for index, text in enumerate(self.items(field, value, str, empty=empty))
        )

    def instance(self, field: str, value: object, kind: type) -> None:
        if not isinstance(value, kind):
            raise self.refuse(field, f"{kind.__name__} is needed, not {_shown(value)}")


def check_size(owner: str, field: str, shape: tuple[int, ...], edges: tuple[bool, ...]) -> None:
    """Refuses shapes no array in memory should have; edges: which axes are sides of a picture."""
    for size, edge in zip(shape, edges, strict=True):
        if edge and size > MAX_EDGE:
            raise ValueRefused(
                f"{owner}.{field}: shape {shape} has an edge of {size} px, more than {MAX_EDGE}.",
                remedy="Scale the picture down or cut it.",
            )
    if math.prod(shape) > MAX_ELEMENTS:
        raise ValueRefused(
            f"{owner}.{field}: shape {shape} has {math.prod(shape)} elements, more than {MAX_ELEMENTS}.",
            remedy="Use fewer frames, a smaller picture, or a clip that stays on disk.",
        )


def frozen(array: NDArray[Any]) -> NDArray[Any]:
    """`array` itself where nobody can write to its memory, else a read-only copy in C order."""
    if array.flags.c_contiguous and _unwriteable(array):
        return array
    copy = np.array(array, order="C", copy=True, subok=False)
    copy.setflags(write=False)
    return copy


def _unwriteable(array: NDArray[Any]) -> bool:
    base: object = array
    while isinstance(base, np.ndarray):
        if base.flags.writeable:
            return False
        base = base.base
    return base is None or isinstance(base, (bytes, mmap.mmap))


def _first(array: NDArray[Any], wrong: NDArray[np.bool_]) -> tuple[str, object]:
    where = np.unravel_index(int(wrong.argmax()), wrong.shape)
    return ", ".join(str(int(index)) for index in where), array[where].item()


def _range(low: float | None, high: float | None) -> str:
    least, most = (f"{end:g}" if isinstance(end, float) else str(end) for end in (low, high))
    if high is None:
        return f"{least} and up"
    return f"{least}..{most}" if low is not None else f"up to {most}"


def _shown(value: object) -> str:
    text = repr(value) if isinstance(value, (str, int, float, bool)) or value is None else type(value).__name__
    return text if len(text) <= 60 else text[:57] + "..."
