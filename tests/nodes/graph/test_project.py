"""A project is saved, opened, edited and recovered; unknown parts pass through unchanged."""

from __future__ import annotations

import json
import os
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from nodes.errors import GraphError, MediaError, ProjectError, ProjectTooNew
from nodes.graph import Graph, Node, Registry, Wire, validate
from nodes.graph.edits import AddNodes, RemoveNodes, Rename, SetParameter
from nodes.graph.history import History
from nodes.graph.media import resolver, sweep_media
from nodes.graph.migrations import migrate_document
from nodes.graph.project import Project, recoverable, unsaved_projects

STILL = bytes(range(256)) * 20


@pytest.fixture
def still(tmp_path: Path) -> Path:
    path = tmp_path / "pictures" / "still.png"
    path.parent.mkdir()
    path.write_bytes(STILL)
    return path


def saved(path: Path, graph: Graph | None = None) -> Path:
    with Project.new() as project:
        if graph is not None:
            project.apply(AddNodes(tuple(graph.nodes.values()), tuple(graph.wires.values())))
        project.save(path)
    return path


def stored(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        document: dict[str, Any] = json.loads(archive.read("project.json"))
    return document


def rewritten(path: Path, document: dict[str, Any]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.json", json.dumps(document))
    return path


def test_what_is_saved_is_opened(tmp_path: Path) -> None:
    graph = Graph(
        [Node("a", "test.picture", parameters={"level": 3}), Node("c", "test.clip")],
        [Wire("a", "image", "c", "image")],
    )
    path = saved(tmp_path / "one.kino", graph)
    with Project.open(path) as project:
        assert project.graph == graph
        assert not project.dirty
        assert project.folder == tmp_path
        project.set_editor_data("strokes", {"brush": 3})
        project.save()
    with Project.open(path) as project:
        assert project.editors == {"strokes": {"brush": 3}}
    assert sorted(entry.name for entry in tmp_path.iterdir() if entry.is_file()) == ["one.kino"]


def test_unknown_nodes_and_keys_pass_through_byte_for_byte(tmp_path: Path, registry: Registry) -> None:
    unknown = {
        "type": "other.glow",
        "version": 7,
        "parameters": {"z": [1, 1.0, 1e-07, 12345678901234567890, {"b": None, "a": "\u00fc\u2028"}], "a": True},
        "position": [1, 2.5],
        "later": {"deep": [{"x": 1}]},
    }
    document = {
        "format": 1,
        "graph": {
            "nodes": {"x": unknown, "a": {"type": "test.picture", "version": 1, "position": [0, 0]}},
            "wires": [{"source": "a", "output": "image", "target": "x", "input": "in", "bend": [3]}],
            "frames": {"f": {"title": "", "position": [0, 0], "size": [1, 1], "colour": "", "locked": True}},
            "comments": ["kept"],
        },
        "shots": [{"name": "one"}],
    }
    path = rewritten(tmp_path / "newer.kino", document)
    with Project.open(path) as project:
        assert {problem.code for problem in validate(project.graph, registry)} == {"node.unknown"}
        project.migrate(registry)
        History(project.apply).apply(Rename("a", "Sky"))
        project.save()
    after = stored(path)
    assert json.dumps(after["graph"]["nodes"]["x"]) == json.dumps(unknown)
    assert after["graph"]["wires"] == document["graph"]["wires"]  # type: ignore[index]
    assert after["graph"]["comments"] == ["kept"]
    assert after["graph"]["frames"] == document["graph"]["frames"]  # type: ignore[index]
    assert after["shots"] == document["shots"]


def test_old_nodes_are_migrated_and_newer_ones_kept(tmp_path: Path, registry: Registry) -> None:
    graph = Graph(
        [
            Node("old", "test.grown", 1, {"width": 9}),
            Node("middle", "test.grown", 2, {"size": 9}),
            Node("new", "test.grown", 8, {"size": [3], "shape": "round"}),
        ]
    )
    path = saved(tmp_path / "versions.kino", graph)
    with Project.open(path) as project:
        assert project.migrate(registry) == ["old", "middle"]
        assert project.graph.nodes["old"] == Node("old", "test.grown", 3, {"size": 9, "mode": "new"})
        assert project.graph.nodes["new"] == graph.nodes["new"]
        project.save()
    assert stored(path)["graph"]["nodes"]["new"]["parameters"] == {"size": [3], "shape": "round"}


def test_format_migrations_run_in_order() -> None:
    steps = {1: lambda old: {**old, "trail": [1]}, 2: lambda old: {**old, "trail": [*old["trail"], 2]}}
    document = migrate_document({"format": 1, "graph": {}}, migrations=steps, newest=3)
    assert (document["format"], document["trail"]) == (3, [1, 2])
    assert migrate_document({"format": 3}, migrations=steps, newest=3) == {"format": 3}
    with pytest.raises(ProjectTooNew):
        migrate_document({"format": 4}, migrations=steps, newest=3)
    with pytest.raises(GraphError, match="version 3 to 4"):
        migrate_document({"format": 1}, migrations=steps, newest=4)


# Media


def test_small_media_travel_in_the_project_file(tmp_path: Path, still: Path) -> None:
    path = tmp_path / "one.kino"
    with Project.new() as project:
        name = project.add_media(still)
        assert name == "media:still.png"
        assert project.add_media(still) == name
        assert project.resolve(name).read_bytes() == STILL
        project.save(path)
    still.unlink()
    moved = tmp_path / "elsewhere" / "two.kino"
    moved.parent.mkdir()
    path.rename(moved)
    with Project.open(moved, state=tmp_path / "another state") as project:
        assert project.resolve(name).read_bytes() == STILL
        assert project.missing_media() == []


def test_another_file_of_the_same_name_gets_another_one(tmp_path: Path, still: Path) -> None:
    other = tmp_path / "still.png"
    other.write_bytes(b"different")
    with Project.new() as project:
        assert project.add_media(still) == "media:still.png"
        assert project.add_media(other) == "media:still_2.png"
        assert project.resolve("media:still_2.png").read_bytes() == b"different"


@pytest.mark.parametrize(
    "name", ["a:b?.png", "con.png", " lead.png", ".hidden", "x" * 240 + ".png", "\u00e4\u4e2d.mov"]
)
def test_a_file_name_that_other_systems_refuse_is_made_harmless(tmp_path: Path, name: str) -> None:
    source = tmp_path / name
    source.write_bytes(b"x")
    with Project.new() as project:
        told = project.add_media(source)
        project.save(tmp_path / "p.kino")
        with Project.open(tmp_path / "p.kino", read_only=True, state=tmp_path / "s") as again:
            assert again.resolve(told).read_bytes() == b"x"


def test_large_media_are_named_by_relative_path_and_hash(tmp_path: Path, still: Path) -> None:
    path = saved(tmp_path / "work" / "one.kino") if (tmp_path / "work").mkdir() is None else tmp_path
    with Project.open(path) as project:
        name = project.add_media(still, own=False)
        assert name == "../pictures/still.png"
        assert project.resolve(name) == path.parent / name
        project.save()
    facts = stored(path)["files"][name]
    assert facts["bytes"] == len(STILL)
    assert len(facts["sha256"]) == 64


def test_a_project_with_missing_media_opens_says_so_and_is_relinked(
    tmp_path: Path, still: Path, registry: Registry
) -> None:
    path = tmp_path / "one.kino"
    with Project.new() as project:
        linked = project.add_media(still, own=False)
        owned = project.add_media(still, own=True)
        parameters = {"name": linked, "data": [{"file": owned}]}
        project.apply(
            AddNodes(
                (
                    Node("a", "test.picture", parameters=parameters),
                    Node("b", "test.picture", parameters={"name": "gone.png"}),
                )
            )
        )
        project.save(path)
    document = stored(path)
    rewritten(path, document)  # without its media
    still.unlink()
    fresh = tmp_path / "fresh.png"
    fresh.write_bytes(b"fresh")
    with Project.open(path, state=tmp_path / "another state") as project:
        missing = {medium.name: medium for medium in project.missing_media(registry)}
        assert set(missing) == {linked, owned, "gone.png"}
        assert missing[owned].used_by == ("a.data",)
        assert "still.png" in missing[linked].reason
        assert {medium.name for medium in project.missing_media()} == {linked, owned}
        with pytest.raises(MediaError, match=r"still\.png"):
            project.resolve(owned)
        undo = project.relink(owned, fresh)
        project.relink(linked, fresh)
        assert project.graph.nodes["a"].parameters == {
            "name": "media:fresh.png",
            "data": [{"file": "media:fresh.png"}],
        }
        assert {medium.name for medium in project.missing_media()} == set()
        project.save()
        undo.apply(project.graph)
        assert project.graph.nodes["a"].parameters["data"] == [{"file": owned}]


def test_a_medium_that_was_changed_inside_the_file_is_refused(tmp_path: Path, still: Path) -> None:
    path = tmp_path / "one.kino"
    with Project.new() as project:
        project.add_media(still)
        project.save(path)
    document = stored(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.json", json.dumps(document))
        archive.writestr("media/still.png", b"another picture")
    with (
        Project.open(path, state=tmp_path / "another state") as project,
        pytest.raises(ProjectError, match=r"still\.png"),
    ):
        project.resolve("media:still.png")


@pytest.mark.parametrize(
    "name",
    ["media:../x", "media:a/b", "media:", "bundled:../../etc/passwd", "bundled:/etc/passwd", "", "a\0b", "gone.png"],
)
def test_names_that_lead_nowhere_are_refused(tmp_path: Path, name: str) -> None:
    with Project.new() as project, pytest.raises(MediaError):
        project.resolve(name)
    with pytest.raises(MediaError):
        resolver(str(tmp_path))(name)


def test_the_engine_resolves_the_same_names_without_opening_the_project(tmp_path: Path, still: Path) -> None:
    path = tmp_path / "one.kino"
    with Project.new() as project:
        name = project.add_media(still)
        assert resolver("", project.document())(name).read_bytes() == STILL
        project.save(path)
        resolve = resolver(str(path))
        assert resolve(name).read_bytes() == STILL
        assert resolve("pictures/still.png") == still
        assert resolve(str(still)) == still


def test_media_that_no_project_used_for_long_are_swept(tmp_path: Path, still: Path, state: Path) -> None:
    path, long_ago = tmp_path / "one.kino", time.time() - 100 * 86_400
    other = tmp_path / "other.png"
    other.write_bytes(b"of a project that was never saved")
    with Project.new() as project:
        name = project.add_media(still)
        project.save(path)
    unsaved = Project.new()
    kept = unsaved.add_media(other)
    for medium in (state / "media").glob("*/*"):
        os.utime(medium, (long_ago, long_ago))
    assert sweep_media(state) == len(STILL)
    assert sweep_media(state) == 0
    assert unsaved.resolve(kept).exists()
    unsaved.close()
    with Project.open(path) as project:
        assert project.resolve(name).read_bytes() == STILL


# Journal


def test_changes_that_were_not_saved_are_recovered(tmp_path: Path, still: Path) -> None:
    path = saved(tmp_path / "one.kino", Graph([Node("a", "test.picture")]))
    before = path.read_bytes()
    project = Project.open(path)
    undo = project.apply(SetParameter("a", "level", 5))
    project.apply(AddNodes((Node("b", "test.picture"),)))
    project.apply(undo)
    name = project.add_media(still)
    project.set_editor_data("strokes", [1])
    expected = project.document()
    project.close()
    assert path.read_bytes() == before
    found = recoverable(path)
    assert found is not None
    assert found.changes == 5
    assert found.document == expected
    with Project.open(path, recover=True) as again:
        assert again.document() == expected
        assert again.dirty
        assert again.resolve(name).read_bytes() == STILL
        again.apply(Rename("b", "more"))
        again.save()
    assert recoverable(path) is None
    with Project.open(path) as again:
        assert again.graph.nodes["b"].title == "more"


def test_nothing_is_recovered_after_a_save_or_when_changes_are_dropped(tmp_path: Path) -> None:
    path = saved(tmp_path / "one.kino", Graph([Node("a", "test.picture")]))
    assert recoverable(path) is None
    with Project.open(path) as project:
        project.apply(Rename("a", "x"))
        project.save()
    assert recoverable(path) is None
    with Project.open(path) as project:
        project.apply(Rename("a", "y"))
        project.discard_changes()
    assert recoverable(path) is None


def test_a_crash_between_saving_and_dropping_the_journal_recovers_nothing_twice(tmp_path: Path) -> None:
    path = saved(tmp_path / "one.kino", Graph([Node("a", "test.picture")]))
    project = Project.open(path)
    project.apply(Rename("a", "x"))
    journal = project._journal.file.read_bytes()
    project.save()
    project._journal.file.write_bytes(journal)
    project.close()
    assert recoverable(path) is None


def test_a_project_that_never_had_a_file_is_recovered(tmp_path: Path) -> None:
    project = Project.new()
    project.apply(AddNodes((Node("a", "test.picture"),)))
    project.close()
    (found,) = unsaved_projects()
    assert found.path == ""
    assert Graph.from_document(found.document).nodes.keys() == {"a"}


def test_a_lost_project_file_is_recovered_whole_from_its_journal(tmp_path: Path) -> None:
    path = saved(tmp_path / "one.kino", Graph([Node("a", "test.picture")]))
    project = Project.open(path)
    project.apply(Rename("a", "x"))
    project.close()
    path.unlink()
    found = recoverable(path)
    assert found is not None
    assert Graph.from_document(found.document).nodes["a"].title == "x"


def test_a_state_folder_that_cannot_be_written_does_not_stop_the_work(tmp_path: Path) -> None:
    path = saved(tmp_path / "one.kino", Graph([Node("a", "test.picture")]))
    blocked = tmp_path / "a file where a folder should be"
    blocked.write_text("")
    with Project.open(path, state=blocked) as project:
        project.apply(Rename("a", "x"))
        assert project.journal_error is not None
        project.save()
    assert stored(path)["graph"]["nodes"]["a"]["title"] == "x"


def test_an_edit_that_is_refused_is_not_in_the_journal(tmp_path: Path) -> None:
    path = saved(tmp_path / "one.kino", Graph([Node("a", "test.picture")]))
    with Project.open(path) as project:
        with pytest.raises(GraphError):
            project.apply(RemoveNodes(("gone",)))
        assert not project.dirty
    assert recoverable(path) is None


# Saving


def test_saving_elsewhere_moves_the_project(tmp_path: Path) -> None:
    first, second = saved(tmp_path / "one.kino"), tmp_path / "two.kino"
    with Project.open(first) as project:
        project.apply(AddNodes((Node("a", "test.picture"),)))
        project.save(second)
        assert project.path == second
        with Project.open(first) as other:  # no longer locked
            assert not other.graph.nodes
    assert recoverable(first) is None
    assert stored(second)["graph"]["nodes"]


def test_a_project_without_a_file_or_opened_to_read_is_not_saved(tmp_path: Path) -> None:
    with Project.new() as project, pytest.raises(ProjectError, match="no file"):
        project.save()
    path = saved(tmp_path / "one.kino")
    with Project.open(path, read_only=True) as project:
        project.apply(AddNodes((Node("a", "test.picture"),)))
        with pytest.raises(ProjectError, match="read-only"):
            project.save()
        project.save(tmp_path / "copy.kino")
    assert recoverable(path) is None
    assert not stored(path)["graph"]["nodes"]


def test_saving_into_no_folder_is_refused(tmp_path: Path) -> None:
    with Project.new() as project, pytest.raises(ProjectError, match="nowhere"):
        project.save(tmp_path / "nowhere" / "one.kino")


def test_a_link_to_a_project_stays_a_link(tmp_path: Path) -> None:
    path = saved(tmp_path / "one.kino")
    link = tmp_path / "link.kino"
    try:
        link.symlink_to(path)
    except OSError:
        pytest.skip("links cannot be made here")
    path.chmod(0o640)
    with Project.open(link) as project:
        project.apply(AddNodes((Node("a", "test.picture"),)))
        project.save()
    assert link.is_symlink()
    assert stored(path)["graph"]["nodes"]
    assert path.stat().st_mode & 0o777 == 0o640
