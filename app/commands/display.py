"""Shows a run as it goes on: a moving line on a terminal, now and then a plain one elsewhere, or JSON events."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TextIO

from app.terminal import MovingLine, bar, seconds_told
from nodes.engine import events

__all__ = ["JSON_SCHEMA", "JsonDisplay", "RunDisplay", "TerminalDisplay"]

JSON_SCHEMA = 1
PLAIN_EVERY_S = 5.0
MOVING_EVERY_S = 0.1
QUICK_S = 0.05  # a node that took less is not worth a line


class RunDisplay(Protocol):
    """What a run is told to, event by event, and at its end once the summary."""

    def show(self, event: events.Event) -> None: ...

    def summary(self, data: Mapping[str, Any], text: str) -> None: ...

    def fail(self, code: int, message: str, remedy: str) -> None: ...


class JsonDisplay:
    """One JSON object a line: the engine's events, then a `summary`; each with the schema's version."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def show(self, event: events.Event) -> None:
        self._write(events.to_json(event))

    def summary(self, data: Mapping[str, Any], text: str) -> None:
        self._write({"event": "summary", **data})

    def fail(self, code: int, message: str, remedy: str) -> None:
        self._write({"event": "error", "exit_code": code, "message": message, "remedy": remedy})

    def _write(self, data: Mapping[str, Any]) -> None:
        self._stream.write(json.dumps({"schema": JSON_SCHEMA, **data}, ensure_ascii=False, default=str) + "\n")
        self._stream.flush()


class TerminalDisplay:
    """For people. title_of: the name of a node as its maker sees it, by path."""

    def __init__(self, stream: TextIO, title_of: Callable[[str], str]) -> None:
        self._line = MovingLine(stream)
        self._title_of = title_of
        self._whole = events.RunProgress(0.0, None)
        self._node = ""
        self._step = ""
        self._drawn_at = float("-inf")

    def show(self, event: events.Event) -> None:
        match event:
            case events.NodeStarted():
                self._node, self._step = event.node, ""
                self._draw(at_once=False)
            case events.NodeProgress():
                self._on_progress(event)
            case events.RunProgress():
                self._whole = event
                self._draw(at_once=False)
            case events.NodeWarned():
                self._line.keep(f"  ! {self._title_of(event.node)}: {event.text}")
            case events.NodeFinished():
                self._on_finished(event)
            case events.NodeFailed() | events.RunFinished():
                self._line.clear()
            case _:
                return

    def summary(self, data: Mapping[str, Any], text: str) -> None:
        self._line.clear()
        self._line.keep(text)

    def fail(self, code: int, message: str, remedy: str) -> None:
        self._line.clear()

    def _on_progress(self, event: events.NodeProgress) -> None:
        first = event.node != self._node or not self._step
        self._node = event.node
        counted = float(event.done).is_integer() and float(event.total).is_integer()
        steps = f"{event.done:.0f}/{event.total:.0f}" if counted else f"{event.fraction:.0%}"
        left = f", {seconds_told(event.seconds_left)} left" if event.seconds_left is not None else ""
        self._step = event.note or f"{steps}{left}"  # a note of the node's own says its step and time itself
        self._draw(at_once=first or event.done >= event.total)

    def _on_finished(self, event: events.NodeFinished) -> None:
        if event.node == self._node:
            self._node = self._step = ""
        if event.cached:
            self._line.keep(f"  = {self._title_of(event.node)}: kept from before")
        elif event.seconds >= QUICK_S:
            self._line.keep(f"  + {self._title_of(event.node)}: {seconds_told(event.seconds)}")

    def _draw(self, *, at_once: bool) -> None:
        now = time.monotonic()
        every_s = MOVING_EVERY_S if self._line.can_move else PLAIN_EVERY_S
        if now - self._drawn_at < every_s and not at_once:
            return
        if not self._node:
            return
        left = self._whole.seconds_left
        whole = f"{self._whole.fraction:4.0%}" + (f", {seconds_told(left)} left in all" if left is not None else "")
        doing = " ".join(filter(None, [self._title_of(self._node), self._step]))
        if self._line.can_move:
            self._line.replace(f"  {bar(self._whole.fraction)} {whole}  {doing}")
        elif self._step:
            self._line.keep(f"  {whole.strip()}  {doing}")
        self._drawn_at = now
