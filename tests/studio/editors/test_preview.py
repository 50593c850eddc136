"""The picture moves along its strokes before any model runs."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.editors.warp import Warp, cut_out, filled
from app.editors.warp_preview import WarpPreview

DISC = {"points": [[250 / 832, 260 / 480], [550 / 832, 260 / 480]], "radius": 64 / 832}


@pytest.fixture
def pixels() -> np.ndarray:
    rows, columns = np.indices((480, 832))
    made = np.full((480, 832, 3), 160, np.uint8)
    made[(columns - 250) ** 2 + (rows - 260) ** 2 < 60**2] = (220, 40, 40)
    return made


def test_the_cut_out_arrives_where_the_stroke_ends_and_leaves_ground_behind(pixels) -> None:
    paths = [np.linspace(DISC["points"][0], DISC["points"][1], 17)]
    shares = [np.linspace(0, 1, 17)]
    warp = Warp(pixels, [DISC], [cut_out(pixels, DISC)])
    assert np.array_equal(warp.frame(0, paths, shares), pixels)
    last = warp.frame(16, paths, shares).astype(int)
    assert np.abs(last[260, 550] - (220, 40, 40)).max() < 3
    assert np.abs(last[260, 250] - 160).max() < 3


def test_size_and_turn_grow_along_the_path(pixels) -> None:
    stroke = {**DISC, "scale_end": 0.25}
    paths, shares = [np.linspace(*DISC["points"], 17)], [np.linspace(0, 1, 17)]
    last = Warp(pixels, [stroke], [cut_out(pixels, stroke)]).frame(16, paths, shares).astype(int)
    red = (last[..., 0] - last[..., 1]) > 100
    assert red.sum() == pytest.approx(np.pi * 15**2, rel=0.1)


def test_nearer_layers_cover_farther_ones(pixels) -> None:
    still = {"points": [[250 / 832, 260 / 480]], "radius": 64 / 832, "pinned": True, "layer": 1}
    paths = [np.linspace(*DISC["points"], 17), np.repeat([still["points"][0]], 17, axis=0)]
    shares = [np.linspace(0, 1, 17), np.zeros(17)]
    cuts = [cut_out(pixels, DISC), cut_out(pixels, still)]
    last = Warp(pixels, [DISC, still], cuts).frame(16, paths, shares)
    assert last[260, 250, 0] > 200


def test_a_hole_is_filled_from_around_it(pixels) -> None:
    ramp = np.repeat(np.linspace(0, 255, 100).astype(np.uint8)[None, :, None], 60, axis=0).repeat(3, axis=2)
    hole = np.zeros((60, 100), bool)
    hole[20:40, 40:60] = True
    painted = filled(ramp, hole)
    assert np.abs(painted[30, 40:60].astype(int) - ramp[30, 40:60]).max() < 45
    assert np.array_equal(painted[~hole], ramp[~hole])


def test_a_path_outside_the_picture_is_no_error(pixels) -> None:
    stroke = {**DISC, "points": [DISC["points"][0], [3.0, -2.0]]}
    paths, shares = [np.linspace(*stroke["points"], 17)], [np.linspace(0, 1, 17)]
    warp = Warp(pixels, [stroke], [cut_out(pixels, stroke)])
    assert (warp.frame(16, paths, shares)[..., 0] == 160).all()


def test_the_preview_has_every_frame_after_a_drawn_stroke_and_plays(
    panel, hand, stroke_desk, active, qtbot: QtBot
) -> None:
    hand.drag((250 / 832, 260 / 480), (0.7, 0.5))
    assert stroke_desk.playhead.playing
    qtbot.waitUntil(lambda: panel.preview.finished)
    assert all(panel.preview.frame(number) is not None for number in range(17))
    stroke_desk.playhead.set_playing(False)
    stroke_desk.playhead.move_to(16)
    shown = panel.canvas.image
    assert shown is not None
    assert shown.cacheKey() == panel.preview.frame(16).cacheKey()


def test_the_preview_forgets_what_is_no_longer_drawn(panel, active, qtbot: QtBot) -> None:
    preview: WarpPreview = panel.preview
    active.add(DISC, "Disc")
    qtbot.waitUntil(lambda: preview.finished)
    active.change([], "Nothing")
    assert preview.finished
    assert preview.frame(3) is None


def test_without_the_chip_the_picture_stands_still(panel, active, stroke_desk, qtbot: QtBot) -> None:
    active.add(DISC, "Disc")
    qtbot.waitUntil(lambda: panel.preview.finished)
    panel._warp_chip.click()
    stroke_desk.playhead.move_to(9)
    assert panel.canvas.image.cacheKey() == panel._source.shown().cacheKey()
