"""What the engine process has to say, on its way to a reader who may be slow: a thread sends, the run never waits.

Messages are sent in order and all of them.  Of previews only the latest of each node is kept, and it is sent only
while a slot of shared memory is free; so a reader who looks once a minute costs the run nothing, and the memory does
not grow.  (One exception: above 20,000 waiting messages, progress gives way to newer progress of the same node.)
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Iterable
from multiprocessing.connection import Connection
from typing import Any

from nodes.engine import events
from nodes.engine.frames import FrameRing, fitting
from nodes.engine.messages import JobEvent, JobFinished, JobRefused, PreviewInSlot, Thumbnail, ThumbnailInSlot
from nodes.values import Clip, Image

__all__ = ["Outbox"]

log = logging.getLogger(__name__)
_BATCH = 256
_CROWDED = 20_000  # messages waiting; from here on progress that is followed by newer progress is let go
_OVER = (events.NodeFinished, events.NodeFailed, events.NodeBlocked)
_PROGRESS = (events.NodeProgress, events.RunProgress)


class _PreviewTurn:
    """Place of a node's preview among the messages; the picture itself is in `Outbox._previews`."""

    __slots__ = ("name",)

    def __init__(self, name: tuple[str, str]) -> None:
        self.name = name


class Outbox:
    """Thread safe. `dropped`: previews that a newer one replaced before they could be sent."""

    def __init__(self, connection: Connection, ring: FrameRing) -> None:
        self.dropped = 0
        self._connection = connection
        self._ring = ring
        self._free = list(range(ring.place.slots))
        self._queue: deque[Any] = deque()
        self._previews: dict[tuple[str, str], Clip | Image] = {}
        self._parked: dict[tuple[str, str], None] = {}
        self._changed = threading.Condition()
        self._idle = True
        self._closed = False
        self._thread = threading.Thread(target=self._send_all, name="engine-outbox", daemon=True)
        self._thread.start()

    def post(self, message: object) -> None:
        """Queue a message. Returns at once."""
        with self._changed:
            if len(self._queue) > _CROWDED and _replaces(message, self._queue[-1]):
                self._queue.pop()
            self._queue.append(message)
            self._changed.notify_all()

    def preview(self, job_id: str, node: str, picture: Clip | Image) -> None:
        """Show this when there is time; a newer preview of the node takes its place. Returns at once."""
        name = (job_id, node)
        picture = fitting(picture)
        with self._changed:
            if name in self._previews:
                self.dropped += 1
            else:
                self._queue.append(_PreviewTurn(name))
            self._previews[name] = picture
            self._changed.notify_all()

    def release(self, slots: Iterable[int]) -> None:
        with self._changed:
            self._free.extend(slots)
            self._changed.notify_all()

    def flush(self, timeout_s: float) -> bool:
        """Wait until everything but parked previews is with the reader; False when that takes longer."""
        with self._changed:
            return self._changed.wait_for(lambda: self._closed or (self._idle and not self._queue), timeout_s)

    def close(self) -> None:
        """Send nothing more. A send under way to a reader who does not read is left behind in its thread."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread is not threading.current_thread():
            self._thread.join(0.2)

    # -- the sending thread ------------------------------------------------------------------------

    def _send_all(self) -> None:
        while True:
            with self._changed:
                self._idle = True
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._closed or self._can_send())
                if self._closed:
                    return
                self._idle = False
                batch = self._next_batch()
            if not batch:
                continue
            try:
                self._send([item for item in map(self._placed, batch) if item is not None])
            except OSError:  # nobody listens any more
                self._closed = True
                return

    def _can_send(self) -> bool:
        if self._parked and len(self._free) > 1:
            return True
        return bool(self._queue) and (bool(self._free) or not isinstance(self._queue[0], Thumbnail))

    def _next_batch(self) -> list[Any]:
        """What goes out next, in order; a picture as (message or name, picture, slot). The lock is held."""
        batch: list[Any] = []
        for name in list(self._parked):
            if len(self._free) <= 1:
                break
            del self._parked[name]
            batch.append((name, self._previews.pop(name), self._free.pop(0)))
        while self._queue and len(batch) < _BATCH:
            item = self._queue[0]
            if isinstance(item, Thumbnail):
                if not self._free:
                    break
                item = (item, item.picture, self._free.pop(0))
            elif isinstance(item, _PreviewTurn):
                if item.name in self._previews and len(self._free) > 1:  # the last slot is for what must not be lost
                    item = (item.name, self._previews.pop(item.name), self._free.pop(0))
                else:
                    self._parked[item.name] = None
                    item = None
            else:
                self._let_go_previews(item)
            self._queue.popleft()
            if item is not None:
                batch.append(item)
        return batch

    def _let_go_previews(self, message: object) -> None:
        """Previews of what is over are of no more use."""
        if isinstance(message, JobEvent) and isinstance(message.event, _OVER):
            over = [(message.job_id, message.event.node)]
        elif isinstance(message, JobFinished | JobRefused):
            over = [name for name in self._parked if name[0] == message.job_id]
        else:
            return
        for name in over:
            if self._parked.pop(name, 0) is None:
                self._previews.pop(name, None)
                self.dropped += 1

    def _placed(self, item: object) -> object | None:
        """The message itself; of a picture, the message that tells its slot, after it was put there."""
        if not isinstance(item, tuple):
            return item
        what, picture, slot = item
        try:
            held = self._ring.write(slot, picture)
        except Exception:  # a picture that cannot be read must not silence the engine
            log.warning("A picture could not be sent to the studio: %s", picture.summary(), exc_info=True)
            self.release((slot,))
            return None
        if isinstance(what, Thumbnail):
            return ThumbnailInSlot(what.job_id, what.node, what.output, held)
        return PreviewInSlot(what[0], what[1], held)

    def _send(self, batch: list[object]) -> None:
        try:
            self._connection.send(batch)
        except OSError:
            raise
        except Exception:  # noqa: BLE001  a value that cannot be pickled; which one, the single sends tell
            for message in batch:
                self._send_one(message)

    def _send_one(self, message: object) -> None:
        try:
            self._connection.send([message])
        except OSError:
            raise
        except Exception:
            log.exception("A %s could not be sent to the studio.", type(message).__name__)
            if isinstance(message, JobFinished):
                bare = JobFinished(message.job_id, message.ok, message.cancelled, message.seconds, message.states)
                self._connection.send([bare])


def _replaces(new: object, old: object) -> bool:
    if not (isinstance(new, JobEvent) and isinstance(old, JobEvent)):
        return False
    if type(new.event) is not type(old.event) or not isinstance(new.event, _PROGRESS):
        return False
    return new.job_id == old.job_id and getattr(new.event, "node", "") == getattr(old.event, "node", "")
