"""How many threads computing takes, and how they wait for each other."""

from __future__ import annotations

import os
from collections.abc import MutableMapping


def thread_environment(environment: MutableMapping[str, str] | None = None) -> None:
    """Make idle OpenMP threads sleep; call before torch is imported, best in the environment of a new process.

    Spinning threads made a shared two-core machine up to sixty times slower. A value already set is kept.
    """
    place = os.environ if environment is None else environment
    place.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def limit_threads(threads: int | None = None) -> int:
    """Let torch compute with so many threads (None: one for each core this process may use); gives the number."""
    import torch

    count = usable_cores() if threads is None else max(1, threads)
    torch.set_num_threads(count)
    return count


def usable_cores() -> int:
    """Cores this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1
