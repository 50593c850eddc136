"""What is shown of a node: its live preview, its result, a thumbnail, the last picture, or why there is nothing."""

from __future__ import annotations

from collections.abc import Callable

from app.desk import Desk
from app.runs.results import NodeResult
from app.viewer.showing import Showing
from nodes.engine.messages import Failure
from tests.studio.viewer.conftest import Answers, numbered_clip

Put = Callable[[Answers], Desk]


def test_without_a_node_one_is_asked_to_select_one(desk: Desk) -> None:
    showing = Showing(desk, desk)
    showing.look_at("nobody")
    assert showing.now.value is None
    assert "Select a node" in showing.now.message


def test_a_node_that_never_ran_says_how_to_run_it(example_desk: Desk) -> None:
    showing = Showing(example_desk, example_desk)
    showing.look_at("decode")
    assert (showing.now.stage, showing.now.remedy) == ("waiting", "run")


def test_the_whole_result_is_fetched(answers: Put) -> None:
    clip = numbered_clip()
    desk = answers({("decode", "clip"): clip})
    showing = Showing(desk, desk)
    showing.look_at("decode")
    assert (showing.now.stage, showing.now.value) == ("result", clip)


def test_a_live_preview_goes_before_the_last_result(answers: Put) -> None:
    desk = answers({("decode", "clip"): numbered_clip()})
    showing = Showing(desk, desk)
    showing.look_at("decode")
    small = numbered_clip(4, 8, 4)
    desk.results.set_node("decode", NodeResult(state="running"))
    desk.results.set_preview("decode", small)
    assert (showing.now.stage, showing.now.value) == ("preview", small)


def test_after_a_run_the_new_result_replaces_the_preview(answers: Put) -> None:
    values: Answers = {("decode", "clip"): numbered_clip()}
    desk = answers(values)
    showing = Showing(desk, desk)
    showing.look_at("decode")
    desk.results.set_node("decode", NodeResult(state="running"))
    desk.results.set_preview("decode", numbered_clip(4))
    values["decode", "clip"] = newer = numbered_clip(5)
    desk.results.set_node("decode", NodeResult(state="done"))
    assert (showing.now.stage, showing.now.value) == ("result", newer)


def test_the_last_picture_stays_as_stale(answers: Put) -> None:
    clip = numbered_clip()
    desk = answers({("decode", "clip"): clip})
    showing = Showing(desk, desk)
    showing.look_at("decode")
    desk.results.set_node("decode", NodeResult(state="stale"))
    assert (showing.now.stage, showing.now.value) == ("stale", clip)


def test_a_thumbnail_is_shown_until_there_is_more(example_desk: Desk) -> None:
    small = numbered_clip(4, 8, 4)
    example_desk.results.set_source(lambda path, output: None)
    example_desk.results.set_node("decode", NodeResult(state="done"))
    example_desk.results.set_thumbnail("decode", "clip", small)
    showing = Showing(example_desk, example_desk)
    showing.look_at("decode")
    assert (showing.now.stage, showing.now.value) == ("small", small)


def test_a_failed_node_tells_its_message_and_remedy(example_desk: Desk) -> None:
    showing = Showing(example_desk, example_desk)
    showing.look_at("decode")
    failure = Failure("media", "The file is gone.", "Choose it again.")
    example_desk.results.set_node("decode", NodeResult(state="failed", failure=failure))
    now = showing.now
    assert (now.stage, now.message, now.remedy) == ("failed", "The file is gone.", "Choose it again.")


def test_a_result_that_cannot_be_fetched_says_so(answers: Put) -> None:
    desk = answers({("decode", "frames"): numbered_clip()})
    showing = Showing(desk, desk)
    showing.look_at("decode")
    assert (showing.now.stage, showing.now.message) == ("missing", "It was not computed.")


def test_a_node_that_only_takes_shows_what_goes_into_it(answers: Put) -> None:
    clip = numbered_clip()
    desk = answers({("decode", "clip"): clip})
    showing = Showing(desk, desk)
    showing.look_at("save")
    assert showing.now.value is clip
    assert showing.source == ("decode", "clip")


def test_another_document_forgets_everything(answers: Put) -> None:
    desk = answers({("decode", "clip"): numbered_clip()})
    showing = Showing(desk, desk)
    showing.look_at("decode")
    desk.results.reset()
    assert showing.now.value is None
