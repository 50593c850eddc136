"""Controls: the clip and mask each gives a model."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from nodes.errors import Cancelled, NodeError
from nodes.graph import PlainRun
from nodes.library.control import (
    control_parts,
    custom_control,
    depth_control,
    drag_control,
    edge_control,
    first_frame_control,
    inpaint_control,
    pose_control,
)
from nodes.library.masks import mask_from_colour
from nodes.library.pose import walking_person
from nodes.library.strokes import strokes_to_tracks, track_from_numbers
from nodes.values import Clip, Control, Depth, Image, Mask, Person, Poses, Stroke, Strokes, Tracks

WIDTH, HEIGHT, FRAMES = 96, 64, 17
RED, BLUE = (210, 30, 30), (30, 30, 210)


def scene() -> Image:
    """A grey picture with a red square whose middle is (24, 32) and a blue one at (72, 16)."""
    pixels = np.full((HEIGHT, WIDTH, 3), 110, np.uint8)
    pixels[26:38, 18:30] = RED
    pixels[12:20, 68:76] = BLUE
    return Image(pixels)


def square(x: float, y: float, half: float) -> np.ndarray:
    corners = np.array([[-half, -half], [half, -half], [half, half], [-half, half]])
    return np.add(corners, [x, y]) / [WIDTH, HEIGHT]


def tracks(*strokes: Stroke) -> Tracks:
    return strokes_to_tracks(Strokes(strokes), FRAMES, "constant speed")


def drag(**settings: object) -> Stroke:
    return Stroke(np.array([[0.25, 0.5], [0.75, 0.5]]), **settings)


def middle(pixels: np.ndarray, colour: tuple[int, int, int]) -> tuple[float, float]:
    """Middle in pixels of what is nearly of a colour."""
    near = np.abs(pixels.astype(int) - colour).max(axis=-1) < 40
    rows, columns = np.nonzero(near)
    return columns.mean() + 0.5, rows.mean() + 0.5


def kept_first(control: Control) -> None:
    """The first frame is kept and the rest is painted."""
    assert control.mask.values[0].max() == 0
    assert control.mask.values[1:].min() == 1


def test_what_is_dragged_follows_its_stroke_and_leaves_no_hole() -> None:
    control = drag_control(PlainRun(), scene(), tracks(drag(region=square(24, 32, 7))))
    assert (control.kind, control.clip.shape) == ("strokes", (FRAMES, HEIGHT, WIDTH, 3))
    kept_first(control)
    assert np.array_equal(control.clip.frame(0), scene().pixels)
    for frame in range(FRAMES):
        assert middle(control.clip.frame(frame), RED) == pytest.approx((24 + 3 * frame, 32), abs=0.6)
    left_behind = control.clip.frame(FRAMES - 1)[26:38, 18:30].astype(int)
    assert np.abs(left_behind - 110).max() < 8
    assert np.abs(control.clip.frame(FRAMES - 1)[12:20, 68:76].astype(int) - BLUE).max() < 2


def test_without_region_and_mask_a_disc_is_taken() -> None:
    control = drag_control(PlainRun(), scene(), tracks(drag(radius=0.12)))
    assert middle(control.clip.frame(FRAMES - 1), RED) == pytest.approx((72, 32), abs=0.6)


def test_a_mask_says_what_moves() -> None:
    mask = mask_from_colour(scene(), "#d21e1e")
    control = drag_control(PlainRun(), scene(), tracks(drag(radius=0.01)), mask)
    last = np.abs(control.clip.frame(FRAMES - 1).astype(int) - RED).max(axis=-1) < 40
    assert last.sum() == pytest.approx(144, abs=4)


def test_each_of_several_tracks_takes_the_patch_it_begins_in() -> None:
    pixels = scene().pixels
    both = Mask(((pixels == RED).all(axis=-1) | (pixels == BLUE).all(axis=-1))[None].astype(np.float32))
    down = Stroke(np.array([[0.75, 0.25], [0.75, 0.75]]))
    control = drag_control(PlainRun(), scene(), tracks(drag(), down), both)
    last = control.clip.frame(FRAMES - 1)
    assert middle(last, BLUE) == pytest.approx((72, 48), abs=0.6)
    assert middle(last, RED)[0] > 60


def test_pins_hold_still_what_something_nearer_passes_in_front_of() -> None:
    pin = Stroke(np.array([[0.75, 0.25]]), radius=0.08, pinned=True, layer=0)
    over = Stroke(np.array([[0.25, 0.5], [0.75, 0.25]]), region=square(24, 32, 7), layer=1)
    near = drag_control(PlainRun(), scene(), tracks(over, pin))
    assert tuple(near.clip.frame(FRAMES - 1)[16, 72]) == pytest.approx(RED, abs=10)
    far = drag_control(PlainRun(), scene(), tracks(Stroke(over.points, region=over.region, layer=-1), pin))
    assert tuple(far.clip.frame(FRAMES - 1)[16, 72]) == pytest.approx(BLUE, abs=10)


def test_what_is_dragged_grows_and_turns() -> None:
    control = drag_control(PlainRun(), scene(), tracks(drag(region=square(24, 32, 7), scale_end=2.0)))
    last = np.abs(control.clip.frame(FRAMES - 1).astype(int) - RED).max(axis=-1) < 40
    assert last.sum() == pytest.approx(144 * 4, rel=0.1)


def test_the_control_can_be_of_another_size_than_the_picture() -> None:
    control = drag_control(PlainRun(), scene(), tracks(drag(region=square(24, 32, 7))), None, 192, 128, 0.5, 8.0)
    assert control.clip.shape == (FRAMES, 128, 192, 3)
    assert control.strength == 0.5
    assert control.clip.fps == Fraction(8)
    assert middle(control.clip.frame(FRAMES - 1), RED) == pytest.approx((144, 64), abs=1.2)


@pytest.mark.parametrize(
    ("strokes", "said"),
    [
        ([Stroke(np.array([[1.4, 0.5], [0.5, 0.5]]))], "Track 0 begins at 1.400"),
        ([drag(radius=0.0)], "takes nothing along"),
        ([drag(), drag(region=square(-80, -80, 5))], "Track 1 takes nothing along"),
    ],
)
def test_strokes_that_take_nothing_along_are_named(strokes: list, said: str) -> None:
    with pytest.raises(NodeError, match=said) as caught:
        drag_control(PlainRun(), scene(), tracks(*strokes))
    assert caught.value.remedy


def test_an_empty_mask_and_two_tracks_in_one_patch_are_named() -> None:
    with pytest.raises(NodeError, match="mask is empty"):
        drag_control(PlainRun(), scene(), tracks(drag()), Mask(np.zeros((1, HEIGHT, WIDTH), np.float32)))
    with pytest.raises(NodeError, match="Tracks 0 and 1 begin in the same patch"):
        drag_control(PlainRun(), scene(), tracks(drag(), drag()), mask_from_colour(scene(), "#d21e1e"))


@pytest.mark.parametrize(
    ("stroke", "said"),
    [
        (Stroke(np.array([[0.25, 0.5], [1.3, 0.5]]), region=square(24, 32, 7)), "leaves the picture at frame"),
        (Stroke(np.array([[0.25, 0.5], [0.75, 0.5]]), region=square(24, 32, 7), start=4, end=5), "jumps 48 px after"),
        (Stroke(np.array([[0.25, 0.5], [0.3, 0.5]]), region=square(24, 32, 2)), "only 16 pixels"),
    ],
)
def test_what_a_model_follows_badly_is_remarked_upon(stroke: Stroke, said: str) -> None:
    run = PlainRun()
    drag_control(run, scene(), tracks(stroke))
    assert len(run.warnings) == 1
    assert said in run.warnings[0]


def test_a_good_drag_raises_no_doubts_and_can_be_stopped() -> None:
    run = PlainRun()
    drag_control(run, scene(), tracks(drag(region=square(24, 32, 7))))
    assert run.warnings == []
    run.stop = True
    with pytest.raises(Cancelled):
        drag_control(run, scene(), tracks(drag(region=square(24, 32, 7))))


def ramp(frames: int = FRAMES) -> np.ndarray:
    """Depth in metres, 1 on the left to 4 on the right, everything 1 m farther in the last frame."""
    values = np.tile(np.linspace(1, 4, WIDTH, dtype=np.float32), (frames, HEIGHT, 1))
    values[-1] += 1
    return values


def test_metric_depth_is_drawn_by_its_inverse_near_white_over_the_whole_clip() -> None:
    control = depth_control(Depth(ramp(), "metric"))
    assert control.kind == "depth"
    assert control.mask.values.min() == 1
    first, last = control.clip.frame(0), control.clip.frame(FRAMES - 1)
    assert first[0, 0].tolist() == [255] * 3
    assert last[0, -1].tolist() == [0] * 3
    assert last[0, 0, 0] == round(255 * (1 / 2 - 1 / 5) / (1 - 1 / 5))
    assert (np.diff(first[0, :, 0].astype(int)) <= 0).all()


def test_relative_inverse_depth_is_drawn_as_it_is() -> None:
    values = np.tile(np.linspace(-3, 7, WIDTH, dtype=np.float32), (2, HEIGHT, 1))
    row = depth_control(Depth(values, "relative_inverse")).clip.frame(0)[0, :, 0]
    assert (row[0], row[-1]) == (0, 255)


def test_depth_without_any_range_is_flat_not_noise() -> None:
    control = depth_control(Depth(np.full((2, 8, 8), 3.0, np.float32), "metric"))
    assert len(np.unique(control.clip.as_uint8())) == 1


def test_depth_of_one_picture_stands_still() -> None:
    control = depth_control(Depth(ramp(1), "metric"), frames=5)
    assert control.clip.frame_count == 5
    assert np.array_equal(control.clip.frame(0), control.clip.frame(4))


@pytest.mark.parametrize("size", [(0, 0), (48, 32), (200, 120)])
def test_a_first_frame_is_kept_by_every_control(size: tuple[int, int]) -> None:
    width, height = size
    wide, high = width or WIDTH, height or HEIGHT
    first = Image(np.full((30, 40, 3), 77, np.uint8))
    grey = Clip(np.zeros((FRAMES, HEIGHT, WIDTH, 3), np.uint8))
    everything = Mask(np.ones((1, HEIGHT, WIDTH), np.float32))
    people = walking_person(FRAMES, width=WIDTH, height=HEIGHT)
    controls = [
        depth_control(Depth(ramp(), "metric"), first, width, height),
        pose_control(people, first, width, height),
        edge_control(grey, first, width, height),
        inpaint_control(grey, everything, first, width, height),
    ]
    for control in controls:
        kept_first(control)
        assert control.clip.shape == (FRAMES, high, wide, 3)
        assert (control.clip.frame(0) == 77).all()
        assert (control.clip.frame(1) != 77).any()


def test_poses_are_drawn_on_black_on_their_canvas() -> None:
    control = pose_control(walking_person(FRAMES, width=WIDTH, height=HEIGHT))
    assert (control.kind, control.clip.shape) == ("pose", (FRAMES, HEIGHT, WIDTH, 3))
    assert control.mask.values.min() == 1
    clip = control.clip.as_uint8()
    drawn = (clip.max(axis=-1) > 0).mean(axis=(1, 2))
    assert (drawn > 0.005).all()
    assert (drawn < 0.2).all()
    middles = [np.nonzero(frame.max(axis=-1))[1].mean() for frame in clip]
    assert middles[-1] - middles[0] == pytest.approx(0.5 * WIDTH, abs=4)


def test_poses_without_a_canvas_need_a_size() -> None:
    poses = Poses(((Person(np.zeros((18, 3), np.float32)),),))
    with pytest.raises(NodeError, match="large"):
        pose_control(poses)
    assert pose_control(poses, width=32, height=16, frames=3).clip.shape == (3, 16, 32, 3)
    assert pose_control(poses, Image(np.zeros((20, 30, 3), np.uint8))).clip.shape == (1, 20, 30, 3)


def test_inpainting_is_grey_inside_and_keeps_the_outside() -> None:
    clip = Clip(np.random.default_rng(0).integers(0, 255, (5, 16, 24, 3), dtype=np.uint8), Fraction(8))
    values = np.zeros((1, 16, 24), np.float32)
    values[0, 4:8, 6:12] = 0.9
    control = inpaint_control(clip, Mask(values))
    inside = np.broadcast_to(values > 0.5, (5, 16, 24))
    assert (control.clip.as_uint8()[inside] == 127).all()
    assert np.array_equal(control.clip.as_uint8()[~inside], clip.as_uint8()[~inside])
    assert np.array_equal(control.mask.values, inside.astype(np.float32))
    assert (control.kind, control.clip.fps) == ("inpaint", Fraction(8))


def test_a_first_frame_alone_leaves_the_rest_free() -> None:
    control = first_frame_control(scene(), 9, 48, 32, frames_per_second=8)
    kept_first(control)
    assert (control.kind, control.clip.shape) == ("image", (9, 32, 48, 3))
    assert (control.clip.as_uint8()[1:] == 127).all()


def test_edges_pass_through_with_their_rate() -> None:
    lines = np.zeros((3, 16, 16, 3), np.uint8)
    lines[:, 8] = 255
    control = edge_control(Clip(lines, Fraction(30)))
    assert np.array_equal(control.clip.as_uint8(), lines)
    assert (control.kind, control.clip.fps) == ("edges", Fraction(30))


def test_a_control_is_taken_apart_and_put_together_again() -> None:
    control = drag_control(PlainRun(), scene(), track_from_numbers(0.25, 0.5, 0.75, 0.5, frames=5))
    clip, mask = control_parts(control)
    assert custom_control(clip, mask, "strokes").content_hash() == control.content_hash()
    assert custom_control(clip).mask.values.min() == 1


SHORT = Clip(np.zeros((3, 16, 24, 3), np.uint8))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: depth_control(Depth(ramp(9), "metric"), frames=17), "17 frames are wanted, but the .* has 9"),
        (lambda: pose_control(walking_person(9), frames=17), "17 frames are wanted, but the pose has 9"),
        (lambda: edge_control(SHORT, frames=17), "17 frames are wanted, but the clip has 3"),
        (lambda: inpaint_control(SHORT, Mask(np.ones((2, 16, 24), np.float32))), "mask has 2 frames, the clip 3"),
        (lambda: inpaint_control(SHORT, Mask(np.zeros((1, 16, 24), np.float32))), "mask is empty"),
        (lambda: custom_control(SHORT, Mask(np.ones((1, 8, 8), np.float32))), "mask is 8x8"),
    ],
)
def test_what_does_not_fit_is_named(make: object, said: str) -> None:
    with pytest.raises(NodeError, match=said) as caught:
        make()
    assert caught.value.remedy
