"""Clips in folders: raw frames for speed, FFV1 for size; both bit-exact.

Raw (frames.npy, the default): writing is one copy and reading is a memory map, so the store keeps up with the disk,
and a clip larger than memory can be used without loading it. Compact (frames.mkv): FFV1 in Matroska, RGB through the
lossless bgr0 layout, for uint8 frames; smaller but slower (tests/benchmarks/bench_values.py), for archives and slow
disks. Its frames are decoded into memory when loaded. Float frames are always raw, since bgr0 holds 8 bits a channel.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nodes.values.checks import check_size
from nodes.values.frames import RawFrames, check_frames_shape, chunks
from nodes.values.hashing import chunked_digest
from nodes.values.parts import Parts
from nodes.values.storing import load_parts, member, refused, save_parts

if TYPE_CHECKING:
    from nodes.values.clips import Clip

MIN_SLICED_EDGE = 16  # FFV1 refuses to cut smaller frames into four slices


def save_clip(clip: Clip, folder: Path, *, compact: bool) -> None:
    """Writes frames.npy or frames.mkv, and fields.json. See Clip.save."""
    coded = compact and clip.frames.dtype == np.uint8
    if coded:
        write_ffv1(clip, folder / "frames.mkv")
    else:
        write_raw(clip, folder / "frames.npy")
    fields: Parts = {
        "stored": "frames.mkv" if coded else "frames.npy",
        "shape": clip.shape,
        "digest": clip.frames_digest(),
        "pixels": pixels_digest(clip) if clip.on_disk else clip.frames_digest(),
        "fps": clip.fps,
        "audio": clip.audio,
    }
    save_parts(fields, folder)


def load_clip_parts(folder: Path) -> tuple[Parts, str]:
    """Fields for Clip, and the digest of its frames."""
    fields = load_parts(folder)
    stored, shape, digest = fields.get("stored"), fields.get("shape"), fields.get("digest")
    if not (isinstance(digest, str) and len(digest) == 64):
        raise refused(folder, f"the digest of the frames is {digest!r}")
    if not (isinstance(shape, tuple) and all(type(size) is int for size in shape)):
        raise refused(folder, f"the shape of the frames is {shape!r}")
    check_frames_shape(str(folder), shape)
    frames: RawFrames | NDArray[np.uint8]
    if stored == "frames.npy":
        frames = RawFrames(member(folder, stored), known_digest=digest)
        if frames.shape != shape:
            raise refused(folder, f"frames.npy holds {frames.shape}, fields.json says {shape}")
    elif stored == "frames.mkv":
        frames = read_ffv1(member(folder, stored), shape)
    else:
        raise refused(folder, f"frames are said to be stored as {stored!r}")
    return {"frames": frames, "fps": fields.get("fps"), "audio": fields.get("audio")}, digest


def pixels_digest(clip: Clip) -> str:
    """The digest of the frames themselves, read now, whatever their source says of itself."""
    pieces = (clip.frames,) if isinstance(clip.frames, np.ndarray) else chunks(clip.frames)
    return chunked_digest(clip.frames.dtype, clip.shape, pieces)


def saved_pixels_digest(folder: Path) -> object:
    """The pixels_digest of the clip that was saved in `folder`."""
    return load_parts(folder).get("pixels")


def write_raw(clip: Clip, path: Path) -> None:
    """The frames as .npy, little endian, C order; a clip on disk is copied piece by piece."""
    dtype = np.dtype(clip.frames.dtype).newbyteorder("<")
    header: dict[str, Any] = {"descr": dtype.str, "fortran_order": False, "shape": clip.shape}
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, header)
        pieces = (clip.frames,) if isinstance(clip.frames, np.ndarray) else chunks(clip.frames)
        for piece in pieces:
            file.write(np.ascontiguousarray(piece, dtype=dtype).reshape(-1).view(np.uint8).data)


def write_ffv1(clip: Clip, path: Path) -> None:
    """The uint8 frames as FFV1 version 3, every frame a key frame, in Matroska."""
    import av

    with av.open(str(path), "w", format="matroska") as container:
        stream = container.add_stream("ffv1", rate=clip.fps)
        stream.width, stream.height, stream.pix_fmt = clip.width, clip.height, "bgr0"
        stream.gop_size, stream.thread_type = 1, "AUTO"
        stream.options = {"level": "3", "slicecrc": "1"}
        if min(clip.width, clip.height) >= MIN_SLICED_EDGE:
            stream.options |= {"slices": "4"}
        for pixels in clip.iter_frames():
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")))
        container.mux(stream.encode())


def read_ffv1(path: Path, shape: tuple[int, int, int, int]) -> NDArray[np.uint8]:
    """The frames write_ffv1 wrote, read-only. shape: what they must have; absurd ones are refused before decoding."""
    import av

    check_size("Clip", "frames", shape, (False, True, True, False))
    count = 0
    try:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            stream.thread_type = "AUTO"
            if stream.codec_context.name != "ffv1" or (stream.height, stream.width) != shape[1:3]:
                found = f"{stream.codec_context.name} {stream.width}x{stream.height}"
                raise refused(path.parent, f"{path.name} holds {found}, not ffv1 {shape[2]}x{shape[1]}")
            frames = np.empty(shape, dtype=np.uint8)
            for frame in container.decode(stream):
                if count < shape[0]:
                    frames[count] = frame.to_ndarray(format="rgb24")
                count += 1
    except (av.FFmpegError, OSError, IndexError, ValueError) as error:
        raise refused(path.parent, f"{path.name} cannot be decoded ({error})") from error
    if count != shape[0]:
        raise refused(path.parent, f"{path.name} holds {count} frames, {shape[0]} were saved")
    frames.setflags(write=False)
    return frames
