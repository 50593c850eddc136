"""Still pictures: PNG, JPEG, WebP, TIFF (8 and 16 bits), with EXIF orientation, colour profile and alpha."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nodes.errors import MediaError
from nodes.exchange.video_index import MAX_PIXELS, MAX_SIDE_PX

READABLE = {".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp", ".gif"}
WRITABLE = {".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff"}


@dataclass(frozen=True)
class Picture:
    """pixels: uint8 or float32 0..1 RGB [H, W, 3].  alpha: float32 [H, W] in 0..1, None where the file has none."""

    pixels: NDArray[Any]
    alpha: NDArray[np.float32] | None
    notes: tuple[str, ...] = ()


def read_picture(path: Path) -> Picture:
    """A picture file as upright sRGB. 16-bit and float files come as float32.

    EXIF orientation is applied; an embedded colour profile is converted to sRGB (8-bit files).
    Errors: MediaError for missing, foreign, truncated or absurdly large files.
    """
    from PIL import Image, UnidentifiedImageError

    _check_there(path)
    try:
        with Image.open(path) as image:
            _check_size(path, image.width, image.height)
            if _is_deep(image):
                return _read_deep(path, image.getexif().get(0x0112, 1))
            image.load()
            return _from_pillow(image)
    except UnidentifiedImageError as error:
        raise MediaError(
            f"{path} is not a picture that can be read.", remedy="Choose a PNG, JPEG, WebP or TIFF file."
        ) from error
    except Image.DecompressionBombError as error:
        raise MediaError(f"{path}: {error}", remedy="Make a smaller version of it first.") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise MediaError(
            f"{path} is cut short or damaged and cannot be read whole ({error}).", remedy="Copy or export it again."
        ) from error


def _check_there(path: Path) -> None:
    if not path.exists():
        raise MediaError(f"{path} is not there.", remedy="Check the name, or choose the file again.")
    if path.is_dir():
        raise MediaError(f"{path} is a folder, not a picture.", remedy="Use Image Sequence for a folder of pictures.")
    if not path.is_file():
        raise MediaError(f"{path} is not an ordinary file.", remedy="Choose a picture file.")
    if path.stat().st_size == 0:
        raise MediaError(f"{path} is empty (0 bytes).", remedy="Copy or export the file again.")


def _check_size(path: Path, width: int, height: int) -> None:
    if width > MAX_SIDE_PX or height > MAX_SIDE_PX or width * height > MAX_PIXELS:
        raise MediaError(
            f"{path} is {width} x {height} pixels; the most is {MAX_SIDE_PX} a side and {MAX_PIXELS} in all.",
            remedy="Make a smaller version of it first.",
        )


def _is_deep(image: Any) -> bool:
    if image.mode.startswith(("I", "F")):
        return True
    if image.format == "PNG":
        with Path(image.filename).open("rb") as file:
            head = file.read(25)
        return len(head) == 25 and head[24] == 16
    bits = image.tag_v2.get(258, (8,)) if image.format == "TIFF" else (8,)
    return bool(max(bits if isinstance(bits, tuple) else (bits,)) > 8)


def _read_deep(path: Path, orientation: int) -> Picture:
    import cv2

    data = np.fromfile(path, dtype=np.uint8)
    pixels = cv2.imdecode(data, cv2.IMREAD_UNCHANGED)
    if pixels is None:
        raise MediaError(f"{path} is cut short or damaged.", remedy="Copy or export it again.")
    if pixels.dtype == np.uint16:
        values = pixels.astype(np.float32) / np.float32(65535.0)
    elif pixels.dtype == np.uint8:
        values = pixels.astype(np.float32) / np.float32(255.0)
    else:
        values = pixels.astype(np.float32)
    values = _turned(values, orientation)
    notes: list[str] = []
    if not np.isfinite(values).all() or values.min() < 0 or values.max() > 1:
        notes.append("values outside 0..1 were clipped")
        values = np.clip(np.nan_to_num(values), 0.0, 1.0)
    if values.ndim == 2:
        return Picture(np.ascontiguousarray(np.repeat(values[..., None], 3, axis=2)), None, tuple(notes))
    alpha = np.ascontiguousarray(values[..., 3]) if values.shape[2] == 4 else None
    return Picture(np.ascontiguousarray(values[..., 2::-1]), alpha, tuple(notes))


def _turned(values: NDArray[np.float32], orientation: int) -> NDArray[np.float32]:
    if orientation in (2, 5, 7, 4):
        values = values[:, ::-1] if orientation != 4 else values[::-1]
    turns = {3: 2, 5: 1, 6: 3, 7: 3, 8: 1}.get(orientation, 0)
    return np.rot90(values, turns)


def _from_pillow(image: Any) -> Picture:
    from PIL import ImageOps

    image = ImageOps.exif_transpose(image)
    notes: list[str] = []
    profile = image.info.get("icc_profile")
    has_alpha = image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info
    alpha = None
    if has_alpha:
        image = image.convert("RGBA")
        alpha = np.asarray(image.getchannel("A"), dtype=np.float32) / np.float32(255.0)
    if profile:
        image, note = _to_srgb(image, profile)
        notes += note
    return Picture(np.ascontiguousarray(np.asarray(image.convert("RGB"), dtype=np.uint8)), alpha, tuple(notes))


def _to_srgb(image: Any, profile: bytes) -> tuple[Any, list[str]]:
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(source).lower():
            return image, []
        base = image if image.mode in ("RGB", "CMYK", "L") else image.convert("RGB")
        return ImageCms.profileToProfile(base, source, ImageCms.createProfile("sRGB"), outputMode="RGB"), []
    except (ImageCms.PyCMSError, OSError, ValueError) as error:
        return image, [f"its colour profile could not be used ({error}); colours are read as sRGB"]


def write_picture(
    path: Path,
    pixels: NDArray[Any],
    *,
    alpha: NDArray[np.float32] | None = None,
    quality: int = 90,
    deep: bool = False,
    metadata: Mapping[str, str] | None = None,
) -> list[str]:
    """Write RGB [H, W, 3] (uint8, or float32 0..1) as the format that the suffix names, atomically. Gives warnings.

    deep: 16 bits a channel (PNG and TIFF).  quality: 0-100 for JPEG and WebP (100 is lossless WebP).
    metadata: text by key, kept in PNG; other formats cannot carry it and say so.
    Errors: MediaError for an unknown suffix, a read-only folder or a full disk.
    """
    from nodes.exchange.atomic_file import replacing

    suffix = path.suffix.lower()
    if suffix not in WRITABLE:
        known = ", ".join(sorted(WRITABLE))
        raise MediaError(
            f"{path.name}: pictures are not written as {suffix or 'files without a suffix'}.", remedy=known
        )
    if deep and suffix not in (".png", ".tif", ".tiff"):
        raise MediaError(
            f"{path.name}: 16 bits a channel need PNG or TIFF.", remedy="Change the suffix or the depth."
        )
    warnings = []
    if metadata and suffix != ".png":
        warnings.append(f"{path.name} carries no project: only PNG pictures can")
    if alpha is not None and suffix in (".jpg", ".jpeg"):
        warnings.append(f"{path.name}: JPEG has no alpha; it was left out")
        alpha = None
    with replacing(path) as temporary:
        if deep:
            _write_deep(temporary, pixels, alpha)
        else:
            _write_pillow(temporary, suffix, pixels, alpha, quality)
        if metadata and suffix == ".png":
            add_png_text(temporary, metadata)
    return warnings


def _write_deep(path: Path, pixels: NDArray[Any], alpha: NDArray[np.float32] | None) -> None:
    import cv2

    scale = 257.0 if pixels.dtype == np.uint8 else 65535.0
    values = np.rint(np.clip(np.asarray(pixels, dtype=np.float64) * scale, 0, 65535)).astype(np.uint16)[..., ::-1]
    if alpha is not None:
        values = np.dstack([values, np.rint(alpha.astype(np.float64) * 65535.0).astype(np.uint16)])
    done, data = cv2.imencode(path.suffix, np.ascontiguousarray(values))
    if not done:
        raise MediaError(f"{path.name} could not be encoded.")
    path.write_bytes(data.tobytes())


def _write_pillow(path: Path, suffix: str, pixels: NDArray[Any], alpha: NDArray[Any] | None, quality: int) -> None:
    from PIL import Image

    image = Image.fromarray(to_bytes(pixels))
    if alpha is not None:
        image.putalpha(Image.fromarray(to_bytes(alpha)))
    options: dict[str, Any] = {}
    if suffix in (".jpg", ".jpeg"):
        options = {"quality": max(1, min(100, quality)), "subsampling": 0 if quality >= 90 else 2}
    elif suffix == ".webp":
        options = {"lossless": True, "exact": True} if quality >= 100 else {"quality": quality}
    elif suffix in (".tif", ".tiff"):
        options = {"compression": "tiff_lzw"}
    else:
        options = {"compress_level": 4}
    image.save(path, **options)


def to_bytes(pixels: NDArray[Any]) -> NDArray[np.uint8]:
    """uint8 as it is; float 0..1 rounded to uint8."""
    if pixels.dtype == np.uint8:
        return np.ascontiguousarray(pixels)
    levels = np.rint(np.asarray(pixels, dtype=np.float32) * 255.0)
    rounded: NDArray[np.uint8] = np.clip(levels, 0, 255).astype(np.uint8)
    return rounded


def add_png_text(path: Path, metadata: Mapping[str, str]) -> None:
    """Put texts by key into a PNG file, in place; its picture stays bit for bit."""
    from nodes.graph.png import copy_with_text

    for key, text in metadata.items():
        source, out = io.BytesIO(path.read_bytes()), io.BytesIO()
        copy_with_text(source, out, key, text)
        path.write_bytes(out.getvalue())
