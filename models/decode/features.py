"""What a decoder's causal convolutions keep of earlier frames, held once for the whole picture.

Each convolution has a slot: the last two frames of its input. Strips read their rows with a halo on either side and
write their own rows back. A strip must see the rows above it as they were before this frame, when the strip above has
already written them: so before writing, the old rows a following strip will look back at are set aside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor


class PictureFeatures:
    """slots: number of convolutions.  rows: of the picture, at the strips' resolution.  halo: rows beside a strip.

    A slot holds None before the first frame, a tensor [B,C,1 or 2,rows*k,W] after it, or the decoder's own mark of an
    upsampling that has seen only the first frame.
    """

    def __init__(self, slots: int, rows: int, halo: int) -> None:
        self._rows, self._halo = rows, halo
        self._kept: list[Any] = [None] * slots
        self._before: list[Any] = [None] * slots
        self._marks: list[str | None] = [None] * slots
        self._above: list[Tensor | None] = [None] * slots

    def begin_frame(self) -> None:
        """The strips of the next latent frame see what is kept now, whatever the others write meanwhile."""
        self._before = [None if kept is None or isinstance(kept, str) else "tensor" for kept in self._kept]
        self._marks = [kept if isinstance(kept, str) else None for kept in self._kept]
        self._above = [None] * len(self._kept)

    def read(self, first: int, top: int, bottom: int) -> list[Any]:
        """The slots for rows [top, bottom) as they were when the frame began, for a strip that starts at `first`."""
        import torch

        found: list[Any] = []
        for slot, before in enumerate(self._before):
            if before is None:
                found.append(self._marks[slot])
                continue
            kept, above = self._kept[slot], self._above[slot]
            grown = kept.shape[3] // self._rows
            part = kept[:, :, :, first * grown : bottom * grown]
            if above is not None and first > top:
                part = torch.cat([above[:, :, :, -(first - top) * grown :], part], dim=3)
            found.append(part)
        return found

    def write(self, found: list[Any], first: int, last: int, top: int, bottom: int) -> None:
        """Take over rows [first, last) of slots that hold rows [top, bottom)."""
        if (first, last) == (0, self._rows):
            self._kept = found
            return
        # Everything that needs memory comes first: running out of it must leave the old rows as they were.
        above, canvases = list(self._above), list(self._kept)
        for slot, new in enumerate(found):
            if new is None or isinstance(new, str):
                canvases[slot] = new
                continue
            grown = new.shape[3] // (bottom - top)
            if self._before[slot] is not None and last < self._rows:
                above[slot] = self._old_rows(slot, slice(first * grown, last * grown), self._halo * grown)
            canvases[slot] = self._canvas(slot, new, grown)
        self._above, self._kept = above, canvases
        for canvas, new in zip(canvases, found, strict=True):
            if new is not None and not isinstance(new, str):
                grown = new.shape[3] // (bottom - top)
                own = new[:, :, :, (first - top) * grown : (last - top) * grown]
                canvas[:, :, -new.shape[2] :, first * grown : last * grown] = own

    def _old_rows(self, slot: int, place: slice, count: int) -> Tensor:
        """The last `count` rows before place.stop, as they were when the frame began."""
        import torch

        own, above = self._kept[slot][:, :, :, place], self._above[slot]
        if above is not None and own.shape[3] < count:
            own = torch.cat([above, own], dim=3)
        rows: Tensor = own[:, :, :, -count:].clone()
        return rows

    def _canvas(self, slot: int, new: Tensor, grown: int) -> Tensor:
        """The whole picture's tensor of a slot, two frames deep; a missing earlier frame is zeros, as its padding."""
        import torch

        kept = self._kept[slot]
        if isinstance(kept, torch.Tensor) and kept.shape[2] == 2:
            return kept
        canvas = new.new_zeros((*new.shape[:2], 2, self._rows * grown, new.shape[4]))
        if isinstance(kept, torch.Tensor):
            canvas[:, :, -kept.shape[2] :] = kept
        return canvas
