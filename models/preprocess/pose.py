"""Body poses by ViTPose from a local folder of transformers weights.

ViTPose looks at one person in a box. Boxes come from the caller (a detector, a drawn box track); without any the
whole frame is taken for one person.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import Cancelled, DetectorUnavailable, RequestRefused
from models.preprocess.frames import checked_clip
from models.preprocess.networks import load_network

SCHEMAS = {17: "coco17", 18: "coco18", 25: "body25", 133: "wholebody133"}


@dataclass(frozen=True, eq=False)
class PoseEstimate:
    """frames: for every frame the people, each float32 [K,3] x, y normalised to 0..1, confidence.  schema: of K."""

    frames: tuple[tuple[NDArray[np.float32], ...], ...]
    schema: str


def estimate_poses(
    clip: NDArray[np.uint8],
    folder: Path | str,
    *,
    boxes: Sequence[NDArray[np.floating]] | None = None,
    device: str = "auto",
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> PoseEstimate:
    """Poses in a clip uint8 [T,H,W,3] (or picture [H,W,3], as T = 1).

    folder: a transformers ViTPose model.  boxes: for every frame the people's boxes [P,4], left, top, right, bottom,
    normalised to 0..1.  Raises Cancelled between frames and what `load_network` raises.
    """
    import torch

    frames, _ = checked_clip(clip)
    height, width = frames.shape[1:3]
    if boxes is None:
        boxes = [np.array([[0.0, 0.0, 1.0, 1.0]])] * len(frames)
    if len(boxes) != len(frames) or any(np.asarray(people).shape[1:] != (4,) for people in boxes):
        raise RequestRefused(f"Boxes should be one [P,4] array for each of {len(frames)} frames.")
    network, processor, place = load_network(folder, "VitPoseForPoseEstimation", "poses", device)
    found: list[tuple[NDArray[np.float32], ...]] = []
    for number, (frame, people) in enumerate(zip(frames, boxes, strict=True)):
        if cancelled is not None and cancelled():
            raise Cancelled
        if len(people) == 0:
            found.append(())
            continue
        corners = np.asarray(people, dtype=np.float64) * [width, height, width, height]
        coco = [np.concatenate([corners[:, :2], corners[:, 2:] - corners[:, :2]], axis=1)]
        inputs = processor(images=[frame], boxes=coco, return_tensors="pt", input_data_format="channels_last").to(
            place
        )
        if getattr(network.config.backbone_config, "num_experts", 1) > 1:
            inputs["dataset_index"] = torch.zeros(len(people), dtype=torch.int64, device=place)
        with torch.no_grad():
            answer = network(**inputs)
        poses = processor.post_process_pose_estimation(answer, boxes=coco)[0]
        found.append(tuple(_keypoints(pose, width, height) for pose in poses))
        if on_progress is not None:
            on_progress(number + 1, len(frames))
    return PoseEstimate(tuple(found), _schema(network.config))


def _keypoints(pose: dict[str, Any], width: int, height: int) -> NDArray[np.float32]:
    places = pose["keypoints"].float().cpu().numpy() + 0.5
    return np.concatenate(
        [places / [width, height], pose["scores"].float().cpu().numpy().reshape(-1, 1)], axis=1
    ).astype(np.float32)


def _schema(config: Any) -> str:
    count = len(getattr(config, "id2label", {}) or {})
    if count not in SCHEMAS:
        raise DetectorUnavailable(
            f"This pose model gives {count} points a person, which is no known order.",
            remedy=f"Use one with {', '.join(str(known) for known in SCHEMAS)} points.",
        )
    return SCHEMAS[count]
