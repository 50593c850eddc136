"""Masks from polygons, colours, strokes and tracks, and what is done to them. 1 is what a control may change."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from nodes.errors import NodeError
from nodes.graph import Editor, Json, Range, node
from nodes.values import Clip, Image, Mask, Strokes, Tracks

Size = Annotated[int, Range(0, 8192, 8, "px")]
Floats = NDArray[np.float32]


@node("Mask", title="Mask from Polygon", search=("region", "lasso", "cut out", "roto"))
def mask_from_polygon(
    image: Image | Clip | None = None,
    polygon: Annotated[Json, Editor("polygon")] = (),
    width: Size = 0,
    height: Size = 0,
    feather: Annotated[float, Range(0.0, 500.0, 1.0, "px")] = 0.0,
    invert: bool = False,
) -> Mask:
    """The inside of a polygon, its edge anti-aliased.

    image: gives the size, and is what the editor shows.
    polygon: list of [x, y] as shares of the picture, at least three; where it crosses itself, even-odd.
    width: of the mask; 0 takes the image's.
    height: of the mask; 0 takes the image's.
    feather: softens the edge over so many pixels.
    invert: the outside instead.
    Returns mask: one frame, 1 inside.
    Errors: NodeError for fewer than three points or an unknown size.
    """
    from nodes.motion.regions import feather_mask, polygon_mask

    wide, high = size_of(width, height, image)
    try:
        corners = np.array(polygon, dtype=np.float64).reshape(len(polygon), -1)
    except (TypeError, ValueError) as error:
        raise NodeError(f"The polygon is {polygon!r}.", remedy="Give a list of [x, y].") from error
    values = feather_mask(polygon_mask(corners, wide, high), feather)
    return Mask((1.0 - values if invert else values)[None])


@node("Mask", title="Mask from Colour", search=("key", "chroma", "green screen", "select"))
def mask_from_colour(
    image: Image | Clip,
    colour: str = "#d02020",
    tolerance: Annotated[float, Range(0.0, 200.0, 1.0)] = 25.0,
    softness: Annotated[float, Range(0.0, 100.0, 1.0)] = 5.0,
    largest_only: bool = False,
) -> Mask:
    """Where a picture has a colour, measured as the eye does (distance in CIE Lab).

    image: a picture or a clip.
    colour: as #rrggbb.
    tolerance: largest distance in Lab that still counts; 2 is just visible, 100 is black to white.
    softness: width of the soft edge beyond it, in Lab.
    largest_only: keep the largest connected patch of each frame.
    Returns mask: a frame for each frame of the picture.
    Errors: NodeError for a colour that cannot be read, or when nothing of it is found.
    """
    wanted = _lab(np.array([[_parse_colour(colour)]], dtype=np.uint8))[0, 0]
    frames = [image.as_uint8()] if isinstance(image, Image) else image.iter_frames()
    masks = []
    for frame in frames:
        pixels = frame if frame.dtype == np.uint8 else Image(frame).as_uint8()
        distance = np.sqrt(((_lab(pixels) - wanted) ** 2).sum(axis=-1))
        values = np.clip((tolerance + softness - distance) / max(softness, 1e-3), 0.0, 1.0)
        masks.append(_largest_patch(values) if largest_only else values)
    found = np.stack(masks).astype(np.float32)
    if found.max() < 0.5:
        raise NodeError(
            f"Nothing in the picture has the colour {colour}.", remedy="Pick it again or raise the tolerance."
        )
    return Mask(found)


@node("Mask", title="Mask from Strokes", search=("region", "brush", "area"))
def mask_from_strokes(strokes: Strokes, image: Image | Clip | None = None, width: Size = 0, height: Size = 0) -> Mask:
    """What the strokes take along: their regions, or a disc of their radius where no region is drawn.

    strokes: the strokes; pins are part of it.
    image: gives the size.
    width: of the mask; 0 takes the image's.
    height: of the mask; 0 takes the image's.
    Returns mask: one frame, 1 inside.
    Errors: NodeError when nothing is drawn or the size is unknown.
    """
    wide, high = size_of(width, height, image)
    if not strokes.strokes:
        raise NodeError("No stroke has been drawn.", remedy="Drag on the picture in the stroke editor.")
    parts = [region_mask(stroke.region, stroke.points[0], stroke.radius, wide, high) for stroke in strokes.strokes]
    return Mask(np.maximum.reduce(parts)[None])


@node("Mask", title="Mask along Tracks", search=("follow", "moving", "region"))
def mask_along_tracks(tracks: Tracks, image: Image | Clip | None = None, width: Size = 0, height: Size = 0) -> Mask:
    """Where the tracks' regions, or discs, are in each frame: moved, scaled and turned along.

    tracks: the tracks.
    image: gives the size.
    width: of the mask; 0 takes the image's.
    height: of the mask; 0 takes the image's.
    Returns mask: a frame per frame of the tracks.
    Errors: NodeError when the size is unknown.
    """
    wide, high = size_of(width, height, image)
    values = np.zeros((tracks.frame_count, high, wide), dtype=np.float32)
    for index in range(tracks.count):
        for frame in np.flatnonzero(tracks.visible[index]):
            values[frame] = np.maximum(values[frame], _region_at(tracks, index, int(frame), wide, high))
    return Mask(values)


@node("Mask", title="Invert Mask", search=("not", "outside", "complement"))
def invert_mask(mask: Mask) -> Mask:
    """What the mask leaves out.

    mask: a mask.
    Returns mask: 1 minus it.
    """
    return Mask(1.0 - mask.values)


@node("Mask", title="Grow Mask", search=("dilate", "erode", "shrink", "expand"))
def grow_mask(mask: Mask, pixels: Annotated[int, Range(-500, 500, 1, "px")] = 4) -> Mask:
    """The mask grown all around, or shrunk.

    mask: a mask.
    pixels: how far; negative shrinks.
    Returns mask.
    """
    from nodes.motion import regions

    return Mask(regions.grow_mask(mask.values, pixels))


@node("Mask", title="Feather Mask", search=("blur", "soften", "edge"))
def feather_mask(mask: Mask, pixels: Annotated[float, Range(0.0, 500.0, 1.0, "px")] = 4.0) -> Mask:
    """The mask with a soft edge.

    mask: a mask.
    pixels: how far the edge spreads each way.
    Returns mask.
    """
    from nodes.motion import regions

    return Mask(regions.feather_mask(mask.values, pixels))


@node("Mask", title="Combine Masks", search=("union", "intersect", "subtract", "add", "boolean"))
def combine_masks(first: Mask, second: Mask, how: Literal["either", "both", "first only"] = "either") -> Mask:
    """Two masks made one.

    first: a mask.
    second: a mask of the same size; one with a single frame holds for all.
    how: what is in either, in both, or in the first without the second.
    Returns mask.
    Errors: NodeError when sizes or frame counts differ.
    """
    if first.values.shape[1:] != second.values.shape[1:]:
        raise NodeError(
            f"The masks have {first.width}x{first.height} and {second.width}x{second.height} pixels.",
            remedy="Make both for one size.",
        )
    if first.frame_count != second.frame_count and 1 not in (first.frame_count, second.frame_count):
        raise NodeError(
            f"The masks have {first.frame_count} and {second.frame_count} frames.", remedy="Make both equally long."
        )
    if how == "either":
        return Mask(np.maximum(first.values, second.values))
    other = second.values if how == "both" else 1.0 - second.values
    return Mask(np.minimum(first.values, other))


def size_of(width: int, height: int, *sources: Image | Clip | Mask | None) -> tuple[int, int]:
    """Width and height as asked for; a 0 takes that of the first source there is.  Errors: NodeError without one."""
    given = next((source for source in sources if source is not None), None)
    if given is not None:
        return width or given.width, height or given.height
    if not width or not height:
        raise NodeError(
            f"The size is {width} by {height} and no picture is wired.",
            remedy="Give width and height, or wire a picture.",
        )
    return width, height


def region_mask(
    region: NDArray[np.float64] | None, centre: NDArray[np.floating], radius: float, width: int, height: int
) -> Floats:
    """A region's polygon, or a disc about centre: [height, width]."""
    from nodes.motion.regions import disc_mask, polygon_mask

    if region is not None:
        return polygon_mask(region, width, height)
    return disc_mask(centre, radius, width, height)


def _region_at(tracks: Tracks, index: int, frame: int, width: int, height: int) -> Floats:
    from nodes.motion.regions import disc_mask, polygon_mask
    from nodes.motion.transforms import apply_similarity, similarity

    start, here = (np.asarray(tracks.xy[index, at], dtype=np.float64) for at in (0, frame))
    scale = 1.0 if tracks.scale is None else float(tracks.scale[index, frame] / max(tracks.scale[index, 0], 1e-6))
    region = tracks.region[index] if tracks.region else None
    if region is None:
        return disc_mask(here, float(tracks.radius[index]) * scale, width, height)
    turn = 0.0 if tracks.rotation_deg is None else float(tracks.rotation_deg[index, frame])
    size = np.array([width, height], dtype=np.float64)
    moved = similarity((here - start) * size, scale, turn, start * size)
    return polygon_mask(apply_similarity(moved, region * size) / size, width, height)


def _parse_colour(colour: str) -> tuple[int, int, int]:
    digits = colour.strip().removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    try:
        value = bytes.fromhex(digits)
    except ValueError:
        value = b""
    if len(value) != 3:
        raise NodeError(f"The colour is {colour!r}.", remedy="Write it as #rrggbb.")
    return value[0], value[1], value[2]


def _lab(pixels: NDArray[np.uint8]) -> Floats:
    """CIE L*a*b* (D65) of sRGB [H, W, 3]: L 0 to 100, a and b about -127 to 127."""
    import cv2

    lab = cv2.cvtColor(np.ascontiguousarray(pixels, dtype=np.float32) / np.float32(255.0), cv2.COLOR_RGB2Lab)
    return np.asarray(lab, dtype=np.float32)


def _largest_patch(values: Floats) -> Floats:
    import cv2

    count, labels, facts, _ = cv2.connectedComponentsWithStats((values >= 0.5).astype(np.uint8), connectivity=8)
    if count < 2:
        return values
    largest = 1 + int(np.argmax(facts[1:, cv2.CC_STAT_AREA]))
    # The soft rim belongs to a patch too: keep what lies within two pixels of it.
    near = cv2.dilate((labels == largest).astype(np.uint8), np.ones((5, 5), np.uint8))
    return np.asarray(values * near, dtype=np.float32)
