"""Recorded durations: by type and size, surviving a restart, never in the way."""

from __future__ import annotations

from nodes.engine import Durations
from nodes.engine.durations import size_class


def test_a_type_never_run_is_unknown():
    assert Durations().expected("t", 0) is None


def test_newer_measurements_weigh_more_and_older_are_not_forgotten():
    durations = Durations()
    durations.record("t", 4, 10.0)
    durations.record("t", 4, 20.0)
    assert 10.0 < durations.expected("t", 4) < 20.0


def test_another_size_is_scaled_from_the_nearest():
    durations = Durations()
    durations.record("t", 10, 1.0)
    assert durations.expected("t", 12) == 2.0
    assert durations.expected("t", 8) == 0.5


def test_seeds_and_switches_are_no_sizes():
    size = size_class({"frames": 17, "width": 96})
    assert size_class({"frames": 17, "width": 96, "seed": 12345, "on": True, "name": "x", "scale": 3.0}) == size
    assert size_class({"frames": 33, "width": 96}) > size


def test_durations_survive_a_restart(tmp_path):
    durations = Durations(tmp_path / "sub" / "durations.json")
    durations.record("t", 3, 1.5)
    durations.save()
    assert Durations(tmp_path / "sub" / "durations.json").expected("t", 3) == 1.5


def test_an_unreadable_file_starts_anew_with_a_warning(tmp_path, caplog):
    path = tmp_path / "durations.json"
    for text in ("{", "[]", '{"format": 1, "seconds": {"t": 5}}'):
        path.write_text(text)
        assert Durations(path).expected("t", 0) is None
    assert "unreadable" in caplog.text


def test_a_folder_that_cannot_be_written_is_told_and_not_fatal(tmp_path, caplog):
    (tmp_path / "file").write_text("")
    durations = Durations(tmp_path / "file" / "durations.json")
    durations.record("t", 0, 1.0)
    durations.save()
    assert "could not be written" in caplog.text
