"""Camera paths of the graph's camera nodes, worked out in the window from their parameters."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.desk import Desk
from app.editors.wiring import CAMERAS
from nodes.errors import KinographError
from nodes.motion.camera import camera_move
from nodes.motion.camera_keys import camera_from_keys, parse_camera_keys
from nodes.motion.projection import relative_to_first

__all__ = ["CameraOf", "camera_of", "preset_path"]

Array = NDArray[np.float64]


class CameraOf:
    """poses: camera to world [T, 4, 4].  intrinsics: [T, 4].  title: in words.  problem: why there is no path."""

    def __init__(self, poses: Array, intrinsics: Array, title: str, problem: str = "") -> None:
        self.poses, self.intrinsics, self.title, self.problem = poses, intrinsics, title, problem

    @property
    def frames(self) -> int:
        return len(self.poses)


def camera_of(desk: Desk, where: str, node_id: str) -> CameraOf | None:
    """The path of a camera node, None for any other node."""
    found = desk.document.interface(where, node_id)
    graph = desk.document.graph_at(where)
    node = graph.nodes.get(node_id) if graph is not None else None
    if found is None or node is None or node.type_id not in CAMERAS:
        return None
    values: dict[str, Any] = {part.name: desk.document.value(where, node_id, part.name) for part in found.parameters}
    title = str(values["move"]) if node.type_id == "camera.camera_path" else ""
    try:
        poses, intrinsics = _path(node.type_id, values)
    except (KinographError, TypeError, ValueError, KeyError) as error:
        return CameraOf(np.eye(4)[None], np.array([[1.0, 1.0, 0.5, 0.5]]), title, str(error))
    return CameraOf(poses, intrinsics, title)


def preset_path(move: str, frames: int = 17, amount: float = 1.0, easing: str = "linear") -> tuple[Array, Array]:
    """A camera move by name, for a small diagram."""
    return camera_move(move, frames, amount=amount, easing=easing)


def _path(type_id: str, values: dict[str, Any]) -> tuple[Array, Array]:
    fov, aspect, frames = float(values["field_of_view"]), float(values["aspect"]), int(values["frames"])
    easing = str(values["easing"])
    if type_id == "camera.camera_path":
        return camera_move(
            str(values["move"]),
            frames,
            amount=float(values["amount"]),
            easing=easing,
            fov_deg=fov,
            aspect=aspect,
            seed=int(values["seed"]),
        )
    poses, intrinsics = camera_from_keys(
        parse_camera_keys(values["keys"]), frames, path=values["path"], easing=easing, fov_deg=fov, aspect=aspect
    )
    return (relative_to_first(poses) if values["start_at_identity"] else poses), intrinsics
