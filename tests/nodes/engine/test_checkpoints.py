"""Unfinished work goes on where it was, and its checkpoint goes when the work is done; loaded things stay a while."""

from __future__ import annotations

import os
import time

from nodes.engine import Engine
from nodes.engine.checkpoints import Checkpoints
from nodes.engine.resources import Resources
from nodes.values import Number

NODES = {"s": "start", "r": "resumes"}
KEY = b"\1" * 32


def _kept(tmp_path):
    return [path for path in (tmp_path / "checkpoints").iterdir() if path.is_dir()]


def test_work_that_was_cut_off_resumes_and_its_checkpoint_goes_after_success(run, world, tmp_path):
    world.until = 4
    assert run(NODES, "s > r.a").cancelled
    assert len(_kept(tmp_path)) == 1
    world.until = 10**9
    assert run(NODES, "s > r.a").value("r") == Number(10)
    assert world.steps == list(range(10))
    assert _kept(tmp_path) == []


def test_another_engine_resumes_what_one_left(registry, document, world, tmp_path):
    from nodes.engine import Job

    job = Job(document(NODES, "s > r.a"))
    world.until = 6
    Engine(registry, checkpoints=tmp_path).run(job)
    world.until = 10**9
    Engine(registry, checkpoints=tmp_path).run(job)
    assert world.steps == list(range(10))


def test_other_settings_do_not_resume_it(run, world):
    world.until = 4
    run(NODES, "s > r.a")
    world.until = 10**9
    world.steps.clear()
    run({"s": ("start", {"value": 2.0}), "r": "resumes"}, "s > r.a")
    assert world.steps == list(range(10))


def test_a_checkpoint_that_fails_while_being_written_leaves_the_one_before(tmp_path):
    checkpoints = Checkpoints(tmp_path)
    checkpoints.write(KEY, lambda folder: (folder / "a").write_text("1") and None)

    def broken(folder):
        (folder / "a").write_text("2")
        raise OSError("no space left")

    try:
        checkpoints.write(KEY, broken)
    except OSError:
        pass
    else:
        raise AssertionError
    assert (checkpoints.last(KEY) / "a").read_text() == "1"
    assert len(list((tmp_path / KEY.hex()).iterdir())) == 1


def test_a_newer_checkpoint_replaces_the_older(tmp_path):
    checkpoints = Checkpoints(tmp_path)
    for text in "123":
        checkpoints.write(KEY, lambda folder, text=text: (folder / "a").write_text(text) and None)
    assert (checkpoints.last(KEY) / "a").read_text() == "3"
    assert len(list((tmp_path / KEY.hex()).iterdir())) == 1


def test_forgotten_checkpoints_are_swept_after_a_month(tmp_path):
    checkpoints = Checkpoints(tmp_path)
    checkpoints.write(KEY, lambda folder: (folder / "a").write_text("1") and None)
    old = time.time() - 40 * 86_400
    os.utime(tmp_path / KEY.hex(), (old, old))
    assert Checkpoints(tmp_path).last(KEY) is None


def test_a_resource_is_made_once_and_outlives_the_run(run, world):
    nodes = {"s": "start", "a": ("loads", {"name": "one"}), "b": ("loads", {"name": "one"})}
    run(nodes, "s > a.a")
    run({"s": ("start", {"value": 1.0}), "a": ("loads", {"name": "one"})}, "s > a.a")
    assert world.made == ["one"]


def test_the_least_recently_used_resource_goes_first():
    resources = Resources(kept=2)
    made = []

    def get(name):
        return resources.get(name, lambda: made.append(name))

    for name in ("a", "b", "a", "c", "a", "b"):
        get(name)
    assert made == ["a", "b", "c", "b"]
    assert len(resources) == 2


def test_a_resource_that_cannot_be_made_is_not_kept():
    resources = Resources()
    try:
        resources.get("a", lambda: 1 / 0)
    except ZeroDivisionError:
        pass
    else:
        raise AssertionError
    assert resources.get("a", lambda: 7) == 7
