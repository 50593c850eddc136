"""The playhead: within the clip, round within in and out."""

from __future__ import annotations

from fractions import Fraction

from pytestqt.qtbot import QtBot

from app.playhead import Playhead


def test_it_stays_within_the_clip(qtbot: QtBot) -> None:
    playhead = Playhead()
    playhead.set_length(17, Fraction(8))
    playhead.move_to(40)
    assert playhead.frame == 16
    playhead.set_length(5, Fraction(8))
    assert (playhead.frame, playhead.end) == (4, 4)


def test_it_goes_round_within_in_and_out(qtbot: QtBot) -> None:
    playhead = Playhead()
    playhead.set_length(17, Fraction(8))
    playhead.set_range(3, 6)
    playhead.move_to(6)
    playhead.step(1)
    assert playhead.frame == 3
    playhead.step(-1)
    assert playhead.frame == 6
    playhead.loop = False
    playhead.step(1)
    assert playhead.frame == 7


def test_a_longer_clip_keeps_what_was_marked_and_a_whole_one_stays_whole(qtbot: QtBot) -> None:
    playhead = Playhead()
    playhead.set_length(9, Fraction(8))
    playhead.set_length(17, Fraction(8))
    assert (playhead.start, playhead.end) == (0, 16)
    playhead.set_range(2, 5)
    playhead.set_length(33, Fraction(8))
    assert (playhead.start, playhead.end) == (2, 5)
