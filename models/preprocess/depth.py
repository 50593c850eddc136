"""Depth of every frame by a monocular network from a local folder of transformers weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from models.errors import Cancelled, OutOfMemory
from models.memory import ran_out_of_memory
from models.preprocess.frames import checked_clip
from models.preprocess.networks import load_network

DepthKind = Literal["metric", "relative_inverse"]
METRIC_TYPES = ("depth_pro", "glpn", "zoedepth")


@dataclass(frozen=True, eq=False)
class DepthEstimate:
    """values: float32 [T,H,W]. kind "metric": metres along the optical axis; "relative_inverse": larger is nearer.

    near, far: the values of the nearest and the farthest pixel over the whole clip.
    """

    values: NDArray[np.float32]
    kind: DepthKind
    near: float
    far: float


def estimate_depth(
    clip: NDArray[np.uint8],
    folder: Path | str,
    *,
    device: str = "auto",
    batch: int = 4,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> DepthEstimate:
    """Depth of a clip uint8 [T,H,W,3] (or picture [H,W,3], as T = 1).

    folder: a transformers depth model such as Depth Anything V2 Small, DPT or ZoeDepth; its configuration tells
    whether it measures metres or relative inverse depth.  batch: frames at a time; halved when memory runs out.
    Raises Cancelled between batches, OutOfMemory, and what `load_network` raises.
    """
    frames, _ = checked_clip(clip)
    network, processor, place = load_network(folder, "AutoModelForDepthEstimation", "depth", device)
    values = np.empty(frames.shape[:3], dtype=np.float32)
    done = 0
    while done < len(frames):
        if cancelled is not None and cancelled():
            raise Cancelled
        part = frames[done : done + batch]
        try:
            values[done : done + len(part)] = _depth_of(part, network, processor, place)
        except RuntimeError as error:
            if not ran_out_of_memory(error):
                raise
            if batch == 1:
                raise OutOfMemory(
                    f"Depth of a {part.shape[2]}x{part.shape[1]} frame does not fit on {place}.",
                    remedy="Use a smaller model, or the CPU.",
                ) from error
            batch = max(1, batch // 2)
            continue
        done += len(part)
        if on_progress is not None:
            on_progress(done, len(frames))
    kind = depth_kind(network.config)
    low, high = float(values.min()), float(values.max())
    return DepthEstimate(values, kind, *((low, high) if kind == "metric" else (high, low)))


def depth_kind(config: Any) -> DepthKind:
    """Whether a transformers depth configuration stands for metres or for relative inverse depth."""
    if getattr(config, "depth_estimation_type", "") == "metric" or config.model_type in METRIC_TYPES:
        return "metric"
    return "relative_inverse"


def _depth_of(frames: NDArray[np.uint8], network: Any, processor: Any, place: Any) -> NDArray[np.float32]:
    import torch

    inputs = processor(images=list(frames), return_tensors="pt", input_data_format="channels_last").to(place)
    with torch.no_grad():
        answer = network(**inputs)
    sizes = [frames.shape[1:3]] * len(frames)
    depths = processor.post_process_depth_estimation(answer, target_sizes=sizes)
    return np.stack([depth["predicted_depth"].float().cpu().numpy() for depth in depths])
