"""Telling the listener what goes on, and how far and how long the whole run still is.

Time left is the sum of what the queued nodes took before (Durations), of what the running ones still need by their
own progress, corrected by how this run has gone so far against what was expected.  Nothing is built when nobody
listens.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from nodes.engine import events
from nodes.engine.durations import Durations
from nodes.errors import KinographError

if TYPE_CHECKING:
    from nodes.engine.plan import Step
    from nodes.values import Clip, Image

__all__ = ["Reporter"]

log = logging.getLogger(__name__)
_GUESS_S = 0.05  # for a node type never run before
_DEAR_GUESS_S = 10.0
_INTERVAL_S = 0.05  # between two RunProgress


class _Running:
    """One node at work."""

    __slots__ = ("began", "expected", "fraction", "known")

    def __init__(self, began: float, expected: float, known: bool) -> None:
        self.began = began
        self.expected = expected
        self.known = known
        self.fraction = 0.0

    def left(self, now: float) -> float:
        """Seconds still to go: its record at first, its own pace more and more."""
        elapsed = now - self.began
        by_record = max(self.expected - elapsed, 0.02 * self.expected)
        if self.fraction <= 0.0 or elapsed <= 0.0:
            return by_record
        by_pace = elapsed * (1.0 - self.fraction) / self.fraction
        trust = min(1.0, 3.0 * self.fraction) if self.known else 1.0
        return (1.0 - trust) * by_record + trust * by_pace


class Reporter:
    """One for each run. on_event may be called from several threads, never by two at once."""

    def __init__(
        self, on_event: Callable[[events.Event], None] | None, durations: Durations, clock: Callable[[], float]
    ) -> None:
        self.listening = on_event is not None
        self._on_event = on_event
        self._durations = durations
        self._clock = clock
        self._lock = threading.RLock()
        self._began = clock()
        self._queued: dict[str, tuple[float, bool]] = {}
        self._queued_s = 0.0
        self._running: dict[str, _Running] = {}
        self._finished_s = 0.0
        self._finished_expected_s = 0.0
        self._finished_real_s = 0.0
        self._fraction = 0.0
        self._told_at = float("-inf")

    def tell(self, event: events.Event) -> None:
        if self._on_event is None:
            return
        with self._lock:
            try:
                self._on_event(event)
            except Exception:
                log.exception("A listener to the run failed at %s.", type(event).__name__)

    def queued(self, step: Step, path: str, shown: str) -> None:
        expected = self._durations.expected(step.call.type_id, step.size_class())
        known = expected is not None
        seconds = expected if expected is not None else (_DEAR_GUESS_S if step.call.dear else _GUESS_S)
        with self._lock:
            if path not in self._queued:
                self._queued[path] = (seconds, known)
                self._queued_s += seconds
        if path == shown:
            self.tell(events.NodeQueued(shown))

    def started(self, path: str, shown: str) -> None:
        with self._lock:
            seconds, known = self._queued.pop(path, (_GUESS_S, False))
            self._queued_s = max(0.0, self._queued_s - seconds)
            self._running[path] = _Running(self._clock(), seconds, known)
        if path == shown:
            self.tell(events.NodeStarted(shown))

    def node_progress(self, path: str, shown: str, done: float, total: float, note: str) -> None:
        if not self.listening:
            return
        fraction = min(1.0, max(0.0, done / total)) if total > 0 else 0.0
        with self._lock:
            running = self._running.get(path)
            left = None
            if running is not None:
                running.fraction = max(running.fraction, fraction)
                left = running.left(self._clock()) if fraction > 0.0 or running.known else None
        self.tell(events.NodeProgress(shown, done, total, note, fraction, left))
        self.run_progress()

    def ended(self, path: str) -> None:
        """The node is no longer at work, whatever came of it; or never will be."""
        with self._lock:
            waiting = self._queued.pop(path, None)
            if waiting is not None:
                self._queued_s = max(0.0, self._queued_s - waiting[0])
            running = self._running.pop(path, None)
            if running is not None:
                seconds = self._clock() - running.began
                self._finished_s += seconds
                if running.known:
                    self._finished_expected_s += running.expected
                    self._finished_real_s += seconds

    def finished(self, path: str, shown: str, cached: bool, seconds: float, summary: str) -> None:
        self.ended(path)
        if path == shown:
            self.tell(events.NodeFinished(shown, cached, seconds, summary))
        self.run_progress()

    def failed(self, path: str, shown: str, error: KinographError, detail: str) -> None:
        self.ended(path)
        self.tell(events.NodeFailed(shown, error.code, error.message, error.remedy, detail))

    def blocked(self, path: str, shown: str, by: str, reason: str) -> None:
        self.ended(path)
        if path == shown:
            self.tell(events.NodeBlocked(shown, by, reason))

    def preview(self, shown: str, clip: Clip | Image) -> None:
        if self.listening:
            self.tell(events.NodePreview(shown, clip))

    def warned(self, shown: str, text: str) -> None:
        self.tell(events.NodeWarned(shown, text))

    def writes(self, shown: str, path: str) -> None:
        self.tell(events.NodeWrites(shown, path))

    def estimate(self) -> tuple[float, float]:
        """(fraction done, seconds left) of the run as it is planned now."""
        with self._lock:
            now = self._clock()
            pace = 1.0
            if self._finished_expected_s > 0.1 * (self._finished_expected_s + self._queued_s):
                pace = min(5.0, max(0.2, self._finished_real_s / self._finished_expected_s))
            left = pace * self._queued_s + sum(running.left(now) for running in self._running.values())
            elapsed = max(now - self._began, 0.0)
            fraction = elapsed / (elapsed + left) if elapsed + left > 0.0 else 0.0
            self._fraction = max(self._fraction, min(fraction, 1.0))
            return self._fraction, left

    def run_progress(self) -> None:
        if not self.listening:
            return
        now = self._clock()
        if now - self._told_at >= _INTERVAL_S:
            self._told_at = now
            self.tell(events.RunProgress(*self.estimate()))
