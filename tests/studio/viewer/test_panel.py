"""The panel follows the selection, says what it shows, plays previews, and never falls over what it is given."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.runs.results import NodeResult
from app.viewer import ViewerPanel
from nodes.engine.messages import Failure
from nodes.graph.edits import RemoveNodes
from nodes.values import Clip, Depth, Image, Text, Tracks, ValueList, mapped_clip
from tests.studio.viewer.conftest import Answers, numbered_clip

Put = Callable[[Answers], Desk]


@pytest.fixture
def shown(answers: Put, qtbot: QtBot) -> Callable[..., ViewerPanel]:
    """A panel in sight on the node "decode", whose result is this value."""

    def show(value: object, node: str = "decode", output: str = "clip", **more: object) -> ViewerPanel:
        desk = answers({(node, output): value, **more})  # type: ignore[dict-item]
        panel = ViewerPanel(desk)
        qtbot.addWidget(panel)
        panel.resize(640, 480)
        panel.show()
        desk.selection.select([node])
        return panel

    return show


def red(panel: ViewerPanel) -> int:
    assert panel.image is not None
    return panel.image.pixelColor(0, 0).red()


def test_the_current_node_is_shown_with_its_size_and_length(shown: Callable[..., ViewerPanel]) -> None:
    panel = shown(numbered_clip(8, 32, 16))
    assert panel.facts() == ["32×16", "8 f"]
    assert panel.title_parts() == ["Decode"]
    assert panel.desk.playhead.frame_count == 8
    assert red(panel) == 10


def test_the_playhead_chooses_the_frame(shown: Callable[..., ViewerPanel]) -> None:
    panel = shown(numbered_clip(8))
    panel.desk.playhead.move_to(3)
    assert red(panel) == 70


def test_what_was_shown_stays_when_nothing_is_selected(shown: Callable[..., ViewerPanel]) -> None:
    panel = shown(numbered_clip(8))
    panel.desk.selection.clear()
    assert panel.path == "decode"


def test_a_removed_node_leaves_an_empty_state(shown: Callable[..., ViewerPanel]) -> None:
    panel = shown(numbered_clip(8))
    panel.desk.document.apply(RemoveNodes(("decode", "save", "sheet")))
    assert panel.image is None
    assert panel.message.words


def test_a_preview_plays_while_it_is_made_and_tells_step_and_time(shown: Callable[..., ViewerPanel]) -> None:
    panel = shown(Text("none"), "prompt", "conditioning")
    desk = panel.desk
    desk.selection.select(["sample"])
    desk.results.set_node("sample", NodeResult("running", 0.5, "step 11 / 20", 7.2))
    desk.results.set_preview("sample", numbered_clip(17, 48, 32, step=5))
    assert desk.playhead.playing
    assert panel.title_parts() == ["Sample", "predicted clean"]
    assert panel.stage.notes.badge == "step 11 / 20 · 0:07 left"
    assert panel.facts() == ["48×32", "17 f"]
    desk.playhead.set_playing(False)
    desk.results.set_preview("sample", numbered_clip(17, 48, 32, step=6))
    assert not desk.playhead.playing


def test_previews_of_another_shape_follow_each_other(shown: Callable[..., ViewerPanel]) -> None:
    panel = shown(numbered_clip(8))
    panel.desk.results.set_node("decode", NodeResult("running"))
    for clip in (numbered_clip(17, 48, 32, step=5), numbered_clip(1, 7, 90), Image(np.zeros((1, 1, 3), np.uint8))):
        panel.desk.results.set_preview("decode", clip)
        assert panel.image is not None
        panel.grab()


def test_a_failure_is_told_with_its_remedy(shown: Callable[..., ViewerPanel]) -> None:
    panel = shown(numbered_clip(8))
    failure = Failure("memory", "Not enough memory for 81 frames.", "Use fewer frames.")
    panel.desk.results.set_node("decode", NodeResult("failed", failure=failure))
    assert panel.message.words == "Not enough memory for 81 frames.\nUse fewer frames."
    assert panel.pages.currentWidget() is panel.message


def test_a_node_that_never_ran_says_which_key_runs_it(shown: Callable[..., ViewerPanel]) -> None:
    panel = shown(numbered_clip(8))
    panel.desk.selection.select(["sample"])
    assert "Ctrl+Shift+Return" in panel.message.words


def test_a_stale_picture_is_dimmed_and_says_so(shown: Callable[..., ViewerPanel]) -> None:
    panel = shown(numbered_clip(8, start=200, step=1))
    bright = panel.stage.view.grab().toImage().pixelColor(320, 180).red()
    panel.desk.results.set_node("decode", NodeResult("stale"))
    assert panel.stage.notes.badge == "stale"
    assert panel.stage.view.grab().toImage().pixelColor(320, 180).red() < bright


def test_a_clip_whose_file_vanished_is_told_in_the_panel(shown: Callable[..., ViewerPanel], tmp_path: Path) -> None:
    file = tmp_path / "frames.npy"
    np.save(file, numbered_clip(5).as_array())
    clip = mapped_clip(file, Fraction(8))
    file.unlink()
    panel = shown(clip)
    assert "frames.npy" in panel.message.words
    assert panel.pages.currentWidget() is panel.message


def test_a_large_clip_opens_without_being_read(shown: Callable[..., ViewerPanel], tmp_path: Path) -> None:
    file = tmp_path / "large.npy"
    np.lib.format.open_memmap(file, "w+", np.uint8, (1440, 480, 1040, 3)).flush()
    panel = shown(mapped_clip(file, Fraction(24)))
    assert panel.facts() == ["1040×480", "1440 f"]
    assert panel.stage.cache.nbytes < 8 << 20


def test_other_outputs_are_chosen_from_the_header(shown: Callable[..., ViewerPanel]) -> None:
    panel = shown(Text("a"), "error", "report")
    assert panel.header.outputs.isVisible()
    assert panel.showing.source[1] == "report"
    panel.next_output()
    assert panel.showing.source[1] == "mean_px"
    next(a for a in panel.header.outputs.menu().actions() if a.data() == "report").trigger()
    assert panel.showing.source[1] == "report"


def test_a_list_is_a_grid_of_which_one_value_is_opened(shown: Callable[..., ViewerPanel], qtbot: QtBot) -> None:
    panel = shown(ValueList((numbered_clip(2), numbered_clip(3, start=90))))
    page = panel.page
    assert page is not None
    QTest.keyClick(page.grid, Qt.Key.Key_Right)
    QTest.keyClick(page.grid, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.item == 1)
    assert red(panel) == 90
    assert panel.title_parts()[-1] == "2 / 2"
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert panel.item is None
    assert panel.page is not None


def test_a_pinned_viewer_keeps_to_its_node(answers: Put, qtbot: QtBot) -> None:
    desk = answers({("decode", "clip"): numbered_clip(8), ("image", "image"): Image(np.zeros((4, 4, 3), np.uint8))})
    panel = ViewerPanel(desk, "decode")
    qtbot.addWidget(panel)
    desk.selection.select(["image"])
    assert panel.path == "decode"
    with qtbot.waitSignal(panel.close_wanted):
        QTest.mouseClick(panel.header.close_button, Qt.MouseButton.LeftButton)


def test_pinning_asks_for_another_viewer(shown: Callable[..., ViewerPanel], qtbot: QtBot) -> None:
    panel = shown(numbered_clip(8))
    with qtbot.waitSignal(panel.pin_wanted) as asked:
        QTest.mouseClick(panel.header.pin, Qt.MouseButton.LeftButton)
    assert asked.args == ["decode", ""]


def test_points_are_shown_over_the_picture_before_them(answers: Put, qtbot: QtBot) -> None:
    track = Tracks(
        np.full((1, 17, 2), 0.5, np.float32),
        np.ones((1, 17), bool),
        np.zeros(1, np.float32),
        np.ones(1, np.float32),
        ("",),
    )
    picture = Image(np.full((8, 12, 3), 33, np.uint8))
    desk = answers({("tracks", "tracks"): track, ("image", "image"): picture, ("size", "image"): picture})
    panel = ViewerPanel(desk)
    qtbot.addWidget(panel)
    panel.show()
    desk.selection.select(["tracks"])
    assert red(panel) == 33
    assert panel.stage.footage is not None
    assert panel.stage.footage.frame_count == 17


def test_the_frame_is_copied_and_written(
    shown: Callable[..., ViewerPanel], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = shown(numbered_clip(8, 32, 16))
    panel.desk.playhead.move_to(2)
    panel.copy_frame()
    assert QGuiApplication.clipboard().image().pixelColor(0, 0).red() == 50
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "frame"), ""))
    panel.save_frame()
    assert QImage(str(tmp_path / "frame.png")).pixelColor(3, 3).red() == 50


def test_a_folder_that_cannot_be_written_is_told(
    shown: Callable[..., ViewerPanel], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = shown(numbered_clip(8))
    told: list[str] = []
    panel.desk.noticed.connect(lambda notice: told.append(notice.text))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "gone" / "x.png"), ""))
    panel.save_frame()
    assert "x.png" in told[0]


def test_false_colours_and_their_range_are_chosen(shown: Callable[..., ViewerPanel]) -> None:
    values = np.linspace(1, 9, 12, dtype=np.float32).reshape(1, 3, 4)
    panel = shown(Depth(values, "metric"))
    assert panel.scale.isVisible()
    assert (panel.scale.low.text(), panel.scale.high.text()) == ("1", "9")
    panel.scale.maps.setCurrentIndex(1)
    panel.scale.maps.activated.emit(1)
    panel.scale.high.setFocus()
    panel.scale.high.selectAll()
    QTest.keyClicks(panel.scale.high, "4")
    QTest.keyClick(panel.scale.high, Qt.Key.Key_Return)
    assert panel.stage.footage is not None
    assert panel.stage.footage.scale() == (1.0, 4.0, " m")
    assert panel.playing.colouring.map == "grey"


def test_the_histogram_follows_the_frame(shown: Callable[..., ViewerPanel], qtbot: QtBot) -> None:
    panel = shown(numbered_clip(8, start=0, step=30))
    panel.toggle_histogram()
    assert panel.histogram is not None
    assert "black 100.0%" in panel.histogram.clipped.text()
    panel.desk.playhead.move_to(4)
    qtbot.waitUntil(lambda: "black 0.0%" in panel.histogram.clipped.text())
    panel.toggle_histogram()
    assert panel.histogram is None


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_it_is_painted_in_both_themes_at_both_scales(
    shown: Callable[..., ViewerPanel], theme: str, scale: float
) -> None:
    panel = shown(numbered_clip(8))
    panel.desk.look.use(dark=theme == "dark", scale=scale)
    assert not panel.grab().isNull()
    panel.desk.look.use(dark=True, scale=1.0)


def test_a_clip_of_one_pixel_and_floats_are_shown(shown: Callable[..., ViewerPanel]) -> None:
    panel = shown(Clip(np.full((1, 1, 1, 3), 0.5, np.float32), Fraction(8)))
    assert red(panel) == 128
    panel.grab()
