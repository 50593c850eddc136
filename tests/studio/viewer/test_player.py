"""Playing moves the one playhead by the clock, round or to the end, and is as long as the longest viewer's clip."""

from __future__ import annotations

from fractions import Fraction

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.viewer.player import Player, player_of


@pytest.fixture
def player(desk: Desk) -> Player:
    desk.playhead.set_length(6, Fraction(100))
    return player_of(desk)


def test_there_is_one_player_for_a_desk(desk: Desk, player: Player) -> None:
    assert player_of(desk) is player


def test_playing_goes_round_between_in_and_out(desk: Desk, player: Player, qtbot: QtBot) -> None:
    seen: list[int] = []
    desk.playhead.moved.connect(seen.append)
    desk.playhead.set_range(2, 4)
    player.toggle()
    qtbot.waitUntil(lambda: 2 in seen[2:])
    player.toggle()
    assert set(seen) <= {2, 3, 4}
    assert not desk.playhead.playing


def test_without_loop_it_stops_at_the_end(desk: Desk, player: Player, qtbot: QtBot) -> None:
    desk.playhead.loop = False
    player.toggle()
    qtbot.waitUntil(lambda: not desk.playhead.playing)
    assert desk.playhead.frame == 5
    player.toggle()
    assert desk.playhead.frame == 0
    desk.playhead.set_playing(False)


def test_scrubbing_while_it_plays_goes_on_from_there(desk: Desk, player: Player, qtbot: QtBot) -> None:
    desk.playhead.set_length(1000, Fraction(100))
    player.toggle()
    desk.playhead.move_to(500)
    qtbot.waitUntil(lambda: desk.playhead.frame > 502)
    desk.playhead.set_playing(False)
    assert desk.playhead.frame < 990


def test_the_speed_changes_the_wanted_rate(player: Player) -> None:
    player.set_speed(0.5)
    assert player.wanted_rate == 50


def test_the_rate_that_is_really_reached_is_measured(desk: Desk, player: Player, qtbot: QtBot) -> None:
    player.toggle()
    qtbot.waitUntil(lambda: player.rate is not None)
    desk.playhead.set_playing(False)
    assert player.rate is None
    assert player.keeps_up


def test_the_playhead_is_as_long_as_the_longest_clip_in_sight(desk: Desk, player: Player) -> None:
    long, short = QObject(), QObject()
    player.set_length(long, 40, Fraction(8))
    player.set_length(short, 17, Fraction(8))
    assert desk.playhead.frame_count == 40
    player.forget(long)
    assert desk.playhead.frame_count == 17
