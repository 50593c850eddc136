"""What the machine has to compute with, and how it is used."""

from models.memory.facts import device_facts, memory_facts, processor_facts
from models.memory.threads import limit_threads, thread_environment, usable_cores

__all__ = [
    "device_facts",
    "limit_threads",
    "memory_facts",
    "processor_facts",
    "thread_environment",
    "usable_cores",
]
