"""Dear results on disk: after a restart, a crash, damage, a full disk, and with two processes at once."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from nodes.engine import DiskStore, Engine, Job
from nodes.engine.entries import Entry, Hole, Many
from nodes.engine.keys import digest
from nodes.values import Clip, Number, Text

WRITER = """
import sys, numpy as np
from pathlib import Path
from nodes.engine import DiskStore
from nodes.engine.entries import Entry
from nodes.engine.keys import digest
from nodes.values import Clip
store = DiskStore(Path(sys.argv[1]))
print("up", flush=True)
start, stop, mine = int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
for i in range(start, stop):
    frames = np.full((2, 64, 64, 3), i % 251, np.uint8)
    assert store.put(digest(b"%d" % i), Entry({"clip": Clip(frames)}, 1.0))
    found = store.find(digest(b"%d" % max(start, i - 1)))
    assert found is not None
    print(i, flush=True)
store.close()
"""


@pytest.fixture
def opened():
    """DiskStore(...) that is closed when the test ends."""
    stores = []

    def open_store(*arguments, **rest):
        stores.append(DiskStore(*arguments, **rest))
        return stores[-1]

    yield open_store
    for store in stores:
        store.close()


def key(i: int) -> bytes:
    return digest(b"%d" % i)


def clip(i: int, edge: int = 64) -> Entry:
    return Entry({"clip": Clip(np.full((2, edge, edge, 3), i % 251, np.uint8))}, 1.0)


def _start(folder, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), *arguments], stdout=subprocess.PIPE, text=True
    )


def test_an_entry_comes_back_as_it_was(opened, tmp_path):
    store = opened(tmp_path)
    entry = Entry({"clip": clip(5).outputs["clip"], "list": Many((Number(1), Text("x")), (key(1), key(2)))}, 2.5)
    assert store.put(key(0), entry)
    found = store.find(key(0))
    assert found.seconds == 2.5
    assert found.outputs["clip"] == entry.outputs["clip"]
    assert found.outputs["list"] == entry.outputs["list"]
    assert key(0) in store
    assert store.find(key(9)) is None


def test_an_entry_with_holes_is_not_kept(opened, tmp_path):
    store = opened(tmp_path)
    assert not store.put(key(0), Entry({"number": Hole("no")}))
    assert not store.put(key(0), Entry({"number": Many((Hole("no"),), (key(1),))}))


def test_results_survive_a_restart_of_the_engine(registry, document, world, tmp_path):
    made = document(
        {"s": "start", "d": ("dear", {"size": 3}), "p": "plus", "l": "dear_list", "e": "dear"},
        "s > d.a",
        "d > p.a",
        "l > e.a",
    )
    for expected in ({"start": 1, "dear": 4, "plus": 1, "dear_list": 1}, {"plus": 1}):
        world.ran.clear()
        engine = Engine(registry, store=DiskStore(tmp_path))
        result = engine.run(Job(made))
        engine.close()
        assert world.ran == expected
        assert [item.value for item in result.value("e").items] == [0, 1, 2]


def test_cheap_results_do_not_go_to_disk(registry, document, world, tmp_path):
    engine = Engine(registry, store=DiskStore(tmp_path))
    engine.run(Job(document({"s": "start", "p": "plus"}, "s > p.a")))
    engine.close()
    assert list((tmp_path / "objects").iterdir()) == []


def test_two_processes_share_a_store_at_the_same_time(opened, tmp_path):
    one, other = _start(tmp_path, "0", "40", "a"), _start(tmp_path, "0", "40", "b")
    for process in (one, other):
        process.communicate(timeout=60)
        assert process.returncode == 0
    store = opened(tmp_path)
    for i in range(40):
        assert store.find(key(i)).outputs["clip"].frame(0)[0, 0, 0] == i
    assert list((tmp_path / "scratch").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_process_killed_while_storing_leaves_a_working_store(opened, tmp_path):
    process = _start(tmp_path, "0", "100000", "a")
    last = -1
    for line in process.stdout:
        last = int(line) if line.strip() != "up" else -1
        if last >= 15:
            break
    os.kill(process.pid, signal.SIGKILL)
    process.wait(20)
    process.stdout.close()
    store = opened(tmp_path)
    assert list((tmp_path / "scratch").iterdir()) == [], "what was half-written is swept"
    for i in range(last + 1):
        assert store.find(key(i)) is not None
    assert store.put(key(-1), clip(7))
    store.close()


def test_half_written_entries_of_the_dead_are_swept_and_those_of_the_living_are_not(opened, tmp_path):
    living = opened(tmp_path)
    living.put(key(1), clip(1))
    (tmp_path / "scratch" / "dead").mkdir()
    (tmp_path / "scratch" / "dead" / "half").write_bytes(b"x")
    (tmp_path / "scratch" / "dead.lock").touch()
    DiskStore(tmp_path).close()
    assert not (tmp_path / "scratch" / "dead").exists()
    assert len(list((tmp_path / "scratch").glob("*.lock"))) == 1
    living.close()


@pytest.mark.parametrize("how", ["cut", "flip", "gone", "record", "foreign", "empty"])
def test_a_damaged_entry_is_dropped_with_a_warning(opened, tmp_path, caplog, how):
    store = opened(tmp_path)
    store.put(key(0), clip(5))
    folder = store.path_of(key(0))
    file = max((path for path in (folder / "v0").rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    match how:
        case "cut":
            file.write_bytes(file.read_bytes()[:-10])
        case "flip":
            data = bytearray(file.read_bytes())
            data[len(data) // 2] ^= 0xFF
            file.write_bytes(bytes(data))
        case "gone":
            file.unlink()
        case "record":
            (folder / "entry.json").write_text("{")
        case "foreign":
            (folder / "entry.json").write_text(json.dumps({"format": 99}))
        case "empty":
            (folder / "entry.json").write_text("[]")
    assert store.find(key(0)) is None
    assert "damaged" in caplog.text
    assert key(0) not in store
    assert store.put(key(0), clip(5))
    assert store.find(key(0)) is not None


def test_the_cap_drops_the_longest_unused_first(opened, tmp_path):
    store = opened(tmp_path, cap_bytes=1 << 30)
    for i in range(6):
        store.put(key(i), clip(i))
    each = store.nbytes() / 6
    now = time.time()
    for age, i in enumerate((3, 1, 0, 5, 4, 2)):
        os.utime(store.path_of(key(i)) / "entry.json", (now - 100 * age, now - 100 * age))
    store.pin("held", key(2))
    store.cap_bytes = int(each * 4.2)
    store.shrink()
    assert {i for i in range(6) if key(i) in store} == {3, 1, 2}
    assert store.nbytes() <= store.cap_bytes
    store.unpin("held")


def test_using_an_entry_makes_it_recent(opened, tmp_path):
    store = opened(tmp_path)
    store.put(key(0), clip(0))
    record = store.path_of(key(0)) / "entry.json"
    os.utime(record, (1, 1))
    store.find(key(0))
    assert record.stat().st_mtime > 1000


def test_an_entry_larger_than_the_cap_is_not_kept(opened, tmp_path, caplog):
    store = opened(tmp_path, cap_bytes=100)
    assert not store.put(key(0), clip(0))
    assert "larger than the whole store" in caplog.text
    assert list((tmp_path / "objects").glob("*/*")) == []


def test_a_full_disk_is_told_and_the_run_goes_on(registry, document, world, tmp_path, caplog, monkeypatch):
    import nodes.engine.disk_store as module

    def full(value, folder):
        (folder / "half").write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module, "save_value", full)
    engine = Engine(registry, store=DiskStore(tmp_path))
    result = engine.run(Job(document({"s": "start", "d": ("dear", {"size": 3})}, "s > d.a")))
    assert result.ok
    assert "No space left" in caplog.text
    assert list((tmp_path / "objects").glob("*/*")) == []
    engine.close()
    assert list((tmp_path / "scratch").iterdir()) == []


def test_the_elements_of_a_held_list_stay_with_it(opened, tmp_path):
    store = opened(tmp_path)
    for i in range(6):
        store.put(key(i), clip(i))
    store.put(key(9), Entry({}, 1.0, (key(0), key(1))))
    store.pin("held", key(9))
    store.cap_bytes = 1
    store.shrink()
    assert {i for i in range(10) if key(i) in store} == {0, 1, 9}
    store.unpin("held")
