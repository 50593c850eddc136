"""Each example project renders with the bundled model, as `render` is typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.commands import run_command
from app.commands.parser import read_command_line
from app.exit_codes import ExitCode
from assets.projects.build_projects import EXAMPLES
from nodes.exchange.video_reader import read_clip
from nodes.graph import default_registry
from nodes.graph.embed import read_embedded

STEPS = 2  # enough to see that everything fits together


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_it_renders(name: str, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.commands.render.cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr("app.commands.render.results_folder", lambda: tmp_path / "cache" / "results")
    project = repository / "assets" / "projects" / name
    graph = EXAMPLES[name].build(default_registry())
    samplers = [node.id for node in graph.nodes.values() if node.type_id == "model.sample"]
    settings = [word for sampler in samplers for word in ("--set", f"{sampler}.steps={STEPS}")]
    words = ["render", str(project), "--out-dir", str(tmp_path / "out"), *settings]
    assert run_command(read_command_line(words)) == ExitCode.OK
    written = list((tmp_path / "out").glob("*.mp4"))
    assert [path.stem for path in written] == [project.stem]
    clip = read_clip(written[0]).clip
    assert clip.frame_count == 17
    assert read_embedded(written[0]) is not None
