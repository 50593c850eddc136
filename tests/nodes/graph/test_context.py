"""PlainRun is a real Run: it keeps what was said, stops when told, keeps checkpoints and resources."""

from __future__ import annotations

from pathlib import Path

import pytest

from nodes.errors import Cancelled, MediaError
from nodes.graph import PlainRun, Run
from nodes.graph.names import bundled_folder, plain_name


def test_it_is_a_run() -> None:
    run: Run = PlainRun()
    run.progress(1, 2, "half")
    run.warn("careful")
    assert run.document() is None
    assert not run.cancelled()


def test_it_keeps_what_was_said() -> None:
    run = PlainRun(node="sample", document="{}")
    run.progress(1, 4)
    run.progress(2, 4, "note")
    run.warn("careful")
    run.preview("picture")  # type: ignore[arg-type]
    assert run.steps == [(1, 4, ""), (2, 4, "note")]
    assert (run.warnings, run.previews, run.document()) == (["careful"], ["picture"], "{}")


def test_progress_and_check_stop_a_stopped_run() -> None:
    run = PlainRun(node="sample")
    run.stop = True
    assert run.cancelled()
    for ask in (run.check, lambda: run.progress(1, 2)):
        with pytest.raises(Cancelled):
            ask()


def test_a_checkpoint_replaces_the_last_one_and_a_failed_one_does_not() -> None:
    run = PlainRun()
    assert run.resume() is None
    for step in ("first", "second"):
        run.checkpoint(lambda folder, step=step: (folder / "step.txt").write_text(step))  # type: ignore[misc]
    with pytest.raises(ZeroDivisionError):
        run.checkpoint(lambda folder: 1 / 0)  # type: ignore[arg-type,return-value]
    kept = run.resume()
    assert kept is not None
    assert (kept / "step.txt").read_text() == "second"


def test_a_resource_is_made_once() -> None:
    run = PlainRun()
    made: list[int] = []
    for _ in range(3):
        assert run.resource("pipe", lambda: made.append(1) or "pipe") == "pipe"  # type: ignore[func-returns-value]
    assert made == [1]


def test_names_are_resolved_from_the_folder(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "still.png").write_text("owned")
    (tmp_path / "clip.mp4").write_text("linked")
    run = PlainRun(tmp_path)
    assert run.resolve("media:still.png").read_text() == "owned"
    assert run.resolve("clip.mp4").read_text() == "linked"
    assert run.resolve(str(tmp_path / "clip.mp4")).read_text() == "linked"
    with pytest.raises(MediaError, match=r"gone\.mp4"):
        run.resolve("gone.mp4")
    with pytest.raises(MediaError):
        run.resolve("media:../clip.mp4")


def test_outputs_go_to_their_folder(tmp_path: Path) -> None:
    run = PlainRun(tmp_path / "project", output_folder=tmp_path / "out")
    path = run.output("deep/clip.mp4")
    assert path == tmp_path / "out" / "deep" / "clip.mp4"
    assert path.parent.is_dir()


def test_the_bundled_folder_is_the_one_beside_the_code() -> None:
    assert bundled_folder() == Path(__file__).parents[3] / "assets"


@pytest.mark.parametrize("name", ["a.png", "\u00e4 \u4e2d.mov", "no ending", "a..b", "COM10"])
def test_harmless_names(name: str) -> None:
    assert plain_name(name)


@pytest.mark.parametrize(
    "name", ["", ".", "..", ".a", "a.", " a", "a ", "a/b", "a\\b", "c:", "a\n", "con", "Com1.txt", "a\0"]
)
def test_names_that_harm(name: str) -> None:
    assert not plain_name(name)
