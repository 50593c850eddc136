"""Whether an error of torch means that memory ran out."""

from __future__ import annotations

SAYS = ("out of memory", "not enough memory", "can't allocate memory")


def ran_out_of_memory(error: BaseException) -> bool:
    """CUDA has a class for it; the CPU's allocator and MPS say so in the text of a RuntimeError."""
    import torch

    if isinstance(error, torch.OutOfMemoryError):
        return True
    return isinstance(error, RuntimeError) and any(words in str(error).lower() for words in SAYS)
