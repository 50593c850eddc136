"""Short-lived guards around code of others: command line, random numbers, reading of weights."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np


@contextmanager
def quiet_arguments() -> Iterator[None]:
    """Hide the command line: LeReS parses sys.argv when it is imported and loaded."""
    arguments = sys.argv
    sys.argv = arguments[:1]
    try:
        yield
    finally:
        sys.argv = arguments


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """numpy's global generator seeded for code that draws from it, and put back afterwards."""
    state = np.random.get_state()
    np.random.seed(seed % 2**32)
    try:
        yield
    finally:
        np.random.set_state(state)
