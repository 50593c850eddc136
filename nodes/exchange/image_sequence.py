"""Numbered pictures in a folder as one clip: natural order, start, step, and gaps said out loud."""

from __future__ import annotations

import hashlib
import re
import threading
from collections import OrderedDict
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nodes.errors import MediaError
from nodes.exchange.image_files import READABLE, read_picture, to_bytes

if TYPE_CHECKING:
    from nodes.values import Clip

_DIGITS = re.compile(r"(\d+)")
CACHE_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Sequence:
    """files: in natural order.  numbers: the frame number in each name, -1 for none.  gaps: missing ones."""

    files: tuple[Path, ...]
    numbers: tuple[int, ...]
    gaps: tuple[tuple[int, int], ...]

    def gap_text(self) -> str:
        """ "12, 40-43" for the missing numbers, empty when there is none."""
        return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in self.gaps)


def find_sequence(where: Path) -> Sequence:
    """The pictures of a folder, or of a pattern in it: shot.%04d.png, shot.####.png, shot_*.png.

    Errors: MediaError when the folder is missing, nothing matches, or a folder mixes several sequences.
    """
    folder, pattern = (where, "*") if where.is_dir() else (where.parent, where.name)
    if not folder.is_dir():
        raise MediaError(f"{folder} is not a folder.", remedy="Choose a folder of pictures.")
    expression = pattern_expression(pattern)
    files = [
        path
        for path in folder.iterdir()
        if path.is_file()
        and not path.name.startswith(".")
        and path.suffix.lower() in READABLE
        and expression.fullmatch(path.name)
    ]
    if not files:
        raise MediaError(
            f"No picture in {folder} matches {pattern!r}.",
            remedy="Name the folder, or a pattern such as shot.%04d.png or shot_*.png.",
        )
    stems = {(_DIGITS.sub("", path.stem), path.suffix.lower()) for path in files}
    if where.is_dir() and len(stems) > 1:
        some = ", ".join(sorted(f"{stem}*{suffix}" for stem, suffix in stems)[:4])
        raise MediaError(
            f"{folder} holds more than one sequence: {some}.",
            remedy=f"Name one, for example {folder}/{some.split(',')[0]}",
        )
    files.sort(key=lambda path: natural_key(path.name))
    numbers = tuple(_number(path) for path in files)
    return Sequence(tuple(files), numbers, _gaps(numbers))


def pattern_expression(pattern: str) -> re.Pattern[str]:
    """%04d, ####, * and ? as a regular expression over a whole file name."""
    out, at = "", 0
    for found in re.finditer(r"%0?(\d*)d|#+|\*|\?", pattern):
        out += re.escape(pattern[at : found.start()])
        token = found.group()
        if token == "*":
            out += ".*"
        elif token == "?":
            out += "."
        elif token.startswith("#"):
            out += rf"\d{{{len(token)},}}"
        else:
            out += rf"\d{{{int(found.group(1) or 1)},}}"
        at = found.end()
    return re.compile(out + re.escape(pattern[at:]))


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts shot2 before shot10."""
    return tuple(
        (0, int(part), "") if part.isdigit() else (1, 0, part.lower()) for part in _DIGITS.split(name) if part
    )


def _number(path: Path) -> int:
    found = _DIGITS.findall(path.stem)
    return int(found[-1]) if found else -1


def _gaps(numbers: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """Missing runs, measured against the smallest step in the names (a sequence on twos has no gaps)."""
    if len(numbers) < 2 or min(numbers) < 0:
        return ()
    steps = [after - before for before, after in pairwise(numbers) if after > before]
    step = min(steps, default=1)
    return tuple((before + step, after - step) for before, after in pairwise(numbers) if after - before > step)


class SequenceSource:
    """A FrameSource over picture files of one size, read one by one through a small cache."""

    def __init__(self, files: tuple[Path, ...]) -> None:
        first = read_picture(files[0])
        self.files = files
        self.dtype = np.dtype(first.pixels.dtype)
        self.shape = (len(files), *first.pixels.shape)
        self._cache: OrderedDict[int, NDArray[Any]] = OrderedDict({0: first.pixels})
        self._lock = threading.Lock()

    def __getstate__(self) -> dict[str, Any]:
        return {"files": self.files, "dtype": self.dtype, "shape": self.shape}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._cache = OrderedDict()
        self._lock = threading.Lock()

    def read(self, start: int, stop: int) -> NDArray[Any]:
        """Frames start..stop-1 as [stop-start, H, W, 3]. Errors: IndexError, MediaError naming the file."""
        if not 0 <= start <= stop <= self.shape[0]:
            raise IndexError(f"frames {start}..{stop} of a sequence of {self.shape[0]} pictures")
        out = np.empty((stop - start, *self.shape[1:]), dtype=self.dtype)
        with self._lock:
            for row, number in enumerate(range(start, stop)):
                out[row] = self._picture(number)
        return out

    def _picture(self, number: int) -> NDArray[Any]:
        if number in self._cache:
            self._cache.move_to_end(number)
            return self._cache[number]
        pixels = read_picture(self.files[number]).pixels
        if pixels.shape != self.shape[1:]:
            raise MediaError(
                f"{self.files[number]} is {pixels.shape[1]} x {pixels.shape[0]}, "
                f"but the sequence began with {self.shape[2]} x {self.shape[1]}.",
                remedy="Make all pictures one size, or name a pattern that leaves this one out.",
            )
        if pixels.dtype != self.dtype:
            pixels = to_bytes(pixels) if self.dtype == np.uint8 else pixels.astype(np.float32) / np.float32(255.0)
        self._cache[number] = pixels
        while len(self._cache) > max(2, CACHE_BYTES // max(1, pixels.nbytes)):
            self._cache.popitem(last=False)
        return pixels

    def digest(self) -> str:
        """A hash of every file's bytes, in order."""
        from nodes.exchange.video_reader import file_digest

        state = hashlib.sha256(str(self.dtype).encode())
        for path in self.files:
            state.update(file_digest(path).encode())
        return state.hexdigest()


def read_sequence(
    where: Path,
    *,
    fps: Fraction = Fraction(24),
    start: int = 0,
    frames: int = 0,
    step: int = 1,
    allow_gaps: bool = True,
) -> tuple[Clip, list[str]]:
    """A picture sequence as a clip, and what was noticed.

    start: how many pictures to pass over.  frames: how many to take, 0 for all.  step: take every n-th.
    allow_gaps: False refuses a sequence with missing numbers; otherwise those that are there follow each other.
    """
    from nodes.values import Clip

    found = find_sequence(where)
    if found.gaps and not allow_gaps:
        raise MediaError(f"{where} lacks the frames {found.gap_text()}.", remedy="Render them, or allow gaps.")
    files = found.files[start::step][: frames or None]
    if not files:
        raise MediaError(f"{where} has {len(found.files)} pictures; none is left from number {start} on.")
    notes = [f"missing frames: {found.gap_text()}"] if found.gaps else []
    return Clip(SequenceSource(files), fps=fps), notes
