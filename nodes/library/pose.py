"""Poses: found in pictures, read from files, or walking by themselves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from nodes.errors import NodeError
from nodes.graph import FileName, Out, Range, Run, node
from nodes.library.weights import pictures_of, weights_fingerprint, weights_folder
from nodes.values import Boxes, Clip, Image, Person, Poses

Pixels = Annotated[int, Range(0, 32_768, 8, "px")]
Share = Annotated[float, Range(-1.0, 2.0, 0.01)]
Schema = Literal["coco18", "body25", "coco17", "wholebody133"]


def _pose_fingerprint(*, file: str, resolve: Callable[[str], Path], **_other: Any) -> str:
    from nodes.exchange.openpose import pose_files
    from nodes.exchange.video_reader import file_digest

    return " ".join(f"{path.name}:{file_digest(path)}" for path in pose_files(resolve(file)))


@node(
    "Pose",
    title="Estimate Poses",
    dear=True,
    fingerprint=weights_fingerprint,
    search=("vitpose", "dwpose", "openpose", "skeleton", "preprocess", "detect"),
)
def estimate_poses(
    run: Run,
    source: Image | Clip,
    boxes: Boxes | None = None,
    folder: Annotated[str, FileName("folder")] = "",
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto",
) -> Annotated[Poses, Out("poses")]:
    """The points of people's bodies, by a pose network of your own.

    source: a picture or a clip.
    boxes: around each person in each frame; without them the whole picture is taken for one person.
    folder: a local folder of a transformers ViTPose model; nothing is downloaded.
    device: where it runs.
    Returns poses: in the order the model gives.
    Errors: NodeError when no folder is chosen or the boxes have other frames than the clip.
    """
    from models.preprocess import estimate_poses as estimate

    pictures = pictures_of(source)
    places = None if boxes is None else _boxes_per_frame(boxes, len(pictures))
    found = estimate(
        pictures,
        weights_folder(run, folder, "poses"),
        boxes=places,
        device=device,
        on_progress=lambda done, total: run.progress(done, total, f"frame {done} of {total}"),
        cancelled=run.cancelled,
    )
    frames = tuple(tuple(_person(points) for points in people) for people in found.frames)
    return Poses(frames, found.schema, source.width, source.height)  # type: ignore[arg-type]


@node(
    "Pose", title="Load Poses", concurrent=True, fingerprint=_pose_fingerprint, search=("openpose", "dwpose", "json")
)
def load_poses(
    run: Run, file: Annotated[str, FileName("*.json")] = "", width: Pixels = 0, height: Pixels = 0
) -> Annotated[Poses, Out("poses")]:
    """Poses from OpenPose JSON: a file with one frame or a list of frames, or a folder with a file for each frame.

    file: the JSON file or the folder.
    width: of the picture in pixels, for files that do not say it.
    height: of the picture in pixels, for files that do not say it.
    Returns poses: bodies of 18, 25 or 17 points as they are, or 133 points when there are hands or faces.
    Errors: MediaError naming the file, the person and the value.
    """
    from nodes.exchange.openpose import read_openpose

    return read_openpose(run.resolve(file), width or None, height or None)


@node("Pose", title="Save Poses", effect=True, search=("openpose", "json", "export"))
def save_poses(
    run: Run,
    poses: Poses,
    file: Annotated[str, FileName("*.json", save=True)] = "poses.json",
    width: Pixels = 0,
    height: Pixels = 0,
) -> None:
    """Write poses as OpenPose JSON: one list to a name that ends in .json, else a folder with a file for each frame.

    poses: the people.
    file: the file or folder to write.
    width: of the canvas in pixels; 0 takes the poses'.
    height: of the canvas in pixels; 0 takes the poses'.
    Errors: MediaError when no size is known or the place cannot be written to.
    """
    from nodes.exchange.openpose import write_openpose

    write_openpose(poses, run.output(file), width or None, height or None)


@node("Pose", title="Walking Person", search=("figure", "gait", "walk cycle", "skeleton", "character"))
def walking_person(
    frames: Annotated[int, Range(1, 1025)] = 17,
    from_x: Share = 0.25,
    to_x: Share = 0.75,
    ground: Share = 0.92,
    size: Annotated[float, Range(0.02, 2.0, 0.01)] = 0.7,
    steps: Annotated[float, Range(0.0, 200.0, 0.5)] = 3.0,
    view: Literal["where it goes", "away", "towards the camera"] = "where it goes",
    width: Annotated[int, Range(16, 8192, 8, "px")] = 832,
    height: Annotated[int, Range(16, 8192, 8, "px")] = 480,
) -> Annotated[Poses, Out("poses")]:
    """A person who walks across the picture: poses without any weights.

    frames: how many frames the clip has.
    from_x: where the hips are at first, as a share of the width.
    to_x: where the hips are at last.
    ground: where the feet stand, as a share of the height.
    size: of the body, as a share of the height.
    steps: taken over the clip.
    view: where the person looks.
    width: of the picture the poses are for.
    height: of the picture the poses are for.
    Returns poses: one person, 18 points.
    """
    from nodes.motion.walking import walk_cycle

    heading = {"where it goes": None, "away": 0.0, "towards the camera": 180.0}[view]
    people = walk_cycle(
        frames,
        from_x=from_x,
        to_x=to_x,
        ground_y=ground,
        size=size,
        steps=steps,
        heading_deg=heading,
        aspect=width / height,
    )
    return Poses(tuple((Person(person),) for person in people), "coco18", width, height)


@node("Pose", title="Convert Poses", search=("openpose", "coco", "body25", "whole body", "schema"))
def convert_poses(poses: Poses, schema: Schema = "coco18") -> Annotated[Poses, Out("poses")]:
    """The same people with their points in another order; points the source lacks are missing.

    poses: the people.
    schema: coco18 (OpenPose), body25, coco17 or wholebody133 (with hands and face).
    Returns poses.
    """
    from nodes.motion.skeletons import convert_person

    frames = tuple(
        tuple(Person(convert_person(person.keypoints, poses.schema, schema)) for person in people)
        for people in poses.frames
    )
    return Poses(frames, schema, poses.width, poses.height)


@node("Pose", title="Move Poses", search=("transform", "place", "scale", "retarget"))
def move_poses(
    poses: Poses,
    shift_x: Share = 0.0,
    shift_y: Share = 0.0,
    scale: Annotated[float, Range(0.01, 20.0, 0.05)] = 1.0,
    person: Annotated[int, Range(-1, 1000)] = -1,
) -> Annotated[Poses, Out("poses")]:
    """People moved and scaled, about the middle of where they stand over the whole clip.

    poses: the people.
    shift_x: to the right, as a share of the width.
    shift_y: down, as a share of the height.
    scale: 1 is as they are.
    person: which one of each frame; -1 is everybody.
    Returns poses.
    Errors: NodeError when no point is seen.
    """
    chosen = [one.keypoints for people in poses.frames for index, one in enumerate(people) if person in (-1, index)]
    seen = [points[points[:, 2] > 0] for points in chosen]
    if not any(len(points) for points in seen):
        raise NodeError(f"There is no person {person} to move." if person >= 0 else "There is nobody to move.")
    everything = np.concatenate(seen)[:, :2]
    middle = np.array([(everything[:, 0].min() + everything[:, 0].max()) / 2, everything[:, 1].max()])
    shift = np.array([shift_x, shift_y])

    def moved(points: Any) -> Person:
        placed = points.astype(np.float64)
        there = placed[:, 2] > 0
        placed[there, :2] = np.clip((placed[there, :2] - middle) * scale + middle + shift, -8.0, 9.0)
        return Person(placed.astype(np.float32))

    frames = tuple(
        tuple(moved(one.keypoints) if person in (-1, index) else one for index, one in enumerate(people))
        for people in poses.frames
    )
    return Poses(frames, poses.schema, poses.width, poses.height)


def _boxes_per_frame(boxes: Boxes, frames: int) -> list[NDArray[np.float32]]:
    if boxes.frame_count != frames:
        raise NodeError(
            f"The boxes have {boxes.frame_count} frames, the pictures {frames}.", remedy="Make both equally long."
        )
    return [boxes.ltrb[:, frame] for frame in range(frames)]


def _person(points: NDArray[np.float32]) -> Person:
    return Person(np.clip(points, [-8.0, -8.0, 0.0], [9.0, 9.0, 1.0]).astype(np.float32))
