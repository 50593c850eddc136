"""What is put on a wire between two types that are not alike."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from nodes.errors import NodeError
from nodes.graph import Out, converter
from nodes.values import Boxes, Clip, Control, Depth, Flow, Image, Mask, Number, Poses, Strokes, Text, Tracks

DEFAULT_FRAMES = 17
LONGEST_SIDE = 832
PLAIN_HEIGHT = 480


@converter(title="Image to Clip")
def image_to_clip(image: Image) -> Clip:
    """A clip of one frame.

    image: the picture.
    """
    return Clip(image.pixels[None])


@converter(title="Clip to Image")
def clip_to_image(clip: Clip) -> Image:
    """The first frame.

    clip: the clip.
    """
    return Image(clip.frame(0))


@converter(title="Depth to Clip")
def depth_to_clip(depth: Depth) -> Clip:
    """Grey pictures: near is white, far is black, over the whole clip's range.

    depth: the depth.
    """
    from nodes.library.control import depth_pictures

    return Clip(depth_pictures(depth))


@converter(title="Poses to Clip")
def poses_to_clip(poses: Poses) -> Clip:
    """Skeletons on black, as large as the picture the poses were found in.

    poses: the people.
    """
    from nodes.library.control import pose_pictures

    return Clip(pose_pictures(poses, poses.width or LONGEST_SIDE, poses.height or PLAIN_HEIGHT))


@converter(title="Mask to Clip")
def mask_to_clip(mask: Mask) -> Clip:
    """White where the mask is 1, black where it is 0.

    mask: the mask.
    """
    grey = (mask.values * 255.0 + 0.5).astype(np.uint8)
    return Clip(np.repeat(grey[..., None], 3, axis=-1))


@converter(title="Mask to Image")
def mask_to_image(mask: Mask) -> Image:
    """The mask's first frame: white where it is 1.

    mask: the mask.
    """
    grey = (mask.values[0] * 255.0 + 0.5).astype(np.uint8)
    return Image(np.repeat(grey[..., None], 3, axis=-1))


@converter(title="Clip to Mask")
def clip_to_mask(clip: Clip) -> Mask:
    """How bright each pixel is (Rec. 709 luma): white is 1.

    clip: the clip.
    """
    return Mask(np.stack([_luma(Image(frame)) for frame in clip.iter_frames()]))


@converter(title="Image to Mask")
def image_to_mask(image: Image) -> Mask:
    """The picture's alpha where it has one, else how bright each pixel is (Rec. 709 luma).

    image: the picture.
    """
    return Mask((image.alpha if image.alpha is not None else _luma(image))[None])


@converter(title="Strokes to Tracks")
def strokes_to_tracks_of_17(strokes: Strokes) -> Tracks:
    """Tracks of 17 frames, timed as drawn. For other lengths use the node Strokes to Tracks.

    strokes: what was drawn.
    """
    from nodes.library.strokes import tracks_of

    return tracks_of(strokes, DEFAULT_FRAMES)


@converter(title="Flow to Clip")
def flow_to_clip(flow: Flow) -> Clip:
    """The colour wheel: hue is the direction, saturation the distance against the longest in the clip.

    flow: the movement.
    """
    from nodes.motion.flow_colours import flow_pictures

    return Clip(flow_pictures(flow.forward))


@converter(title="Tracks to Clip")
def tracks_to_clip(tracks: Tracks) -> Clip:
    """The tracks drawn on black, frame by frame.

    tracks: the tracks.
    """
    frames = range(tracks.frame_count)
    return Clip(np.stack([tracks.draw(LONGEST_SIDE, PLAIN_HEIGHT, frame) for frame in frames]))


@converter(title="Boxes to Clip")
def boxes_to_clip(boxes: Boxes) -> Clip:
    """The boxes drawn frame by frame.

    boxes: the boxes.
    """
    frames = range(boxes.frame_count)
    return Clip(np.stack([boxes.draw(LONGEST_SIDE, PLAIN_HEIGHT, frame) for frame in frames]))


@converter(title="Control to Clip")
def control_to_clip(control: Control) -> Clip:
    """The control's pictures, without its mask.

    control: the control.
    """
    return control.clip


@converter(title="Number to Text")
def number_to_text(number: Number) -> Text:
    """The number in digits; a decimal one as short as it can be told apart.

    number: the number.
    """
    return Text(str(number.value))


@converter(title="Text to Number")
def text_to_number(text: Text) -> Annotated[Number, Out("number")]:
    """The number a text spells.

    text: digits, with a decimal point or an exponent.
    Errors: NodeError when it is no number.
    """
    spelled = text.text.strip()
    for kind in (int, float):
        try:
            number = kind(spelled)
        except ValueError:
            continue
        if np.isfinite(float(number)):
            return Number(number)
    raise NodeError(f"{spelled[:60]!r} is no number.", remedy="Write digits, such as 12 or 0.5.")


def _luma(image: Image) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    weights = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
    return np.asarray(np.clip(image.as_float() @ weights, 0.0, 1.0), dtype=np.float32)
