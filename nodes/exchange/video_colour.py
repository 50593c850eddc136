"""Pictures to and from FFmpeg frames with stated matrices and ranges, so that a colour survives the round trip.

What was measured (random smooth picture, mean error of 255 after RGB -> YUV -> RGB, no codec between): FFmpeg's
default scaler loses 3.5 levels in 4:2:0 and shifts the mean by 1.1; with the flags used here 0.46 and 0.02.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

BT601, BT709, BT2020 = 5, 1, 9
LIMITED, FULL = 1, 2
SRGB_TRANSFER = 13
_SWSCALE_KNOWS = {1, 4, 5, 6, 7, 9}


def _flags() -> int:
    from av.video.reformatter import Interpolation

    exact = Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT | Interpolation.FULL_CHR_H_INP
    return int(Interpolation.BICUBIC | exact | Interpolation.BITEXACT)


def source_matrix(frame: Any) -> int:
    """The matrix a decoded frame is read with: its tag, else BT.601 below 720 rows and BT.709 from there on."""
    tagged = int(frame.colorspace)
    if tagged in _SWSCALE_KNOWS:
        return BT601 if tagged == 6 else tagged
    if tagged == 10:  # BT.2020 constant luminance: nearest that swscale has
        return BT2020
    return BT709 if frame.height >= 720 else BT601


def source_range(frame: Any) -> int:
    """FULL for RGB, for yuvj formats and where tagged so; LIMITED otherwise (what untagged YUV means)."""
    name = frame.format.name
    if frame.format.is_rgb or name.startswith(("yuvj", "gray", "ya", "pal")):
        return FULL
    return FULL if int(frame.color_range) == FULL else LIMITED


def frame_to_rgb(frame: Any, *, width: int, height: int, as_float: bool) -> NDArray[Any]:
    """A decoded frame as RGB [height, width, 3], uint8 or float32 0..1, scaled when the size differs."""
    if frame.format.name == "pal8":
        frame = frame.reformat(format="rgb24", threads=1)
    same = (frame.width, frame.height) == (width, height)
    wanted = "rgb48le" if as_float else "rgb24"
    converted = frame.reformat(
        width=None if same else width,
        height=None if same else height,
        format=wanted,
        src_colorspace=source_matrix(frame),
        dst_colorspace=BT709,
        interpolation=_flags(),
        src_color_range=source_range(frame),
        dst_color_range=FULL,
        threads=1,
    )
    pixels = converted.to_ndarray()
    if as_float:
        return np.asarray(pixels, dtype=np.float32) / np.float32(65535.0)
    return np.ascontiguousarray(pixels)


def frame_to_alpha(frame: Any) -> NDArray[np.float32]:
    """The alpha plane of a decoded frame as float32 [H, W] in 0..1; ones where the format has none."""
    if not has_alpha(frame.format):
        return np.ones((frame.height, frame.width), dtype=np.float32)
    pixels = frame.reformat(format="rgba64le", threads=1).to_ndarray()
    return np.asarray(pixels[..., 3], dtype=np.float32) / np.float32(65535.0)


def has_alpha(pixel_format: Any) -> bool:
    """Whether an FFmpeg pixel format carries an alpha plane."""
    name: str = pixel_format.name
    return name.startswith(("yuva", "rgba", "bgra", "argb", "abgr", "gbrap", "ya8", "ya16"))


def rgb_to_frame(pixels: NDArray[Any], pixel_format: str) -> Any:
    """RGB [H, W, 3] uint8 or float32 0..1 as a frame of `pixel_format`: BT.709 limited range for YUV, full for RGB.

    Float pictures go through 16 bits, so 10-bit formats get what 8 bits would have lost.
    """
    import av

    if pixels.dtype == np.uint8:
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
    else:
        deep = np.clip(np.rint(np.asarray(pixels, dtype=np.float64) * 65535.0), 0, 65535).astype(np.uint16)
        frame = av.VideoFrame.from_ndarray(deep, format="rgb48le")
    yuv = pixel_format.startswith("yuv")
    converted = frame.reformat(
        format=pixel_format,
        src_colorspace=BT709,
        dst_colorspace=BT709,
        interpolation=_flags(),
        src_color_range=FULL,
        dst_color_range=LIMITED if yuv else FULL,
        dst_color_primaries=BT709,
        dst_color_trc=BT709 if yuv else SRGB_TRANSFER,
        threads=1,
    )
    converted.color_range = LIMITED if yuv else FULL
    return converted
