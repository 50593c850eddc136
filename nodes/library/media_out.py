"""Saving nodes: clips, pictures, sequences. They write atomically and can carry the project inside the file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from nodes.graph import FileName, Range, Run, node
from nodes.values import Clip, Image, Value

Quality = Annotated[int, Range(0, 100, 5)]
ClipFile = Annotated[str, FileName("clip", save=True)]
PROJECT_KEY = "kinograph"


@node("Media", title="Save Clip", effect=True, search=("video", "export", "write", "mp4", "render", "output"))
def save_clip(
    run: Run,
    clip: list[Clip],
    file: ClipFile = "clip.mp4",
    codec: Literal["auto", "H.264", "H.265", "VP9", "AV1", "ProRes", "FFV1", "PNG sequence", "GIF", "WebP"] = "auto",
    quality: Quality = 75,
    chroma: Literal["auto", "4:2:0", "4:2:2", "4:4:4"] = "auto",
    sound: bool = True,
    project: bool = True,
) -> None:
    """Write a clip to a file, frame by frame; the file appears when it is whole.

    clip: what to write; of a list each clip gets its number in its name (clip_001.mp4).
    file: where; its suffix chooses the container: mp4, mov, mkv, webm, avi, gif, webp, png; without one, the codec.
    codec: auto is H.264 for mp4, mov and mkv, VP9 for webm, FFV1 for avi, a numbered sequence for png.
    quality: 0 small to 100 best. 100 is lossless for H.264 4:4:4, WebP, and (but for the colour conversion) H.265 and
    VP9. FFV1 and PNG are always lossless; GIF takes fewer colours below 60; ProRes chooses its profile.
    chroma: colour resolution. Odd sides are padded by one row or column where 4:2:0 or 4:2:2 needs it.
    sound: write the clip's sound where the container takes it.
    project: put the project into the file (MP4, MOV, MKV, WebM, PNG), so that it can be opened from the clip.
    Errors: MediaError for a suffix and codec that contradict, a read-only folder, a full disk; what was there stays.
    """
    from nodes.exchange.video_writer import VideoJob, write_video

    target = _target(run, file)
    total, before = sum(one.frame_count for one in clip), 0

    def on_frame(done: int) -> None:
        run.progress(before + done, total, f"frame {before + done} of {total}")

    for number, one in enumerate(clip):
        job = VideoJob(
            width=one.width,
            height=one.height,
            fps=one.fps,
            frames=one.frame_count,
            codec=codec,
            quality=quality,
            chroma=chroma,
            audio=one.audio if sound else None,
            metadata=_metadata(run, project),
            on_frame=on_frame,
        )
        written = write_video(_numbered(target, number, len(clip)), one.iter_frames(), job)
        before += one.frame_count
        for warning in written.warnings:
            run.warn(warning)


@node("Media", title="Save Image", effect=True, search=("picture", "export", "write", "png", "output"))
def save_image(
    run: Run,
    image: list[Image],
    file: Annotated[str, FileName("image", save=True)] = "image.png",
    quality: Quality = 90,
    depth: Literal["8 bit", "16 bit"] = "8 bit",
    project: bool = True,
) -> None:
    """Write a picture to a file: png, jpg, webp or tif by its suffix.

    image: what to write, with its alpha where the format has one; of a list each picture gets its number in its name.
    file: where.
    quality: 0-100 for JPEG and WebP (100 is lossless WebP).
    depth: 16 bits a channel for PNG and TIFF.
    project: put the project into the file (PNG only).
    Errors: MediaError for an unknown suffix, a read-only folder or a full disk.
    """
    from nodes.exchange.image_files import write_picture

    target = _target(run, file)
    if not target.suffix:
        target = target.with_suffix(".png")
    for number, one in enumerate(image):
        run.progress(number, len(image), f"picture {number + 1} of {len(image)}")
        warnings = write_picture(
            _numbered(target, number, len(image)),
            one.pixels,
            alpha=one.alpha,
            quality=quality,
            deep=depth == "16 bit",
            metadata=_metadata(run, project),
        )
        for warning in warnings:
            run.warn(warning)


@node("Media", title="Save Image Sequence", effect=True, search=("frames", "png", "export", "write", "output"))
def save_image_sequence(
    run: Run, clip: list[Clip], file: Annotated[str, FileName("folder", save=True)] = "frames", project: bool = True
) -> None:
    """Write a clip as numbered PNG files; float clips as 16-bit PNG.

    clip: what to write; of a list each clip gets its number in its name.
    file: a folder (its pictures get the folder's name), or a pattern such as shot/shot.%04d.png or shot.####.png.
    project: put the project into the first picture.
    Errors: MediaError for a read-only folder or a full disk.
    """
    target = file if file.lower().endswith(".png") else f"{file}.png"
    save_clip(run, clip, target, codec="PNG sequence", sound=False, project=project)


@node("Media", title="Preview", search=("view", "show", "look", "thumbnail"))
def preview(run: Run, value: Value) -> Value:
    """Show what passes here in the viewer.

    value: a clip or picture is shown as it is; anything else as it is drawn.
    """
    run.preview(value if isinstance(value, Clip | Image) else Image(value.draw(640, 360)))
    return value


def _target(run: Run, file: str) -> Path:
    from nodes.errors import MediaError

    if not file.strip():
        raise MediaError("No file name is given to save to.", remedy="Type one, for example clip.mp4.")
    return run.output(file.strip())


def _numbered(target: Path, number: int, count: int) -> Path:
    """clip.mp4, or clip_001.mp4 and so on when there are several; before a pattern's first point: s_001.%04d.png."""
    if count == 1:
        return target
    stem, point, rest = (
        target.name.partition(".")
        if "%" in target.name or "#" in target.name
        else (
            target.stem,
            target.suffix[:1],
            target.suffix[1:],
        )
    )
    return target.with_name(f"{stem}_{number + 1:03d}{point}{rest}")


def _metadata(run: Run, project: bool) -> dict[str, str]:
    document = run.document() if project else None
    return {PROJECT_KEY: document} if document else {}
