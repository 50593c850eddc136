"""Frames made ready for painting, the latest used ones kept under a budget of bytes."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtGui import QImage

from app.viewer.footage import Footage

__all__ = ["FrameCache"]


class FrameCache:
    """Of one viewer. A footage is told apart by identity and kept alive by its entries."""

    def __init__(self, budget: int = 256 << 20) -> None:
        self._budget = budget
        self._bytes = 0
        self._images: OrderedDict[tuple[int, int], tuple[Footage, QImage]] = OrderedDict()

    def image(self, footage: Footage, frame: int) -> QImage:
        """A frame, made when it is not at hand. Raises what reading it raises."""
        frame = footage.clamped(frame)
        key = (id(footage), frame)
        known = self._images.get(key)
        if known is not None:
            self._images.move_to_end(key)
            return known[1]
        image = footage.image(frame)
        self._images[key] = (footage, image)
        self._bytes += image.sizeInBytes()
        while self._bytes > self._budget and len(self._images) > 1:
            _, (_, dropped) = self._images.popitem(last=False)
            self._bytes -= dropped.sizeInBytes()
        return image

    def has(self, footage: Footage, frame: int) -> bool:
        return (id(footage), frame) in self._images

    def frames_of(self, footage: Footage) -> list[int]:
        """Which frames are at hand, in order."""
        return sorted(frame for known, frame in self._images if known == id(footage))

    def has_room_for(self, footage: Footage) -> bool:
        """Whether one more frame fits without dropping another."""
        return self._bytes + footage.width * footage.height * 4 <= self._budget

    def keep_only(self, *footages: Footage | None) -> None:
        """Let go of everything else."""
        wanted = {id(footage) for footage in footages}
        for key in [key for key in self._images if key[0] not in wanted]:
            self._bytes -= self._images.pop(key)[1].sizeInBytes()

    @property
    def nbytes(self) -> int:
        return self._bytes
