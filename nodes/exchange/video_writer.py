"""Clips to files, frame by frame: the whole clip is never held, and the file appears whole or not at all.

Colours: YUV codecs are written as BT.709, limited range, and tagged so; FFV1, PNG, WebP, GIF and lossless H.264 4:4:4
stay RGB. Sides that a chroma layout cannot divide are padded by repeating the last row or column, with a warning.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nodes.errors import MediaError
from nodes.exchange.atomic_file import explain, replacing, replacing_folder
from nodes.exchange.video_codecs import Codec, Encoding, choose

if TYPE_CHECKING:
    from nodes.values import Audio

_FORMATS = {
    ".mp4": "mp4",
    ".mov": "mov",
    ".mkv": "matroska",
    ".webm": "webm",
    ".avi": "avi",
    ".gif": "gif",
    ".webp": "webp",
}
MAX_RATE = 1000


@dataclass(frozen=True)
class VideoJob:
    """What to write. width, height in pixels; frames: how many will come (0: unknown; only for progress).

    quality: 0-100, where 100 is lossless in so far as the codec can.  chroma: "auto", "4:2:0", "4:2:2", "4:4:4".
    metadata: text by key, put in the container (`kinograph` holds the project).
    on_frame: called with the number of frames written so far; may raise to stop, and nothing is then left behind.
    """

    width: int
    height: int
    fps: Fraction
    frames: int = 0
    codec: str = "auto"
    quality: int = 75
    chroma: str = "auto"
    audio: Audio | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    on_frame: Callable[[int], None] | None = None


@dataclass(frozen=True)
class Written:
    """path: the file, or the folder of a picture sequence.  warnings: what could not be done as asked."""

    path: Path
    frames: int
    warnings: tuple[str, ...]


def write_video(path: Path, frames: Iterable[NDArray[Any]], job: VideoJob) -> Written:
    """Encode RGB frames [H, W, 3] (uint8, or float32 0..1) into `path`; the suffix may be left out.

    Errors: MediaError for contradictory suffix, codec and chroma, for sizes and rates that cannot be written, for a
    read-only folder or a full disk, and when a frame has another size. On any exception, also one raised by `frames`
    or `on_frame`, no new file is left and an earlier one stays.
    """
    codec, suffix, chroma = choose(path.name, job.codec, job.chroma)
    if not path.name.lower().endswith(suffix):
        path = path.with_name(path.name + suffix)
    if job.width <= 0 or job.height <= 0 or max(job.width, job.height) > 16384:
        raise MediaError(f"{path.name}: pictures of {job.width} x {job.height} cannot be written.")
    if not 0 < job.fps <= MAX_RATE:
        raise MediaError(f"{path.name}: {float(job.fps):g} frames a second cannot be written.")
    encoding = codec.encode(job.quality, chroma)
    warnings = _warnings(path, codec, suffix, job)
    checked = _checked(frames, path, job)
    if codec.name == "PNG sequence":
        folder = path.with_suffix("") if "%" not in path.name and "#" not in path.name else path.parent
        count = _write_pictures(folder, path, checked, job)
        return Written(folder, count, tuple(warnings))
    wide, high = (-(-side // even) * even for side, even in zip((job.width, job.height), encoding.even, strict=True))
    if (wide, high) != (job.width, job.height):
        warnings.append(
            f"{path.name}: {job.width} x {job.height} was padded to {wide} x {high}, which chroma {chroma} needs; "
            "4:4:4 keeps the size"
        )
    with replacing(path) as temporary:
        count = _encode(temporary, path, checked, job, codec, suffix, encoding, (wide, high))
    return Written(path, count, tuple(warnings))


def _warnings(path: Path, codec: Codec, suffix: str, job: VideoJob) -> list[str]:
    out = []
    if job.audio is not None and suffix not in codec.audio:
        out.append(f"{path.name}: {codec.name} files carry no sound; it was left out")
    if job.metadata and suffix not in codec.metadata:
        out.append(f"{path.name}: {suffix} files carry no project; save as MP4, MOV, MKV, WebM or PNG to keep it")
    if codec.name == "GIF" and job.fps > 50:
        out.append(f"{path.name}: GIF shows at most 50 frames a second")
    return out


def _checked(frames: Iterable[NDArray[Any]], path: Path, job: VideoJob) -> Iterator[NDArray[Any]]:
    number = 0
    for number, frame in enumerate(frames, start=1):
        if frame.shape != (job.height, job.width, 3):
            raise MediaError(f"{path.name}: frame {number - 1} is {frame.shape}, not {(job.height, job.width, 3)}.")
        yield frame
        if job.on_frame is not None:
            job.on_frame(number)
    if number == 0:
        raise MediaError(f"{path.name}: there is no frame to write.")


class _Sink(io.RawIOBase):
    """A file that remembers the first write error: FFmpeg keeps only a number, and drops it while closing."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w+b")
        self.error: OSError | None = None

    def write(self, data: Any) -> int:
        try:
            return self._file.write(data)
        except OSError as error:
            self.error = self.error or error
            raise

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def finish(self) -> None:
        try:
            self._file.close()
        except OSError as error:
            self.error = self.error or error


def _encode(
    temporary: Path,
    path: Path,
    frames: Iterator[NDArray[Any]],
    job: VideoJob,
    codec: Codec,
    suffix: str,
    encoding: Encoding,
    size: tuple[int, int],
) -> int:
    import av

    sink = _Sink(temporary)
    try:
        count = _mux(sink, frames, job, codec, suffix, encoding, size)
    except av.error.FFmpegError as error:
        if sink.error is not None:
            raise explain(path, sink.error) from error
        if isinstance(error, OSError) and error.errno and error.errno < 200:
            raise explain(path, error) from error
        raise MediaError(f"{path.name}: the {codec.name} encoder refused the clip ({error}).") from error
    finally:
        sink.finish()
    if sink.error is not None:
        raise explain(path, sink.error)
    return count


def _mux(
    sink: _Sink,
    frames: Iterator[NDArray[Any]],
    job: VideoJob,
    codec: Codec,
    suffix: str,
    encoding: Encoding,
    size: tuple[int, int],
) -> int:
    import av

    from nodes.exchange.video_audio import SoundTrack

    first = next(frames)  # an empty or failing clip says so before the encoder starts
    if encoding.encoder == "libsvtav1":
        os.environ.setdefault("SVT_LOG", "1")  # errors only; it knows no other way to be quiet
    options = {"movflags": "use_metadata_tags"} if suffix in (".mp4", ".mov") else {}
    if suffix in (".gif", ".webp"):
        options["loop"] = "0"
    count = 0
    with av.open(sink, "w", format=_FORMATS[suffix], container_options=options) as container:
        if suffix in codec.metadata:
            container.metadata.update({key: _plain(text) for key, text in job.metadata.items()})
        stream = container.add_stream(encoding.encoder, rate=job.fps, options=dict(encoding.options))
        stream.width, stream.height, stream.pix_fmt = size[0], size[1], encoding.pixel_format
        stream.time_base = 1 / job.fps
        _tag(stream.codec_context, encoding)
        if encoding.encoder == "libx265" and suffix in (".mp4", ".mov"):
            stream.codec_context.codec_tag = "hvc1"  # QuickTime plays no other
        sound = None
        if job.audio is not None and suffix in codec.audio:
            sound = SoundTrack(container, job.audio, codec.audio[suffix])
        frame_of = _frame_maker(encoding, job, size, first)
        for count, pixels in enumerate(_chain(first, frames), start=1):
            frame = frame_of(pixels)
            frame.pts, frame.time_base = count - 1, 1 / job.fps
            for packet in stream.encode(frame):
                container.mux(packet)
            if sound is not None:
                sound.until(count / float(job.fps))
        for packet in stream.encode(None):
            container.mux(packet)
        if sound is not None:
            sound.finish()
    return count


def _plain(text: str) -> str:
    return text.replace("\0", "")


def _chain(first: NDArray[Any], rest: Iterator[NDArray[Any]]) -> Iterator[NDArray[Any]]:
    yield first
    yield from rest


def _tag(context: Any, encoding: Encoding) -> None:
    if encoding.encoder in ("gif", "libwebp_anim", "ffv1"):
        return
    rgb = not encoding.pixel_format.startswith("yuv")
    context.color_range = 2 if rgb else 1
    context.colorspace = 0 if rgb else 1  # 0: RGB, 1: BT.709
    context.color_primaries = 1
    context.color_trc = 1 if not rgb else 13  # sRGB transfer for RGB


def _frame_maker(
    encoding: Encoding, job: VideoJob, size: tuple[int, int], first: NDArray[Any]
) -> Callable[[NDArray[Any]], Any]:
    from nodes.exchange.video_colour import rgb_to_frame

    if encoding.encoder == "gif":
        from nodes.exchange.gif_palette import PaletteFrames

        return PaletteFrames(first, colours=round(np.interp(job.quality, (0, 60), (16, 256)))).frame
    pad = ((0, size[1] - job.height), (0, size[0] - job.width), (0, 0))
    padded = any(after for _, after in pad)
    return lambda pixels: rgb_to_frame(np.pad(pixels, pad, mode="edge") if padded else pixels, encoding.pixel_format)


def _write_pictures(folder: Path, path: Path, frames: Iterator[NDArray[Any]], job: VideoJob) -> int:
    """Frames as numbered PNG files: NAME/NAME_0001.png, or by the pattern given. 16 bits for float frames."""
    from nodes.exchange.image_files import write_picture

    first = next(frames)
    pattern = _number_pattern(path)
    count = 0
    with replacing_folder(folder, ours=pattern.replace("{}", "*")) as temporary:
        for count, pixels in enumerate(_chain(first, frames), start=1):
            metadata = job.metadata if count == 1 else None
            name = pattern.format(f"{count:04d}")
            write_picture(temporary / name, pixels, deep=pixels.dtype != np.uint8, metadata=metadata)
    return count


def _number_pattern(path: Path) -> str:
    import re

    name = path.name.replace("{", "{{").replace("}", "}}")
    found = re.search(r"%0?\d*d|#+", name)
    if found:
        return name[: found.start()] + "{}" + name[found.end() :]
    return f"{path.stem}_{{}}.png"
