"""What the machine has to compute with, and how it is used."""

from models.memory.exhausted import ran_out_of_memory
from models.memory.facts import Accelerator, accelerators, device_facts, memory_facts, processor_facts, torch_build
from models.memory.threads import limit_threads, thread_environment, usable_cores

__all__ = [
    "Accelerator",
    "accelerators",
    "device_facts",
    "limit_threads",
    "memory_facts",
    "processor_facts",
    "ran_out_of_memory",
    "thread_environment",
    "torch_build",
    "usable_cores",
]
