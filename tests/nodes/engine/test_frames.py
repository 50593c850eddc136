"""The ring of slots in shared memory, and the outbox that fills it."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator
from fractions import Fraction
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nodes.engine import events
from nodes.engine.frames import FrameRing, fitting, small
from nodes.engine.messages import JobEvent, PreviewInSlot, Thumbnail, ThumbnailInSlot
from nodes.engine.outbox import Outbox
from nodes.errors import EngineError
from nodes.values import Clip, Image


@pytest.fixture
def ring() -> Iterator[FrameRing]:
    ring = FrameRing.create(slots=3, slot_bytes=1 << 20)
    yield ring
    ring.close()
    ring.unlink()


@pytest.fixture
def pipe() -> Iterator[tuple[Connection, Connection]]:
    ours, theirs = multiprocessing.Pipe()
    yield ours, theirs
    ours.close()
    theirs.close()


def grey(level: int, side: int = 16) -> Image:
    return Image(np.full((side, side, 3), level, np.uint8))


def test_a_picture_comes_out_as_it_went_in(ring: FrameRing) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (5, 48, 64, 3), np.uint8)
    other = FrameRing.attach(ring.place)
    image, clip = Image(pixels[0]), Clip(pixels, Fraction(30000, 1001))
    held_image, held_clip = other.write(0, image), other.write(2, clip)
    assert ring.read(held_image) == image
    assert ring.read(held_clip) == clip
    other.close()


def test_floating_point_pictures_arrive_in_eight_bits(ring: FrameRing) -> None:
    image = Image(np.full((4, 4, 3), 0.5, np.float32))
    assert ring.read(ring.write(1, image)) == Image(image.as_uint8())


@pytest.mark.parametrize("shape", [(3, 700, 900, 3), (200, 90, 160, 3), (40000, 8, 8, 3), (1, 4000, 5, 3)])
def test_what_is_too_large_for_a_slot_arrives_thinned_out(ring: FrameRing, shape: tuple[int, int, int, int]) -> None:
    clip = Clip(np.zeros(shape, np.uint8), 24)
    seen = ring.read(ring.write(0, clip))
    assert isinstance(seen, Clip)
    assert seen.as_array().nbytes <= ring.place.slot_bytes
    assert seen.as_array().nbytes * 16 >= min(ring.place.slot_bytes, clip.as_array().nbytes)


def test_slots_do_not_touch_each_other_or_the_note(ring: FrameRing) -> None:
    ring.note('{"job": "a"}')
    full = [Image(np.full((512, 682, 3), 10 * slot, np.uint8)) for slot in range(3)]
    held = [ring.write(slot, image) for slot, image in enumerate(full)]
    assert [ring.read(each) for each in held] == full
    assert ring.noted() == {"job": "a"}


def test_a_note_cut_off_or_absent_is_no_note(ring: FrameRing) -> None:
    assert ring.noted() == {}
    ring.note('{"job": ' + '"x' * 4000)
    assert ring.noted() == {}
    ring.note('{"nodes": []}')
    assert ring.noted() == {"nodes": []}


def test_too_little_shared_memory_is_a_clear_error() -> None:
    before = {path.name for path in Path("/dev/shm").iterdir()}
    with pytest.raises(EngineError, match="shared memory"):
        FrameRing.create(slots=1 << 30)
    assert {path.name for path in Path("/dev/shm").iterdir()} <= before


def test_a_clip_on_disk_is_shown_by_its_first_frame(tmp_path: Path) -> None:
    clip = Clip(np.stack([np.full((400, 700, 3), level, np.uint8) for level in (5, 6)]), 8)
    clip.save(tmp_path)
    stored = Clip.load(tmp_path)
    assert stored.on_disk
    assert fitting(stored) == Image(clip.frame(0))
    seen = small(stored)
    assert isinstance(seen, Image)
    assert (seen.width, seen.height) == (234, 134)


def test_previews_wait_for_a_free_slot_and_only_the_latest_is_kept(
    ring: FrameRing, pipe: tuple[Connection, Connection]
) -> None:
    ours, theirs = pipe
    outbox = Outbox(theirs, ring)
    first = []
    for level in range(2):  # one slot of three is never given to a preview
        outbox.preview("j", "n", grey(level))
        first += ours.recv()
    assert [type(message) for message in first] == [PreviewInSlot, PreviewInSlot]
    for level in range(2, 50):
        outbox.preview("j", "n", grey(level))
    assert outbox.flush(5)
    assert not ours.poll(0)
    outbox.release([first[0].held.slot])
    (latest,) = ours.recv()
    assert ring.read(latest.held) == grey(49)
    assert outbox.dropped == 47
    outbox.close()


def test_a_preview_of_a_node_that_is_over_is_let_go(ring: FrameRing, pipe: tuple[Connection, Connection]) -> None:
    ours, theirs = pipe
    outbox = Outbox(theirs, ring)
    slots = []
    for level in range(2):
        outbox.preview("j", "n", grey(level))
        slots += [message.held.slot for message in ours.recv()]
    outbox.preview("j", "n", grey(9))
    outbox.post(JobEvent("j", events.NodeFinished("n", False, 1.0, "")))
    (over,) = ours.recv()
    outbox.release(slots)
    outbox.post("end")
    assert isinstance(over, JobEvent)
    assert ours.recv() == ["end"]
    outbox.close()


def test_thumbnails_wait_for_slots_and_none_is_lost(ring: FrameRing, pipe: tuple[Connection, Connection]) -> None:
    ours, theirs = pipe
    outbox = Outbox(theirs, ring)
    for level in range(20):
        outbox.post(Thumbnail("j", f"n{level}", "", grey(level)))
    outbox.post("end")
    seen: list[Any] = []
    while not seen or seen[-1] != "end":
        for message in ours.recv():
            if isinstance(message, ThumbnailInSlot):
                seen.append(ring.read(message.held))
                outbox.release([message.held.slot])
            else:
                seen.append(message)
    assert seen == [*(grey(level) for level in range(20)), "end"]
    outbox.close()


def test_a_message_that_cannot_be_pickled_does_not_silence_the_rest(
    ring: FrameRing, pipe: tuple[Connection, Connection]
) -> None:
    ours, theirs = pipe
    outbox = Outbox(theirs, ring)
    outbox.post(threading.Lock())
    outbox.post("after")
    assert ours.recv() == ["after"]
    outbox.close()


def test_an_outbox_nobody_reads_takes_everything_at_once_and_closes(
    ring: FrameRing, pipe: tuple[Connection, Connection]
) -> None:
    outbox = Outbox(pipe[1], ring)
    for number in range(5000):
        outbox.post("x" * 100 + str(number))
    assert not outbox.flush(0.0)
    pipe[0].close()  # the sending thread, stuck in a full pipe, ends with an error that is no news
    outbox.close()
