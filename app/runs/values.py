"""Whole results of nodes, asked of the engine once and kept while they are looked at."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.runs.link import EngineLink
from app.runs.results import Results
from nodes.engine import Job
from nodes.engine.messages import Failure, ValueTold
from nodes.errors import EngineError, KinographError
from nodes.values import Clip, Value, ValueList, load_value

__all__ = ["Values"]

_KEPT = 32


class Values(QObject):
    """One request in flight for each output; what is asked again meanwhile is answered by the same one."""

    wanted = Signal()

    def __init__(self, link: EngineLink, results: Results, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._results = results
        self._asked: dict[str, tuple[str, str]] = {}
        self._loaded: OrderedDict[str, Value | ValueList] = OrderedDict()

    def ask(self, job: Job, path: str, output: str) -> None:
        """Have the engine lay out the value; `take` answers."""
        if (path, output) in self._asked.values():
            return
        try:
            request = self._link.client.fetch(job, path, output)
        except EngineError as error:
            self._results.tell_value(path, output, None, Failure(error.code, error.message, error.remedy))
            return
        self._asked[request] = (path, output)

    def take(self, told: ValueTold) -> None:
        path, output = self._asked.pop(told.request, (told.node, told.output))
        if told.failure is not None:
            self._results.tell_value(path, output, None, told.failure)
            return
        try:
            value = self._load(told.place)
        except KinographError as error:
            self._results.tell_value(path, output, None, Failure(error.code, error.message, error.remedy))
            return
        self._results.tell_value(path, output, value, None)

    def lost(self) -> None:
        """The engine is gone and will not answer."""
        asked, self._asked = list(self._asked.values()), {}
        failure = Failure("engine", self.tr("The engine ended before it answered."), self.tr("Look again."))
        for path, output in asked:
            self._results.tell_value(path, output, None, failure)

    def _load(self, place: str) -> Value | ValueList:
        value = self._loaded.pop(place, None)
        if value is None or not (Path(place) / "value.json").exists():
            value = load_value(place)
            if isinstance(value, Clip) and value.on_disk:
                value.frame(0)  # mapped now: a map outlives its file, which others may clear away
        self._loaded[place] = value
        while len(self._loaded) > _KEPT:
            self._loaded.popitem(last=False)
        return value
