"""Poses: the people of each frame as key points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Self, get_args

import numpy as np
from numpy.typing import NDArray

from nodes.values.base import Family, Record, Value
from nodes.values.checks import ROUNDING, FieldChecks, frozen
from nodes.values.parts import Parts
from nodes.values.wording import counted

PoseSchema = Literal["coco18", "body25", "coco17", "wholebody133"]
KEYPOINT_COUNTS: dict[str, int] = {"coco18": 18, "body25": 25, "coco17": 17, "wholebody133": 133}


@dataclass(frozen=True, eq=False)
class Person(Record):
    """keypoints: float32 [K,3], x and y in the normalised raster and a confidence 0..1; not seen = confidence 0."""

    keypoints: NDArray[np.float32]

    def __post_init__(self) -> None:
        checks = FieldChecks(self)
        keypoints = checks.points("keypoints", self.keypoints, np.float32, "K 3")
        confidence = checks.array("keypoints[:, 2]", keypoints[:, 2], np.float32, "K", low=0, high=1, slack=ROUNDING)
        if float(confidence.min()) < 0 or float(confidence.max()) > 1:
            keypoints = np.column_stack([keypoints[:, :2], np.clip(confidence, 0, 1)])
        self._keep(keypoints=frozen(keypoints))


@dataclass(frozen=True, eq=False, repr=False)
class Poses(Value):
    """frames: for each frame its people, possibly none. schema: which point is which.

    width, height: size in pixels of the picture they were found in; None when not known.
    """

    frames: tuple[tuple[Person, ...], ...]
    schema: PoseSchema = "coco18"
    width: int | None = None
    height: int | None = None

    type_name: ClassVar[str] = "Poses"
    colour: ClassVar[str] = "#F48FB1"
    family: ClassVar[Family] = "data"

    def __post_init__(self) -> None:
        checks = FieldChecks(self)
        checks.choice("schema", self.schema, get_args(PoseSchema))
        count = KEYPOINT_COUNTS[self.schema]
        frames = checks.items("frames", self.frames, (tuple, list), empty=False)
        frames = tuple(checks.items(f"frames[{i}]", people, Person) for i, people in enumerate(frames))
        for t, people in enumerate(frames):
            for i, person in enumerate(people):
                if len(person.keypoints) != count:
                    found = f"{len(person.keypoints)} key points, {self.schema} has {count}"
                    raise checks.refuse(f"frames[{t}][{i}]", found, "Convert the points or name their schema.")
        self._keep(frames=frames)
        for name in ("width", "height"):
            if getattr(self, name) is not None:
                self._keep(**{name: checks.integer(name, getattr(self, name), low=1, high=32_768)})

    @property
    def frame_count(self) -> int:
        return len(self.frames)

    def parts(self) -> Parts:
        everyone = [person.keypoints for people in self.frames for person in people]
        return {
            "keypoints": np.stack(everyone) if everyone else None,
            "people": np.array([len(people) for people in self.frames], dtype=np.int32),
            "schema": self.schema,
            "width": self.width,
            "height": self.height,
        }

    @classmethod
    def from_parts(cls, parts: Parts) -> Self:
        parts = dict(parts)
        keypoints, people = parts.pop("keypoints"), parts.pop("people")
        return cls(frames=_split(keypoints, people), **parts)

    def summary(self) -> str:
        most = max(len(people) for people in self.frames)
        who = "nobody" if most == 0 else "1 person" if most == 1 else f"up to {most} people"
        return f"Poses {self.schema}, {counted(self.frame_count, 'frame')}, {who}"

    def draw(self, width: int = 320, height: int = 180, frame: int = 0) -> NDArray[np.uint8]:
        from nodes.values.drawing_poses import draw_poses

        return draw_poses(self, min(max(frame, 0), self.frame_count - 1), width, height)


def _split(keypoints: NDArray[Any] | None, people: NDArray[Any]) -> tuple[tuple[Person, ...], ...]:
    counts = [int(count) for count in people]
    total = 0 if keypoints is None else len(keypoints)
    if any(count < 0 for count in counts) or sum(counts) != total:
        raise TypeError(f"{sum(counts)} people are counted, {total} are there")
    everyone = iter(() if keypoints is None else keypoints)
    return tuple(tuple(Person(next(everyone)) for _ in range(count)) for count in counts)
