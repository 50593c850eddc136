"""Killed, locked out, out of space, not allowed: what was there before is still there. Real processes throughout."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from nodes.errors import ProjectError, ProjectLocked
from nodes.graph import Graph, Node
from nodes.graph.edits import AddNodes, Rename, SetParameter
from nodes.graph.lock import lock_path
from nodes.graph.project import Project, recoverable

ROOT = Path(__file__).parents[3]
POSIX_ONLY = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX limits, users and signals")


def python(code: str, *arguments: object, **options: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,  # type: ignore[call-overload]
    )


def saved(path: Path) -> Path:
    with Project.new() as project:
        project.apply(AddNodes((Node("a", "test.picture", parameters={"step": -1}),)))
        project.save(path)
    return path


SAVE_FOR_EVER = """
import os, sys
from pathlib import Path
from nodes.graph.edits import SetParameter
from nodes.graph.project import Project
path, medium = Path(sys.argv[1]), Path(sys.argv[2])
project = Project.open(path)
project.add_media(medium)
print("ready", flush=True)
for step in range(10**9):
    project.apply(SetParameter("a", "step", step))
    project.apply(SetParameter("a", "filling", "x" * (step % 7) * 20_000))
    project.save()
    print(step, flush=True)
"""


@POSIX_ONLY
def test_a_project_killed_while_saving_always_opens(tmp_path: Path) -> None:
    path, medium = saved(tmp_path / "one.kino"), tmp_path / "medium.bin"
    medium.write_bytes(os.urandom(200_000))
    for attempt in range(6):
        process = python(SAVE_FOR_EVER, path, medium)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.013 * (attempt + 1))
        process.kill()
        finished = [line for line in process.communicate()[0].splitlines() if line.isdigit()]
        with Project.open(path) as project:  # the dead process's lock is taken over
            step = project.graph.nodes["a"].parameters["step"]
            if finished:
                assert step in (int(finished[-1]), int(finished[-1]) + 1)
        recovered = recoverable(path)
        if recovered is not None:
            assert Graph.from_document(recovered.document).nodes["a"].parameters["step"] >= step
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.endswith(".saving")] == []


HOLD = """
import sys, time
from nodes.graph.project import Project
project = Project.open(sys.argv[1])
print("open", flush=True)
sys.stdin.readline()
"""


def test_a_second_process_is_told_who_has_it_open(tmp_path: Path) -> None:
    path = saved(tmp_path / "one.kino")
    process = python(HOLD, path, stdin=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        assert process.stdout.readline() == "open\n"
        with pytest.raises(ProjectLocked) as caught:
            Project.open(path)
        assert str(process.pid) in str(caught.value)
        assert socket.gethostname() in str(caught.value)
        assert "one.kino" in str(caught.value)
        with Project.open(path, read_only=True) as project:
            assert "a" in project.graph.nodes
        with Project.new() as project, pytest.raises(ProjectLocked):
            project.save(path)
    finally:
        process.kill()
        process.communicate()
    with Project.open(path) as project:  # killed, so its lock is stale
        project.save()
    assert not lock_path(path).exists()


def test_the_same_process_cannot_open_it_twice_for_writing(tmp_path: Path) -> None:
    path = saved(tmp_path / "one.kino")
    with Project.open(path), pytest.raises(ProjectLocked, match=str(os.getpid())):
        Project.open(path)
    Project.open(path).close()


def test_a_lock_of_another_computer_is_respected_and_a_torn_one_taken_over(tmp_path: Path) -> None:
    path = saved(tmp_path / "one.kino")
    lock_path(path).write_text(json.dumps({"pid": 1, "host": "far-away"}))
    with pytest.raises(ProjectLocked, match="far-away"):
        Project.open(path)
    for torn in ('{"pid": 1', "[]", "\0" * 50, "[" * 5000):
        lock_path(path).write_text(torn)
        Project.open(path).close()
    lock_path(path).write_text(json.dumps({"pid": 99999999, "host": socket.gethostname()}))
    Project.open(path).close()


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from nodes.errors import ProjectError
from nodes.graph.edits import SetParameter
from nodes.graph.project import Project
project = Project.open(sys.argv[1])
import os, base64
project.apply(SetParameter("a", "large", base64.b64encode(os.urandom(300_000)).decode()))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    project.save()
except ProjectError as error:
    print(error)
project.apply(SetParameter("a", "later", 1))
"""


@POSIX_ONLY
def test_running_out_of_space_while_saving_leaves_the_old_file(tmp_path: Path) -> None:
    """The system refuses to let any file grow past 100 kB: a write fails half-way, as on a full disk."""
    path = saved(tmp_path / "one.kino")
    before = path.read_bytes()
    process = python(FULL_DISK, path)
    out, _ = process.communicate()
    assert process.returncode == 0, out
    assert "one.kino cannot be saved" in out
    assert "unchanged" in out
    assert path.read_bytes() == before
    assert sorted(entry.name for entry in tmp_path.iterdir() if entry.name != "state") in (
        ["one.kino"],
        [".one.kino.lock", "one.kino"],
    )
    recovered = recoverable(path)
    assert recovered is not None
    assert len(recovered.document["graph"]["nodes"]["a"]["parameters"]["large"]) == 400_000


READ_ONLY = """
import os, sys
from nodes.errors import ProjectError
from nodes.graph.edits import Rename
from nodes.graph.project import Project
Project.open(sys.argv[1], read_only=True, state=sys.argv[2]).save(sys.argv[2] + "/all modules are loaded.kino")
os.setgid(65534); os.setuid(65534)
project = Project.open(sys.argv[1], state=sys.argv[2])
project.apply(Rename("a", "x"))
try:
    project.save()
except ProjectError as error:
    print(error)
project.save(sys.argv[2] + "/copy.kino")
print("copied")
"""


@POSIX_ONLY
@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="gives up root to another user")
def test_a_folder_nobody_may_write_to_as_another_user() -> None:
    folder = Path(tempfile.mkdtemp(prefix="kinograph-test-"))
    try:
        folder.chmod(0o755)
        path = saved(folder / "one.kino")
        path.chmod(0o644)
        before = path.read_bytes()
        state = folder / "state"
        state.mkdir()
        state.chmod(0o777)
        process = python(READ_ONLY, path, state, cwd="/")
        out, _ = process.communicate()
        assert process.returncode == 0, out
        assert "cannot be saved" in out
        assert "copied" in out
        assert path.read_bytes() == before
        assert sorted(entry.name for entry in folder.iterdir()) == ["one.kino", "state"]
    finally:
        shutil.rmtree(folder)


@pytest.mark.parametrize("broken", ["open", "fsync", "replace"])
def test_a_save_that_fails_at_any_step_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    """Stands in for a read-only medium where the test cannot have one: the system call itself answers EROFS."""
    path = saved(tmp_path / "one.kino")
    before = path.read_bytes()
    project = Project.open(path)
    project.apply(Rename("a", "x"))

    def refuse(*arguments: object, **options: object) -> None:
        raise OSError(30, "Read-only file system")

    with monkeypatch.context() as patch:
        if broken == "replace":
            patch.setattr(Path, "replace", refuse)
        else:
            patch.setattr(os, broken, refuse)
        with pytest.raises(ProjectError, match="Read-only file system"):
            project.save()
    assert path.read_bytes() == before
    assert project.dirty
    assert not list(tmp_path.glob(".*.saving"))
    project.save()
    project.close()
    assert recoverable(path) is None


def test_an_interrupted_save_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path / "one.kino")
    before = path.read_bytes()

    def interrupt(*arguments: object) -> None:
        signal.raise_signal(signal.SIGINT)

    with Project.open(path) as project:
        project.apply(SetParameter("a", "step", 5))
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", interrupt)
            with pytest.raises(KeyboardInterrupt):
                project.save()
    assert path.read_bytes() == before
    assert not list(tmp_path.glob(".*.saving"))


HOSTILE = """
import sys
seen = []
def watch(event, arguments):
    if event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "ctypes")):
        seen.append(event)
    if event == "import" and armed:
        seen.append(f"import {arguments[0]}")
    if event in ("exec", "compile") and armed:
        seen.append(event)
armed = False
from nodes.graph.project import Project
from nodes.graph.embed import read_embedded
from pathlib import Path
Project.open(sys.argv[1], read_only=True, state=sys.argv[2])
sys.addaudithook(watch)
armed = True
project = Project.open(sys.argv[1], state=sys.argv[2])
project.missing_media()
project.document()
armed = False
project.close()
allowed = {"import msvcrt", "import fcntl"}
print(sorted(set(seen) - allowed))
"""


def test_opening_a_hostile_project_runs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "hostile.kino"
    evil = {
        "__import__": "os",
        "file": "http://example.invalid/x",
        "command": "$(touch /tmp/x)",
        "!!python/object": "os.system",
    }
    with Project.new() as project:
        project.apply(
            AddNodes(
                (
                    Node("a", "os.system", parameters=evil),
                    Node("b", "nodes.library.media_in", parameters={"name": "https://example.invalid/clip.mp4"}),
                    Node("c", "antigravity", extra={"module": "antigravity"}),
                )
            )
        )
        project.save(path)
    process = python(HOSTILE, path, tmp_path / "state")
    out, _ = process.communicate()
    assert process.returncode == 0, out
    assert out.strip() == "[]"
