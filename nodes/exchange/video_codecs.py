"""What each codec is called, which files hold it, and what quality 0-100 means to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nodes.errors import MediaError

CHROMA = ("4:2:0", "4:2:2", "4:4:4")
_STOPS = (0.0, 25.0, 50.0, 75.0, 90.0, 100.0)


@dataclass(frozen=True)
class Encoding:
    """How to set an FFmpeg encoder up. even: what width and height must be multiples of."""

    encoder: str
    pixel_format: str
    options: dict[str, str]
    even: tuple[int, int]


@dataclass(frozen=True)
class Codec:
    """name: as shown.  suffixes: files that hold it, the usual one first.  chroma: what it can store.

    audio: encoder by suffix, empty where sound is not carried.  metadata: suffixes that carry the project.
    encode: (quality, chroma) -> Encoding.
    """

    name: str
    suffixes: tuple[str, ...]
    chroma: tuple[str, ...]
    audio: dict[str, str]
    metadata: tuple[str, ...]
    encode: Callable[[int, str], Encoding]


def _even(chroma: str) -> tuple[int, int]:
    return {"4:2:0": (2, 2), "4:2:2": (2, 1)}.get(chroma, (1, 1))


def _yuv(chroma: str, bits: int = 8) -> str:
    return f"yuv{chroma.replace(':', '')}p" + ("" if bits == 8 else f"{bits}le")


def _scale(quality: int, values: tuple[float, ...]) -> int:
    return round(float(np.interp(quality, _STOPS, values)))


def _h264(quality: int, chroma: str) -> Encoding:
    if quality >= 100 and chroma == "4:4:4":
        return Encoding("libx264rgb", "rgb24", {"crf": "0", "preset": "medium"}, (1, 1))
    crf = _scale(quality, (48, 36, 27, 18, 12, 0))
    return Encoding("libx264", _yuv(chroma), {"crf": str(crf), "preset": "medium"}, _even(chroma))


def _h265(quality: int, chroma: str) -> Encoding:
    options = {"preset": "medium", "x265-params": "log-level=none"}
    if quality >= 100:
        options["x265-params"] += ":lossless=1"
    else:
        options["crf"] = str(_scale(quality, (48, 38, 29, 20, 13, 4)))
    return Encoding("libx265", _yuv(chroma), options, _even(chroma))


def _vp9(quality: int, chroma: str) -> Encoding:
    options = {"b": "0", "row-mt": "1", "cpu-used": "4"}
    if quality >= 100:
        options["lossless"] = "1"
    else:
        options["crf"] = str(_scale(quality, (60, 48, 36, 22, 12, 4)))
    return Encoding("libvpx-vp9", _yuv(chroma), options, _even(chroma))


def _av1(quality: int, chroma: str) -> Encoding:
    crf = _scale(quality, (62, 52, 40, 25, 14, 2))
    return Encoding("libsvtav1", _yuv(chroma), {"crf": str(crf), "preset": "8"}, _even(chroma))


def _prores(quality: int, chroma: str) -> Encoding:
    if chroma == "4:4:4":
        profile, pixel_format = ("4" if quality < 95 else "5"), "yuv444p10le"
    else:
        profile, pixel_format = str(int(np.searchsorted((20, 45, 70), quality, side="right"))), "yuv422p10le"
    return Encoding("prores_ks", pixel_format, {"profile": profile, "vendor": "apl0"}, _even(chroma))


def _ffv1(_quality: int, _chroma: str) -> Encoding:
    return Encoding("ffv1", "bgr0", {"level": "3", "slicecrc": "1"}, (1, 1))


def _webp(quality: int, _chroma: str) -> Encoding:
    options = {"lossless": "1", "quality": "75"} if quality >= 100 else {"lossless": "0", "quality": str(quality)}
    return Encoding("libwebp_anim", "bgra", {**options, "loop": "0"}, (1, 1))


def _gif(_quality: int, _chroma: str) -> Encoding:
    return Encoding("gif", "pal8", {}, (1, 1))


def _png(_quality: int, _chroma: str) -> Encoding:
    return Encoding("png", "rgb24", {}, (1, 1))


_ISO = (".mp4", ".mov", ".mkv")
_LOSSY_SOUND = {".mp4": "aac", ".mov": "aac", ".mkv": "libopus", ".webm": "libopus"}
_ALL = ("4:2:0", "4:4:4")
CODECS: dict[str, Codec] = {
    codec.name: codec
    for codec in (
        Codec("H.264", _ISO, CHROMA, _LOSSY_SOUND, _ISO, _h264),
        Codec("H.265", _ISO, CHROMA, _LOSSY_SOUND, _ISO, _h265),
        Codec("VP9", (".webm", ".mkv", ".mp4"), _ALL, _LOSSY_SOUND, (".webm", ".mkv", ".mp4"), _vp9),
        Codec("AV1", (".webm", ".mkv", ".mp4"), ("4:2:0",), _LOSSY_SOUND, (".webm", ".mkv", ".mp4"), _av1),
        Codec(
            "ProRes", (".mov", ".mkv"), ("4:2:2", "4:4:4"), {".mov": "pcm_s16le", ".mkv": "pcm_s16le"}, _ISO, _prores
        ),
        Codec("FFV1", (".mkv", ".avi"), ("4:4:4",), {".mkv": "pcm_s16le", ".avi": "pcm_s16le"}, (".mkv",), _ffv1),
        Codec("PNG sequence", (".png",), ("4:4:4",), {}, (".png",), _png),
        Codec("GIF", (".gif",), ("4:4:4",), {}, (), _gif),
        Codec("WebP", (".webp",), ("4:4:4",), {}, (), _webp),
    )
}
_BY_SUFFIX = {
    ".mp4": "H.264", ".mov": "H.264", ".mkv": "H.264", ".webm": "VP9", ".avi": "FFV1", ".gif": "GIF", ".webp": "WebP",
    ".png": "PNG sequence",
}  # fmt: skip


def choose(name: str, codec: str, chroma: str) -> tuple[Codec, str, str]:
    """The codec, the suffix and the chroma for a file name; "auto" takes the usual one.

    A name without a suffix gets the codec's first. Errors: MediaError where suffix, codec and chroma contradict.
    """
    stem, dot, last = name.rpartition(".")
    suffix = f".{last.lower()}" if dot and stem and 2 <= len(last) <= 4 and last.isalnum() else ""
    if codec == "auto":
        if suffix and suffix not in _BY_SUFFIX:
            known = " ".join(sorted(_BY_SUFFIX))
            raise MediaError(f"{name}: no clip is written as {suffix}.", remedy=f"Known suffixes: {known}.")
        codec = _BY_SUFFIX.get(suffix, "H.264")
    if codec not in CODECS:
        raise MediaError(f"Codec {codec!r} is not known.", remedy=f"Known: {', '.join(CODECS)}.")
    chosen = CODECS[codec]
    suffix = suffix or chosen.suffixes[0]
    if suffix not in chosen.suffixes:
        raise MediaError(
            f"{name}: {codec} is not written to {suffix} files.",
            remedy=f"Use {' or '.join(chosen.suffixes)}, or another codec.",
        )
    if chroma == "auto":
        chroma = chosen.chroma[0]
    if chroma not in chosen.chroma:
        raise MediaError(f"{codec} cannot store chroma {chroma}.", remedy=f"Use {' or '.join(chosen.chroma)}.")
    return chosen, suffix, chroma
