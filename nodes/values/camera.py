"""CameraPath: where the camera is and how it sees, in every frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from nodes.values.base import Family, Value
from nodes.values.checks import FieldChecks
from nodes.values.wording import counted

CameraUnit = Literal["reference_depth", "metres"]
RIGID_TOLERANCE = 1e-5
IDENTITY_TOLERANCE = 1e-6


@dataclass(frozen=True, eq=False, repr=False)
class CameraPath(Value):
    """OpenCV axes: x right, y down, z forward.

    camera_to_world: float64 [T,4,4], rigid; intrinsics: float64 [T,4], fx/W, fy/H, cx/W, cy/H; unit of translations:
    a fraction of the reference depth, or metres; absolute: False means the first frame is the identity.
    """

    camera_to_world: NDArray[np.float64]
    intrinsics: NDArray[np.float64]
    unit: CameraUnit = "reference_depth"
    absolute: bool = False

    type_name: ClassVar[str] = "CameraPath"
    colour: ClassVar[str] = "#7C9CFF"
    family: ClassVar[Family] = "data"

    def __post_init__(self) -> None:
        checks = FieldChecks(self)
        matrices = checks.array("camera_to_world", self.camera_to_world, np.float64, "T 4 4", low=-1e9, high=1e9)
        intrinsics = checks.array("intrinsics", self.intrinsics, np.float64, "T 4", low=-1e3, high=1e3)
        checks.choice("unit", self.unit, ("reference_depth", "metres"))
        self._keep(camera_to_world=matrices, intrinsics=intrinsics, absolute=checks.flag("absolute", self.absolute))
        if (intrinsics[:, :2] <= 0).any():
            t = int((intrinsics[:, :2] <= 0).any(1).argmax())
            found = f"focal lengths {intrinsics[t, 0]:g}, {intrinsics[t, 1]:g} are not above 0"
            raise checks.refuse(f"intrinsics[{t}]", found, "They are fx/W and fy/H.")
        _check_rigid(checks, matrices)
        off = float(np.abs(matrices[0] - np.eye(4)).max())
        if not self.absolute and off > IDENTITY_TOLERANCE:
            raise checks.refuse(
                "camera_to_world[0]",
                f"the first frame is off the identity by {off:.3g}",
                "Multiply every frame by its inverse from the left, or set absolute=True.",
            )

    @property
    def frame_count(self) -> int:
        return int(self.camera_to_world.shape[0])

    def world_to_camera(self) -> NDArray[np.float64]:
        """[T,4,4], the rigid inverse: R^T and -R^T t."""
        inverse = np.tile(np.eye(4), (self.frame_count, 1, 1))
        rotation = self.camera_to_world[:, :3, :3].transpose(0, 2, 1)
        inverse[:, :3, :3] = rotation
        inverse[:, :3, 3] = -np.einsum("tij,tj->ti", rotation, self.camera_to_world[:, :3, 3])
        return inverse

    def summary(self) -> str:
        positions = self.camera_to_world[:, :3, 3]
        travelled = float(np.linalg.norm(np.diff(positions, axis=0), axis=1).sum())
        relative = self.camera_to_world[0, :3, :3].T @ self.camera_to_world[-1, :3, :3]
        turned = float(np.degrees(np.arccos(np.clip((np.trace(relative) - 1) / 2, -1, 1))))
        unit = "m" if self.unit == "metres" else "of the reference depth"
        count = counted(self.frame_count, "frame")
        return f"Camera path, {count}, {travelled:.3g} {unit}, turned {turned:.0f}°"

    def draw(self, width: int = 320, height: int = 180, frame: int = 0) -> NDArray[np.uint8]:
        from nodes.values.drawing_camera import draw_camera_path

        return draw_camera_path(self, min(max(frame, 0), self.frame_count - 1), width, height)


def _check_rigid(checks: FieldChecks, matrices: NDArray[np.float64]) -> None:
    rows = np.abs(matrices[:, 3] - np.array([0.0, 0.0, 0.0, 1.0])).max(1)
    if (rows > 1e-9).any():
        t = int((rows > 1e-9).argmax())
        row = tuple(float(number) for number in matrices[t, 3])
        raise checks.refuse(f"camera_to_world[{t}, 3]", f"the last row is {row}, not (0, 0, 0, 1)")
    rotation = matrices[:, :3, :3]
    stretch = np.abs(rotation @ rotation.transpose(0, 2, 1) - np.eye(3)).max((1, 2))
    if (stretch > RIGID_TOLERANCE).any():
        t = int((stretch > RIGID_TOLERANCE).argmax())
        found = f"the rotation is not orthonormal, R R^T is off by {stretch[t]:.3g}"
        raise checks.refuse(f"camera_to_world[{t}]", found, "Remove scale and shear.")
    mirrored = np.linalg.det(rotation) < 0
    if mirrored.any():
        t = int(mirrored.argmax())
        raise checks.refuse(
            f"camera_to_world[{t}]", "the rotation mirrors (determinant -1)", "Check the axes' signs."
        )
