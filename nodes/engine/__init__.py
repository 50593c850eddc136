"""The engine: what a graph's wanted outputs need is planned, run and remembered."""

from nodes.engine import events
from nodes.engine.cancel import CancelToken
from nodes.engine.client import EngineClient
from nodes.engine.disk_store import DiskStore
from nodes.engine.durations import Durations
from nodes.engine.engine import Engine
from nodes.engine.expansion import Blocked, Expansion, Feed
from nodes.engine.job import Job, NodeState, Outcome, RunResult
from nodes.engine.memory_cache import MemoryCache
from nodes.engine.messages import EngineLost, EngineSettings
from nodes.engine.queue import JobQueue
from nodes.engine.queue_records import QueuedJob

__all__ = [
    "Blocked",
    "CancelToken",
    "DiskStore",
    "Durations",
    "Engine",
    "EngineClient",
    "EngineLost",
    "EngineSettings",
    "Expansion",
    "Feed",
    "Job",
    "JobQueue",
    "MemoryCache",
    "NodeState",
    "Outcome",
    "QueuedJob",
    "RunResult",
    "events",
]
