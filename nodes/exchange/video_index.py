"""Where every frame of a video file is: timestamps in display order, key frames, size, rotation, what is missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from nodes.errors import MediaError

MAX_SIDE_PX = 16384
MAX_PIXELS = 134_217_728
# Playlists and other formats that open further files or addresses are not here: one file is read, nothing else.
FORMATS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,gif,apng,mpegts,mpeg,mpegvideo,flv,ogg,asf,mxf,"
    "yuv4mpegpipe,ivf,nut,h264,hevc,obu,av1,dv,m4v,wav,flac,mp3,aac,w64,aiff"
)
_HDR_TRANSFERS = (16, 18)
_TIMELESS = {"avi", "h264", "hevc", "m4v", "mpegvideo"}
_STILL = {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".exr", ".heic", ".avif"}


@dataclass(frozen=True)
class VideoIndex:
    """What one pass over the packets found (nothing decoded unless the container has no timestamps).

    times: presentation timestamps in display order, in units of time_base.  keys: those of key frames, ascending.
    counted: True when there are no usable timestamps, so frames are found by counting from the start.
    rotation_deg: how far the picture is to be turned counter-clockwise for display (0, 90, 180, 270).
    width, height: as displayed (square pixels, after rotation).  expected: frames the container announces, 0 unknown.
    stamp: size and time of change of the file when it was indexed.
    """

    path: Path
    stream: int
    times: tuple[int, ...]
    keys: tuple[int, ...]
    time_base: Fraction
    average_rate: Fraction
    coded_size: tuple[int, int]
    square_size: tuple[int, int]
    rotation_deg: int
    codec: str
    pixel_format: str
    bits: int
    alpha: bool
    counted: bool
    has_audio: bool
    expected: int
    stamp: tuple[int, int]
    notes: tuple[str, ...] = field(default=())

    @property
    def width(self) -> int:
        return self.square_size[1] if self.rotation_deg in (90, 270) else self.square_size[0]

    @property
    def height(self) -> int:
        return self.square_size[0] if self.rotation_deg in (90, 270) else self.square_size[1]

    @property
    def start_s(self) -> float:
        return 0.0 if self.counted else float(self.times[0] * self.time_base)


def open_media(path: Path) -> Any:
    """An open FFmpeg container on one local file. Errors: MediaError naming the file and what is wrong with it."""
    import av

    if not path.exists():
        raise MediaError(f"{path} is not there.", remedy="Check the name, or choose the file again.")
    if path.is_dir():
        raise MediaError(
            f"{path} is a folder, not a video file.", remedy="Use Image Sequence for a folder of pictures."
        )
    if not path.is_file():
        raise MediaError(f"{path} is not an ordinary file.", remedy="Choose a video file.")
    try:
        size = path.stat().st_size
        if size == 0:
            raise MediaError(f"{path} is empty (0 bytes).", remedy="Copy or export the file again.")
        options = {"protocol_whitelist": "file", "format_whitelist": FORMATS}
        return av.open("file:" + str(path.resolve()), container_options=options, metadata_errors="replace")
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise MediaError(*_why_not(path, error)) from error


def _why_not(path: Path, error: Exception) -> tuple[str]:
    if isinstance(error, PermissionError):
        return (f"{path} may not be read: permission denied.",)
    if isinstance(error, EOFError):
        return (f"{path} has no frame in it. Copy or export the file again.",)
    if path.suffix.lower() in _STILL:
        return (f"{path} is a still picture, not a video. Load it with Load Image.",)
    with path.open("rb") as file:
        head = file.read(512)
    if b"ftyp" in head[:16]:
        return (
            f"{path} is cut short: the index of the MP4 or MOV is missing, so no frame can be found. "
            "Copy or export the file again.",
        )
    if head and all(byte in b"\t\n\r" or 32 <= byte < 127 for byte in head):
        return (f"{path} is a text file, not a video, whatever its name says. Choose a video file.",)
    return (f"{path} is not a video that can be read ({error}). Choose a video file.",)


def video_stream(container: Any, path: Path) -> Any:
    """The first real video stream (cover pictures of songs are passed over). Errors: MediaError if there is none."""
    for stream in container.streams.video:
        if int(stream.disposition) & 0x0400:
            continue
        if stream.codec_context is None:
            raise MediaError(
                f"{path} is coded in a way that cannot be read here.", remedy="Convert it to MP4 with H.264 first."
            )
        return stream
    raise MediaError(f"{path} holds no moving picture.", remedy="Choose a file with a video track.")


def index_video(path: Path) -> VideoIndex:
    """Read the packets of a file once and say where its frames are.

    Errors: MediaError for missing, foreign, empty or absurdly large media. A file that is cut short is not refused
    here: `expected` is then more than `len(times)`, see `missing_frames`.
    """
    import av

    with open_media(path) as container:
        stream = video_stream(container, path)
        context = stream.codec_context
        _check_size(path, context.width, context.height)
        times: list[int] = []
        keys: list[int] = []
        total, discarded = 0, 0
        # These carry no presentation times; with reordered (B) frames what FFmpeg makes up for them is wrong.
        counted = container.format.name in _TIMELESS and context.has_b_frames > 0
        notes: list[str] = []
        try:
            for packet in container.demux(stream):
                if not packet.size:
                    continue
                total += 1
                if packet.is_discard:
                    discarded += 1
                    continue
                if packet.pts is None:
                    counted = True
                    continue
                if packet.is_corrupt:
                    notes.append(f"the packet of frame {len(times)} is damaged")
                    continue
                times.append(packet.pts)
                if packet.is_keyframe:
                    keys.append(packet.pts)
        except av.error.FFmpegError as error:
            notes.append(f"reading stopped after frame {len(times)}: {error}")
        times.sort()
        if len(set(times)) != len(times):
            counted = True
        expected = _announced(container, stream, total, discarded, times, notes)
        audio, number = bool(container.streams.audio), stream.index
        base = Fraction(stream.time_base or 1)
        rate = Fraction(stream.average_rate or stream.guessed_rate or 0)
        facts = _first_frame_facts(path)
    if counted:
        times, keys = list(range(count_decodable(path))), [0]
        expected = expected if expected > total else len(times)
    if not times or facts is None:
        raise MediaError(f"{path} has no frame that can be decoded.", remedy="Copy or export the file again.")
    return VideoIndex(
        path=path,
        stream=number,
        times=tuple(times),
        keys=tuple(sorted(keys)) or (times[0],),
        time_base=1 / (rate or Fraction(24)) if counted else base,
        average_rate=rate,
        counted=counted,
        stamp=stamp_of(path),
        has_audio=audio,
        expected=expected,
        notes=(*notes, *facts.pop("seen")),
        **facts,
    )


def _check_size(path: Path, width: int, height: int) -> None:
    if width <= 0 or height <= 0:
        raise MediaError(f"{path} announces a picture of {width} x {height}.", remedy="The file is damaged.")
    if width > MAX_SIDE_PX or height > MAX_SIDE_PX or width * height > MAX_PIXELS:
        raise MediaError(
            f"{path} announces pictures of {width} x {height} pixels; the most is {MAX_SIDE_PX} a side.",
            remedy="Make a smaller version of it first.",
        )


def _announced(container: Any, stream: Any, total: int, discarded: int, times: list[int], notes: list[str]) -> int:
    """How many displayable frames the container says it has; what was found when it says nothing or agrees."""
    kept = len(times)
    if stream.frames and stream.frames > total:
        return int(stream.frames) - discarded
    seconds = _stream_seconds(stream)
    if seconds is None and not container.streams.audio and container.duration and container.format.name != "gif":
        seconds = container.duration / 1_000_000
    if seconds and times and len(times) > 1 and stream.time_base:
        span = float((times[-1] - times[0]) * stream.time_base)
        step = span / (len(times) - 1)
        start = max(0.0, float(times[0] * stream.time_base))
        lacking = (seconds - start - span - step) / step if step > 0 else 0.0
        if lacking > max(2.5, 0.03 * len(times)):
            return kept + round(lacking)
    return kept + (1 if notes else 0)


def _stream_seconds(stream: Any) -> float | None:
    """Matroska writes each stream's length as a tag at the front: 00:00:02.000000000."""
    text = next((value for key, value in stream.metadata.items() if key.upper() == "DURATION"), "")
    parts = text.split(":")
    if len(parts) != 3:
        return None
    try:
        return int(parts[0]) * 3600 + int(parts[1]) * 60 + float(parts[2])
    except ValueError:
        return None


def _first_frame_facts(path: Path) -> dict[str, Any] | None:
    """Size, rotation and pixel format as the first decoded frame has them; None if none decodes."""
    import av

    from nodes.exchange.video_colour import has_alpha

    with open_media(path) as container:
        stream = video_stream(container, path)
        try:
            frame = next(container.decode(stream), None)
        except av.error.FFmpegError:
            return None
        if frame is None:
            return None
        _check_size(path, frame.width, frame.height)
        aspect = stream.sample_aspect_ratio or Fraction(1)
        wide = frame.width if aspect <= 0 else max(1, round(frame.width * aspect))
        _check_size(path, wide, frame.height)
        return {
            "coded_size": (frame.width, frame.height),
            "square_size": (wide, frame.height),
            "rotation_deg": int(frame.rotation) % 360 // 90 * 90,
            "codec": stream.codec_context.name,
            "pixel_format": frame.format.name,
            "bits": max(component.bits for component in frame.format.components),
            "seen": _oddities(frame),
            "alpha": has_alpha(frame.format) and stream.codec_context.name != "gif",
        }


def _oddities(frame: Any) -> tuple[str, ...]:
    """What a person should know about the pictures before using them."""
    notes = []
    if int(frame.color_trc) in _HDR_TRANSFERS:
        notes.append("the file is HDR (PQ or HLG): its values are used as they are, without tone mapping")
    if frame.interlaced_frame:
        notes.append("the file is interlaced: both fields of a frame are shown together")
    return tuple(notes)


def stamp_of(path: Path) -> tuple[int, int]:
    """Size in bytes and time of change in nanoseconds."""
    facts = path.stat()
    return facts.st_size, facts.st_mtime_ns


def count_decodable(path: Path) -> int:
    """How many frames decode from the start before the first error (a whole pass over the file)."""
    import av

    count = 0
    with open_media(path) as container:
        stream = video_stream(container, path)
        try:
            for frame in container.decode(stream):
                if frame.is_corrupt:
                    break
                count += 1
        except av.error.FFmpegError:
            return count
    return count
