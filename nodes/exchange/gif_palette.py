"""Frames of 256 colours for GIF: one palette a clip stretch, kept while it fits, with error diffusion."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


class PaletteFrames:
    """Turns RGB frames into pal8 frames; a cut gets new colours, since GIF can store a palette with each frame."""

    def __init__(self, first: NDArray[Any], *, colours: int) -> None:
        self._colours = max(2, min(256, colours))
        self._palette: Any = self._quantised(first)
        self._sample = self._thumb(first)

    def frame(self, pixels: NDArray[Any]) -> Any:
        """A pal8 av.VideoFrame of RGB pixels [H, W, 3]."""
        import av
        from PIL import Image

        from nodes.exchange.image_files import to_bytes

        sample = self._thumb(pixels)
        if (
            np.abs(sample - self._sample).mean() > 4.0
        ):  # a changed picture gets new colours; a still one does not flicker
            self._palette, self._sample = self._quantised(pixels), sample
        image = Image.fromarray(to_bytes(pixels))
        mapped = image.quantize(palette=self._palette, dither=Image.Dither.FLOYDSTEINBERG)
        table = np.zeros((256, 4), dtype=np.uint8)
        colours = np.asarray(self._palette.getpalette()[: 256 * 3], dtype=np.uint8).reshape(-1, 3)
        table[: len(colours), 1:] = colours
        table[:, 0] = 255
        return av.VideoFrame.from_ndarray((np.asarray(mapped, dtype=np.uint8), table), format="pal8")

    def _quantised(self, pixels: NDArray[Any]) -> Any:
        from PIL import Image

        from nodes.exchange.image_files import to_bytes

        # Some 20,000 pixels tell the colours as well as all, and leave time for k-means (error 10 instead of 13).
        step = max(1, round((pixels.shape[0] * pixels.shape[1] / 20_000) ** 0.5))
        some = Image.fromarray(to_bytes(np.ascontiguousarray(pixels[::step, ::step])))
        return some.quantize(self._colours, method=Image.Quantize.MEDIANCUT, kmeans=2)

    @staticmethod
    def _thumb(pixels: NDArray[Any]) -> NDArray[np.float32]:
        scale = 1.0 if pixels.dtype == np.uint8 else 255.0
        rows, columns = max(1, pixels.shape[0] // 16), max(1, pixels.shape[1] // 16)
        return np.asarray(pixels[::rows, ::columns], dtype=np.float32) * np.float32(scale)
