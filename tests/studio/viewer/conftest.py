"""A desk whose results are answered at once from a table, and small clips whose pixels tell their frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from app.desk import Desk
from app.runs.results import NodeResult
from nodes.engine.messages import Failure
from nodes.values import Clip, Value

Answers = dict[tuple[str, str], Value]


def numbered_clip(frames: int = 8, width: int = 32, height: int = 16, *, start: int = 10, step: int = 20) -> Clip:
    """Every pixel of frame t is start + step * t."""
    levels = np.arange(frames, dtype=np.uint8) * step + start
    pixels = np.broadcast_to(levels[:, None, None, None], (frames, height, width, 3)).copy()
    return Clip(pixels, Fraction(8))


@pytest.fixture(autouse=True)
def _no_widget_is_left(desk: Desk) -> Iterator[None]:
    """Widgets that were told to go do so only in an event loop; a style sheet for hundreds of them is slow."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def answers(example_desk: Desk) -> Callable[[Answers], Desk]:
    """Have these values be the results of the example's nodes."""

    def put(values: Answers) -> Desk:
        results = example_desk.results

        def fetch(path: str, output: str) -> None:
            value = values.get((path, output))
            failure = None if value is not None else Failure("engine", "It was not computed.", "Run it.")
            results.value_arrived.emit(path, output, value, failure)

        results.set_source(fetch)
        for path in {path for path, _ in values}:
            results.set_node(path, NodeResult(state="cached"))
        return example_desk

    return put
