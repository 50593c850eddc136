"""Depth: estimated by a network, or read out of grey pictures."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np

from nodes.errors import NodeError
from nodes.graph import FileName, Range, Run, node
from nodes.library.weights import pictures_of, weights_fingerprint, weights_folder
from nodes.values import Clip, Depth, Image


@node(
    "Depth",
    title="Estimate Depth",
    dear=True,
    fingerprint=weights_fingerprint,
    search=("monocular", "depth anything", "midas", "zoe", "preprocess"),
)
def estimate_depth(
    run: Run,
    source: Image | Clip,
    folder: Annotated[str, FileName("folder")] = "",
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto",
) -> Depth:
    """How far away each pixel is, by a depth network of your own.

    source: a picture or a clip.
    folder: a local folder of a transformers depth model such as Depth Anything V2 Small; nothing is downloaded.
    device: where it runs.
    Returns depth: metres or relative inverse depth, as the model gives it.
    Errors: NodeError when no folder is chosen; what the folder lacks is named.
    """
    from models.preprocess import estimate_depth as estimate

    found = estimate(
        pictures_of(source),
        weights_folder(run, folder, "depth"),
        device=device,
        on_progress=lambda done, total: run.progress(done, total, f"frame {done} of {total}"),
        cancelled=run.cancelled,
    )
    return Depth(found.values, found.kind, found.near, found.far)


@node("Depth", title="Depth from Pictures", search=("grey", "luma", "z pass", "import", "render"))
def depth_from_pictures(
    source: Image | Clip,
    meaning: Literal["near is white", "near is black", "metres"] = "near is white",
    white_is: Annotated[float, Range(0.001, 100_000.0, 1.0, "m")] = 10.0,
) -> Depth:
    """Depth out of grey pictures, such as a rendered depth pass.

    source: grey pictures; of coloured ones the brightness counts.
    meaning: relative depth with white near or black near, or metres from black (0) to white.
    white_is: how many metres white stands for; only for metres.
    Returns depth.
    Errors: NodeError when all pixels are alike.
    """
    weights = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
    frames = [source.as_float()] if isinstance(source, Image) else [Image(f).as_float() for f in source.iter_frames()]
    grey = np.stack([np.asarray(frame @ weights, dtype=np.float32) for frame in frames])
    if float(grey.max() - grey.min()) < 1e-6:
        raise NodeError(
            "Every pixel has the same brightness, so there is no depth in it.", remedy="Check the picture."
        )
    if meaning == "metres":
        return Depth(np.maximum(grey, 0.0) * np.float32(white_is), "metric")
    return Depth(grey if meaning == "near is white" else 1.0 - grey, "relative_inverse")
