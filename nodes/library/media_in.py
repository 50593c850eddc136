"""Loading nodes: pictures, clips, sequences, sound."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal

from nodes.errors import MediaError
from nodes.graph import FileName, Out, Range, Run, node
from nodes.values import Audio, Clip, Image, Mask

Resolve = Callable[[str], Path]
Rate = Annotated[float, Range(0.0, 1000.0, 1.0, "fps")]


def _file_fingerprint(*, file: str, resolve: Resolve, **_other: Any) -> str:
    from nodes.exchange.video_reader import file_digest

    return file_digest(_file(resolve, file))


def _file(resolve: Resolve, file: str) -> Path:
    if not file:
        raise MediaError("No file is chosen.", remedy="Choose one in the file parameter.")
    path = resolve(file)
    if path.is_dir():
        raise MediaError(f"{path} is a folder, not a file.", remedy="Use Image Sequence for a folder of pictures.")
    return path


@node(
    "Media", title="Load Image", concurrent=True, fingerprint=_file_fingerprint, search=("picture", "open", "photo")
)
def load_image(run: Run, file: Annotated[str, FileName("image")] = "") -> Image:
    """A picture from a file: PNG, JPEG, WebP or TIFF, upright and in sRGB, with its alpha.

    file: the picture. 16-bit and float files keep their depth.
    Errors: MediaError naming the file when it is missing, cut short or of another kind.
    """
    from nodes.exchange.image_files import read_picture

    picture = read_picture(_file(run.resolve, file))
    for note in picture.notes:
        run.warn(note)
    return Image(picture.pixels, picture.alpha)


@node("Media", title="Load Clip", concurrent=True, fingerprint=_file_fingerprint, search=("video", "movie", "open"))
def load_clip(
    run: Run,
    file: Annotated[str, FileName("clip")] = "",
    frames_per_second: Rate = 0.0,
    start: Annotated[int, Range(0, 10_000_000)] = 0,
    frames: Annotated[int, Range(0, 10_000_000)] = 0,
    depth: Literal["8 bit", "float"] = "8 bit",
    sound: bool = True,
    damaged: Literal["refuse", "keep what is readable"] = "refuse",
) -> Clip:
    """A clip from a video file. Its frames stay in the file and are read when needed.

    file: the video (MP4, MOV, MKV, WebM, AVI, GIF, animated WebP, ...).
    frames_per_second: resample to this rate by timestamps; 0 keeps the file's own. A file of variable rate gets the
    rate of its median interval: each output frame is the last picture shown by then, nothing is blended.
    start: first frame, counted at the resulting rate.
    frames: how many; 0 is all.
    depth: float keeps what 10- and 12-bit files hold beyond 8 bits.
    sound: keep the sound track.
    damaged: what to do with a file that is cut short.
    Errors: MediaError naming the file, and for damage the frame that was reached.
    """
    from nodes.exchange.video_reader import read_clip

    found = read_clip(
        _file(run.resolve, file),
        fps=rate_of(frames_per_second),
        as_float=depth == "float",
        audio=sound,
        keep_readable=damaged != "refuse",
        start=start,
        frames=frames,
    )
    for note in found.notes:
        run.warn(note)
    return found.clip


@node("Media", title="Load Matte", concurrent=True, fingerprint=_file_fingerprint, search=("alpha", "transparency"))
def load_matte(run: Run, file: Annotated[str, FileName("any")] = "", frames_per_second: Rate = 0.0) -> Mask:
    """The alpha of a picture or of a video file (ProRes 4444, FFV1) as a mask.

    file: the picture or video.
    frames_per_second: resample a video to this rate; 0 keeps its own.
    Errors: MediaError when the file has no alpha.
    """
    from nodes.exchange.image_files import READABLE, read_picture
    from nodes.exchange.video_reader import read_matte

    path = _file(run.resolve, file)
    if path.suffix.lower() in READABLE:
        alpha = read_picture(path).alpha
        if alpha is None:
            raise MediaError(f"{path} has no alpha.", remedy="Save it with transparency, or use Mask from Colour.")
        return Mask(alpha[None])
    return Mask(read_matte(path, fps=rate_of(frames_per_second)))


def _sequence_fingerprint(*, folder: str, resolve: Resolve, **_other: Any) -> str:
    from nodes.exchange.image_sequence import find_sequence
    from nodes.exchange.video_reader import file_digest

    found = find_sequence(_sequence_path(resolve, folder))
    return " ".join(f"{path.name}:{file_digest(path)}" for path in found.files)


def _sequence_path(resolve: Resolve, folder: str) -> Path:
    """A folder as it resolves; a pattern (%04d, ####, *) beside its resolved folder."""
    if not folder:
        raise MediaError("No folder is chosen.", remedy="Choose one in the folder parameter.")
    name = folder.replace("\\", "/").rpartition("/")[2]
    if any(sign in name for sign in "%#*?"):
        parent = folder[: len(folder) - len(name)]
        return resolve(parent.rstrip("/") or parent or ".") / name
    path = resolve(folder)
    return path if path.is_dir() else path.parent / path.name


@node(
    "Media", title="Image Sequence", concurrent=True, fingerprint=_sequence_fingerprint, search=("frames", "folder")
)
def image_sequence(
    run: Run,
    folder: Annotated[str, FileName("folder")] = "",
    frames_per_second: Annotated[float, Range(0.01, 1000.0, 1.0, "fps")] = 24.0,
    start: Annotated[int, Range(0, 10_000_000)] = 0,
    frames: Annotated[int, Range(0, 10_000_000)] = 0,
    step: Annotated[int, Range(1, 10_000)] = 1,
    gaps: Literal["report", "refuse"] = "report",
) -> Clip:
    """Numbered pictures as a clip, in natural order (shot2 before shot10). They stay on disk.

    folder: the folder, or a pattern in it such as shot.%04d.png, shot.####.png or shot_*.png.
    frames_per_second: the rate to play them at.
    start: how many pictures to pass over.
    frames: how many to take; 0 is all.
    step: take every n-th.
    gaps: what to do when numbers are missing: say so and go on without them, or refuse.
    Errors: MediaError when nothing matches, sequences are mixed, or sizes differ.
    """
    from nodes.exchange.image_sequence import read_sequence

    clip, notes = read_sequence(
        _sequence_path(run.resolve, folder),
        fps=rate_of(frames_per_second) or Fraction(24),
        start=start,
        frames=frames,
        step=step,
        allow_gaps=gaps == "report",
    )
    for note in notes:
        run.warn(note)
    return clip


@node("Media", title="Load Sound", concurrent=True, fingerprint=_file_fingerprint, search=("audio", "music", "wav"))
def load_sound(
    run: Run,
    file: Annotated[str, FileName("audio")] = "",
    start: Annotated[float, Range(0.0, 1e6, 0.1, "s")] = 0.0,
    seconds: Annotated[float, Range(0.0, 36_000.0, 1.0, "s")] = 0.0,
) -> Annotated[Audio, Out("audio")]:
    """The sound of a sound or video file.

    file: WAV, FLAC, MP3, AAC, or any video with sound.
    start: where to begin.
    seconds: how much; 0 is all, up to an hour.
    Errors: MediaError when there is no sound.
    """
    from nodes.exchange.video_audio import read_audio
    from nodes.exchange.video_index import open_media

    path = _file(run.resolve, file)
    with open_media(path) as container:
        silent = not container.streams.audio
    audio, notes = (None, []) if silent else read_audio(path, start_s=start, length_s=seconds or 3600.0)
    if audio is None:
        raise MediaError(f"{path} has no sound here.", remedy="Choose another file or an earlier start.")
    for note in notes:
        run.warn(note)
    return audio


@node("Media", title="Add Sound", search=("audio", "music", "mux"))
def add_sound(clip: Clip, audio: Audio | None = None) -> Clip:
    """A clip with another sound track.

    clip: the pictures.
    audio: the sound, from the first frame on; open removes the clip's own.
    """
    return Clip(clip.frames, clip.fps, audio)


def rate_of(frames_per_second: float) -> Fraction | None:
    """A typed rate as a fraction: 23.976 is 24000/1001, 0 is None."""
    from nodes.exchange.video_timing import exact_rate

    return exact_rate(frames_per_second) if frames_per_second > 0 else None
