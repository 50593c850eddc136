"""Decode: latents to pictures, in exact strips where memory asks for them, streamed in time order."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from nodes.errors import NodeError
from nodes.graph import Range, Run, node
from nodes.library.model import facts_of, pipeline_of
from nodes.values import Clip, Latents, Model, RawFrames

IN_MEMORY_BYTES = 1 << 30


@node("Model", title="Decode", dear=True, search=("vae", "latents", "pixels"))
def decode(
    run: Run,
    model: Model,
    latents: Latents,
    mode: Literal["auto", "exact strips", "whole"] = "auto",
    strip_rows: Annotated[int, Range(0, 4096)] = 0,
) -> Clip:
    """The clip that latents hold.

    model: the model that made them (its autoencoder decodes).
    latents: what to decode.
    mode: exact strips gives the numbers of the whole picture in less memory (Wan-type autoencoders); auto takes
    strips where memory asks for them.
    strip_rows: height of a strip in latent rows; 0 chooses by the memory that is free.
    Errors: NodeError when the latents are of another family.
    """
    from models.decode import decode_frames

    facts = facts_of(run, model)
    if latents.model_family != facts.family:
        raise NodeError(
            f"The latents are of {latents.model_family}, the model is {facts.label} ({facts.family}).",
            remedy="Wire the model that made them.",
        )
    run.progress(0, latents.frames, "loading the model")
    loaded = pipeline_of(run, model)
    blocks = decode_frames(
        loaded,
        np.array(latents.array),  # torch wants to own memory it may write to
        mode=mode,
        strip_rows=strip_rows or None,
        on_progress=lambda done, total: run.progress(done, total, f"decoding, {done} of {total}"),
        cancelled=run.cancelled,
    )
    shape = (latents.frames, latents.height, latents.width, 3)
    return gathered(blocks, shape, latents.fps)


def gathered(blocks: Iterator[NDArray[np.uint8]], shape: tuple[int, int, int, int], fps: Fraction) -> Clip:
    """Blocks of frames as one clip: in memory up to IN_MEMORY_BYTES, beyond that in a temporary file on disk.

    The file goes when the clip is let go of. Errors: NodeError when the blocks do not make up `shape`.
    """
    if int(np.prod(shape)) <= IN_MEMORY_BYTES:
        out: NDArray[Any] = np.empty(shape, dtype=np.uint8)
        _fill(out, blocks)
        out.setflags(write=False)
        return Clip(out, fps)
    with tempfile.NamedTemporaryFile(prefix="kinograph-decoded-", suffix=".npy", delete=False) as file:
        path = Path(file.name)
    try:
        mapped = np.lib.format.open_memmap(path, mode="w+", dtype=np.uint8, shape=shape)
        _fill(mapped, blocks)
        mapped.flush()
        del mapped
        source = RawFrames(path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    weakref.finalize(source, path.unlink, missing_ok=True)
    return Clip(source, fps)


def _fill(out: NDArray[Any], blocks: Iterator[NDArray[np.uint8]]) -> None:
    at = 0
    for block in blocks:
        if block.shape[1:] != out.shape[1:] or at + len(block) > len(out):
            raise NodeError(f"Decoding gave {block.shape} where {out.shape} was expected.", remedy="Sample again.")
        out[at : at + len(block)] = block
        at += len(block)
    if at != len(out):
        raise NodeError(f"Decoding gave {at} frames, the latents announce {len(out)}.", remedy="Sample again.")
