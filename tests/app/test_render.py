"""`render` as a person types it: files, listing, settings, events, exit codes, cancelling."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.commands import run_command
from app.commands.parser import read_command_line
from app.exit_codes import ExitCode
from nodes.graph import Graph, Node, Wire
from nodes.graph.embed import read_embedded
from nodes.graph.project import Project

Render = Callable[..., int]
RUN = "import sys; from app.commands.parser import read_command_line; from app.commands import run_command; "
RUN += "sys.exit(run_command(read_command_line(sys.argv[1:])))"


@pytest.fixture
def render(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Render:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("app.commands.render.cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr("app.commands.render.results_folder", lambda: tmp_path / "cache" / "results")
    return lambda *words: run_command(read_command_line(["render", *map(str, words)]))


def save_project(path: Path, nodes: list[Node], wires: list[Wire]) -> Path:
    with Project.new(state=path.parent / "state") as project:
        project.graph = Graph(nodes, wires)
        project.save(path)
    return path


@pytest.fixture
def still(tmp_path: Path) -> Path:
    """A grey picture that becomes a clip of five frames in a file."""
    return save_project(
        tmp_path / "still.kino",
        [
            Node("grey", "picture.solid_colour", parameters={"width": 32, "height": 16}),
            Node("clip", "picture.still_to_clip", parameters={"frames": 5}),
            Node("save", "media.save_clip", title="The Clip", parameters={"file": "grey.mp4"}),
        ],
        [Wire("grey", "image", "clip", "image"), Wire("clip", "clip", "save", "clip")],
    )


def test_output_goes_where_asked_and_carries_its_graph(render: Render, still: Path, tmp_path: Path) -> None:
    assert render(still, "-o", "out.mp4") == ExitCode.OK
    document = read_embedded(tmp_path / "out.mp4")
    assert document is not None
    assert set(document["graph"]["nodes"]) == {"grey", "clip", "save"}
    assert not (tmp_path / "grey.mp4").exists()


def test_a_clip_that_carries_its_graph_renders_again(render: Render, still: Path, tmp_path: Path) -> None:
    assert render(still, "-o", "out.mp4") == ExitCode.OK
    assert render("out.mp4", "--out-dir", "again") == ExitCode.OK
    assert (tmp_path / "again" / "grey.mp4").is_file()


def test_settings_reach_the_run_and_the_embedded_graph(render: Render, still: Path, tmp_path: Path) -> None:
    assert render(still, "-o", "out.mp4", "--set", "clip.frames=7") == ExitCode.OK
    document = read_embedded(tmp_path / "out.mp4")
    assert document is not None
    assert document["graph"]["nodes"]["clip"]["parameters"]["frames"] == 7


def test_listing_names_outputs_and_parameters(
    render: Render, still: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert render(still, "--list", "--json") == ExitCode.OK
    found = json.loads(capsys.readouterr().out)
    assert [each["node"] for each in found["outputs"]] == ["save"]
    frames = next(each for each in found["parameters"] if (each["node"], each["parameter"]) == ("clip", "frames"))
    assert frames["value"] == 5
    assert frames["kind"] == "integer"
    assert render(still, "--list") == ExitCode.OK
    assert "clip.frames" in capsys.readouterr().out


def test_json_is_all_that_standard_output_gets(
    render: Render, still: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert render(still, "-o", "out.mp4", "--json") == ExitCode.OK
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {event["schema"] for event in events} == {1}
    assert events[0]["event"] == "run-started"
    assert events[-1]["event"] == "summary"
    assert [Path(each["path"]).name for each in events[-1]["files"]] == ["out.mp4"]
    assert events[-1]["ok"] is True


def test_second_run_takes_what_was_dear_from_the_cache_and_fresh_does_not(
    render: Render, still: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in ((), ("--fresh",)):
        assert render(still, "-o", "out.mp4", "--json", *words) == ExitCode.OK
        events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert not any(event.get("cached") for event in events)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--set", "clip.frames"], "NODE.PARAMETER=VALUE"),
        (["--set", "clop.frames=3"], "clip"),
        (["--set", "clip.frame=3"], "frames"),
        (["--set", "clip.frames=none"], "whole number"),
        (["--set", "clip.frames=-1"], "lowest"),
        (["--target", "nowhere"], "nowhere"),
        (["--seed", "3"], "seed"),
    ],
)
def test_bad_usage_names_what_is_wrong(
    render: Render, still: Path, words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert render(still, *words) == ExitCode.USAGE
    assert told in capsys.readouterr().err


def test_one_file_name_for_two_outputs_is_refused(
    render: Render, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = save_project(
        tmp_path / "two.kino",
        [
            Node("grey", "picture.solid_colour"),
            Node("a", "media.save_image", parameters={"file": "a.png"}),
            Node("b", "media.save_image", parameters={"file": "b.png"}),
        ],
        [Wire("grey", "image", "a", "image"), Wire("grey", "image", "b", "image")],
    )
    assert render(project, "-o", "x.png") == ExitCode.USAGE
    assert "2 outputs (a, b)" in capsys.readouterr().err
    assert render(project, "-o", "x.png", "--target", "b") == ExitCode.OK
    assert sorted(path.name for path in tmp_path.glob("*.png")) == ["x.png"]


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x03\x04 cut short"])
def test_what_is_no_project_is_named(
    render: Render, tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.kino").write_bytes(content)
    assert render("bad.kino") == ExitCode.PROJECT
    assert "bad.kino" in capsys.readouterr().err
    assert render("missing.kino") == ExitCode.PROJECT
    assert "missing.kino" in capsys.readouterr().err


def test_a_graph_that_cannot_run_tells_every_problem(
    render: Render, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = save_project(
        tmp_path / "broken.kino",
        [Node("clip", "picture.still_to_clip", parameters={"frames": -4}), Node("save", "media.save_clip")],
        [Wire("clip", "clip", "save", "clip"), Wire("gone", "clip", "clip", "image")],
    )
    assert render(project) == ExitCode.PROJECT
    told = capsys.readouterr().err
    assert "frames" in told
    assert "gone" in told


def test_a_failed_node_is_named_and_leaves_nothing_half_written(
    render: Render, still: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out.xyz").write_text("kept")
    assert render(still, "-o", "out.xyz") == ExitCode.NODE
    assert "The Clip failed" in capsys.readouterr().err
    assert (tmp_path / "out.xyz").read_text() == "kept"
    assert not list(tmp_path.glob("*.part*"))


def test_an_unknown_node_stops_only_what_needs_it(render: Render, tmp_path: Path) -> None:
    project = save_project(
        tmp_path / "foreign.kino",
        [Node("grey", "picture.solid_colour"), Node("a", "media.save_image"), Node("alien", "pack.alien")],
        [Wire("grey", "image", "a", "image")],
    )
    assert render(project, "-o", "a.png") == ExitCode.OK


def test_interrupt_cancels_and_leaves_what_was_there(still: Path, tmp_path: Path, repository: Path) -> None:
    (tmp_path / "out.mkv").write_text("kept")
    environment = {**os.environ, "PYTHONPATH": str(repository), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    words = ["render", str(still), "-o", "out.mkv", "--json", "--set", "clip.frames=100000"]
    with subprocess.Popen(
        [sys.executable, "-c", RUN, *words],
        cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        for line in process.stdout:
            if json.loads(line)["event"] == "node-progress":
                break
        process.send_signal(signal.SIGINT)
        asked = time.monotonic()
        _, told = process.communicate(timeout=60)
        assert time.monotonic() - asked < 30
    assert process.returncode == ExitCode.CANCELLED
    assert "cancelled" in told
    assert (tmp_path / "out.mkv").read_text() == "kept"
    assert sorted(path.name for path in tmp_path.iterdir() if "out" in path.name) == ["out.mkv"]
