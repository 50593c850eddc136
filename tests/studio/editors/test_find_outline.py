"""The outline of the thing a stroke begins on is found, or it is said that there is none."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.editors.find_outline import outline_finder
from nodes.motion.regions import polygon_mask

BEGIN = [250 / 832, 260 / 480]


def test_the_outline_of_a_disc_is_found_within_a_few_pixels(panel, hand, stored, active, stroke_desk, qtbot) -> None:
    active.add({"points": [BEGIN, [0.8, 0.5]], "name": "disc"}, "Disc")
    hand.key(Qt.Key.Key_A)
    finder = outline_finder(stroke_desk)
    qtbot.waitUntil(lambda: not finder.busy)
    rows, columns = np.indices((480, 832))
    truth = (columns - 250) ** 2 + (rows - 260) ** 2 < 60**2
    found = polygon_mask(np.array(stored()[0]["region"]), 832, 480) > 0.5
    assert (found & truth).sum() / (found | truth).sum() > 0.9
    assert stroke_desk.document.undo()
    assert "region" not in stored()[0]


def test_where_nothing_stands_out_it_is_said(panel, active, stored, stroke_desk, qtbot: QtBot) -> None:
    active.add({"points": [[0.8, 0.2], [0.9, 0.3]]}, "Ground")
    with qtbot.waitSignal(stroke_desk.noticed) as told:
        outline_finder(stroke_desk).find()
    assert "outline" in told.args[0].text
    assert "region" not in stored()[0]


def test_it_is_dropped_when_the_stroke_changes_meanwhile(panel, active, stored, stroke_desk, qtbot: QtBot) -> None:
    active.add({"points": [BEGIN, [0.8, 0.5]]}, "Disc")
    finder = outline_finder(stroke_desk)
    finder.find()
    active.change([], "Nothing")
    qtbot.waitUntil(lambda: not finder.busy)
    assert stored() == []


def test_a_path_drawn_from_a_thing_takes_the_whole_thing_along_in_one_step(hand, stored, stroke_desk) -> None:
    hand.drag(BEGIN, (0.5, 0.3), (0.8, 0.5))
    (stroke,) = stored()
    rows, columns = np.indices((480, 832))
    truth = (columns - 250) ** 2 + (rows - 260) ** 2 < 60**2
    found = polygon_mask(np.array(stroke["region"]), 832, 480) > 0.5
    assert (found & truth).sum() / (found | truth).sum() > 0.9
    assert stroke_desk.document.undo()
    assert stored() == []


def test_a_path_drawn_from_the_ground_takes_a_disc_along(hand, stored) -> None:
    hand.drag((0.8, 0.8), (0.6, 0.9))
    assert "region" not in stored()[0]


def test_looking_for_outlines_can_be_switched_off(hand, stored, stroke_desk) -> None:
    stroke_desk.commands.run("strokes.find_outlines")
    hand.drag(BEGIN, (0.5, 0.3), (0.8, 0.5))
    assert "region" not in stored()[0]
