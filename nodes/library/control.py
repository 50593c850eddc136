"""Controls: motion, depth, poses, edges and pictures as what a video model takes."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from nodes.errors import NodeError
from nodes.graph import Out, Range, Run, node
from nodes.library.control_clips import (
    GREY,
    FrameCount,
    Rate,
    Size,
    Strength,
    as_pictures,
    make_control,
    per_frame,
    rate_of,
    scaled,
    scaled_mask,
    to_count,
)
from nodes.values import Clip, Control, Depth, Image, Mask, Poses, Tracks

SteeringControl = Annotated[Control, Out("control")]


@node("Control", title="Drag Control", dear=True, search=("strokes", "motion", "trajectory", "cut and drag", "vace"))
def drag_control(
    run: Run,
    image: Image,
    tracks: Tracks,
    mask: Mask | None = None,
    width: Size = 0,
    height: Size = 0,
    strength: Strength = 1.0,
    frames_per_second: Rate = 16.0,
) -> SteeringControl:
    """What is under each track is cut out and moved along it over the filled picture: a rough animation to follow.

    image: the picture that moves; it becomes the first frame.
    tracks: where things go; a track that stays is a pin. Nearer layers are drawn over farther ones.
    mask: what moves, when no region is drawn; with several tracks each takes the patch its own begins in.
    width: of the control; 0 takes the image's. The picture is stretched: crop it before where shapes differ.
    height: of the control; 0 takes the image's.
    strength: how strongly the model follows; 1 is plain.
    frames_per_second: of the control clip.
    Returns control: kind "strokes", one frame per frame of the tracks, the first one kept.
    A path that leaves the picture or jumps far between two frames is remarked upon.
    Errors: NodeError when a track takes nothing along or begins outside the picture, or two share one patch.
    """
    from models.control.crude import crude_animation
    from nodes.library.cut_outs import cut_outs, doubts, far_to_near

    wide, high = width or image.width, height or image.height
    still = scaled(image.as_uint8(), wide, high)
    masks = cut_outs(tracks, None if mask is None else scaled_mask(mask.values[:1], wide, high)[0], wide, high)
    for doubt in doubts(tracks, masks):
        run.warn(doubt)
    run.check()
    animation, _ = crude_animation(
        still,
        masks,
        tracks.xy,
        scale=tracks.scale,
        rotation_deg=tracks.rotation_deg,
        visible=tracks.visible,
        depth_order=far_to_near(tracks),
    )
    return make_control("strokes", animation, Image(still), strength=strength, fps=rate_of(frames_per_second))


@node("Control", title="Depth Control", search=("vace", "geometry", "controlnet"))
def depth_control(
    depth: Depth,
    first_frame: Image | None = None,
    width: Size = 0,
    height: Size = 0,
    frames: FrameCount = 0,
    strength: Strength = 1.0,
    frames_per_second: Rate = 16.0,
) -> SteeringControl:
    """Depth as grey pictures: near is white, far is black, stretched over the clip's whole range.

    depth: of a clip, or of one picture that then stands still.
    first_frame: kept as it is as the first frame.
    width: of the control; 0 takes the depth's.
    height: of the control; 0 takes the depth's.
    frames: how many; 0 takes the depth's.
    strength: how strongly the model follows; 1 is plain.
    frames_per_second: of the control clip.
    Returns control: kind "depth".
    Errors: NodeError when the depth has fewer frames than asked for.
    """
    grey = Clip(depth_pictures(depth))
    pictures = as_pictures(grey, width, height, frames)
    return make_control("depth", pictures, first_frame, strength=strength, fps=rate_of(frames_per_second))


@node("Control", title="Pose Control", search=("vace", "openpose", "skeleton", "dwpose", "controlnet"))
def pose_control(
    poses: Poses,
    first_frame: Image | None = None,
    width: Size = 0,
    height: Size = 0,
    frames: FrameCount = 0,
    strength: Strength = 1.0,
    frames_per_second: Rate = 16.0,
) -> SteeringControl:
    """People drawn as OpenPose skeletons on black; hands and faces too where they are known.

    poses: of a clip, or of one picture that then stands still.
    first_frame: kept as it is as the first frame.
    width: of the control; 0 takes the poses' canvas, else the first frame's.
    height: of the control; 0 takes the poses' canvas, else the first frame's.
    frames: how many; 0 takes the poses'.
    strength: how strongly the model follows; 1 is plain.
    frames_per_second: of the control clip.
    Returns control: kind "pose".
    Errors: NodeError when no size is known or the poses have fewer frames than asked for.
    """
    wide = width or poses.width or (first_frame.width if first_frame is not None else 0)
    high = height or poses.height or (first_frame.height if first_frame is not None else 0)
    if not wide or not high:
        raise NodeError("The poses do not say how large their picture is.", remedy="Give width and height.")
    count = to_count(poses.frame_count, frames, "pose")
    drawn = pose_pictures(poses, wide, high, min(count, poses.frame_count))
    pictures = per_frame(drawn, count, "pose")
    return make_control("pose", pictures, first_frame, strength=strength, fps=rate_of(frames_per_second))


@node("Control", title="Edge Control", search=("vace", "canny", "lines", "scribble", "controlnet"))
def edge_control(
    edges: Clip,
    first_frame: Image | None = None,
    width: Size = 0,
    height: Size = 0,
    frames: FrameCount = 0,
    strength: Strength = 1.0,
) -> SteeringControl:
    """White lines on black as a control.

    edges: a clip of lines, as Edges gives it.
    first_frame: kept as it is as the first frame.
    width: of the control; 0 takes the clip's.
    height: of the control; 0 takes the clip's.
    frames: how many; 0 takes the clip's.
    strength: how strongly the model follows; 1 is plain.
    Returns control: kind "edges".
    Errors: NodeError when the clip has fewer frames than asked for.
    """
    return make_control(
        "edges", as_pictures(edges, width, height, frames), first_frame, strength=strength, fps=edges.fps
    )


@node("Control", title="Inpaint Control", search=("vace", "remove", "replace", "region", "fill"))
def inpaint_control(
    clip: Clip,
    mask: Mask,
    first_frame: Image | None = None,
    width: Size = 0,
    height: Size = 0,
    frames: FrameCount = 0,
    strength: Strength = 1.0,
) -> SteeringControl:
    """A clip with a region to be made anew; the rest is kept.

    clip: what to keep.
    mask: 1 where it is made anew; one frame holds for all.
    first_frame: kept as it is as the first frame.
    width: of the control; 0 takes the clip's.
    height: of the control; 0 takes the clip's.
    frames: how many; 0 takes the clip's.
    strength: how strongly the model follows; 1 is plain.
    Returns control: kind "inpaint"; grey inside the mask.
    Errors: NodeError when clip or mask have too few frames, or the mask is empty.
    """
    pictures = as_pictures(clip, width, height, frames)
    count, high, wide = pictures.shape[:3]
    if mask.frame_count not in (1, count) and mask.frame_count < count:
        raise NodeError(
            f"The mask has {mask.frame_count} frames, the clip {count}.",
            remedy="Give one mask for all frames, or one for each.",
        )
    values = np.round(scaled_mask(per_frame(mask.values, count, "mask"), wide, high))
    if not values.any():
        raise NodeError("The mask is empty, so nothing would be made anew.", remedy="Draw a region.")
    pictures[values > 0] = GREY
    return make_control("inpaint", pictures, first_frame, mask=values, strength=strength, fps=clip.fps)


@node("Control", title="First Frame", search=("image to video", "i2v", "start", "animate"))
def first_frame_control(
    image: Image,
    frames: Annotated[int, Range(1, 4097)] = 17,
    width: Size = 0,
    height: Size = 0,
    strength: Strength = 1.0,
    frames_per_second: Rate = 16.0,
) -> SteeringControl:
    """A picture to begin with; everything after it is free.

    image: the first frame.
    frames: how many the clip has.
    width: of the control; 0 takes the image's.
    height: of the control; 0 takes the image's.
    strength: how strongly the model follows; 1 is plain.
    frames_per_second: of the control clip.
    Returns control: kind "image"; grey after the first frame.
    """
    pictures = np.full((frames, height or image.height, width or image.width, 3), GREY, dtype=np.uint8)
    return make_control("image", pictures, image, strength=strength, fps=rate_of(frames_per_second))


@node("Control", title="Control Parts", search=("split", "clip", "mask", "look at"))
def control_parts(
    control: Control,
) -> tuple[Annotated[Clip, Out("clip")], Annotated[Mask, Out("mask")]]:
    """The clip and the mask of a control, to look at or to save.

    control: any control.
    Returns clip: its pictures.   mask: 1 where the model paints.
    """
    return control.clip, control.mask


@node("Control", title="Custom Control", search=("vace", "own", "join"))
def custom_control(
    clip: Clip, mask: Mask | None = None, kind: str = "strokes", strength: Strength = 1.0
) -> SteeringControl:
    """A control of your own clip and mask, taken as they are.

    clip: the pictures; grey (127) says nothing.
    mask: 1 where the model paints, 0 where the clip's pixels are kept; everything when nothing is wired.
    kind: what the model is told it is: strokes, depth, pose, edges, inpaint, image.
    strength: how strongly the model follows; 1 is plain.
    Returns control.
    Errors: NodeError when the mask has another size than the clip, or too few frames.
    """
    pictures = as_pictures(clip, 0, 0, 0)
    if mask is None:
        return make_control(kind, pictures, strength=strength, fps=clip.fps)
    if (mask.width, mask.height) != (clip.width, clip.height):
        raise NodeError(
            f"The mask is {mask.width}x{mask.height}, the clip {clip.width}x{clip.height}.",
            remedy="Make the mask for this clip.",
        )
    values = per_frame(mask.values, clip.frame_count, "mask")
    return make_control(kind, pictures, mask=values, strength=strength, fps=clip.fps)


def depth_pictures(depth: Depth) -> NDArray[np.uint8]:
    """Grey pictures [T, H, W, 3]: near white, far black, by inverse depth over the clip's range."""
    near, far = depth.range()
    values = depth.values.astype(np.float64)
    if depth.kind == "metric":
        nearest = max(near, 1e-3)
        values, near, far = 1.0 / np.maximum(values, nearest), 1.0 / nearest, 1.0 / max(far, nearest)
    share = np.clip((values - far) / max(near - far, 1e-9), 0.0, 1.0)
    grey = (share * 255.0 + 0.5).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=-1)


def pose_pictures(poses: Poses, width: int, height: int, frames: int | None = None) -> NDArray[np.uint8]:
    """Skeletons on black [T, height, width, 3] of the first frames, or of all."""
    from nodes.motion.skeletons import draw_people

    people = [[person.keypoints for person in frame] for frame in poses.frames[:frames]]
    return np.stack([draw_people(frame, poses.schema, width, height) for frame in people])
