"""What this machine can compute with, for the doctor and the planner; a broken torch is a finding, not a crash."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any


def device_facts() -> dict[str, Any]:
    """Plain data about memory, processor, torch and its devices.

    Keys: "memory" (total_bytes, free_bytes), "processor" (name, cores, features, bf16), "torch" (None when it does
    not import; version, build, threads), "devices" (list of kind, name, total_bytes, free_bytes, bf16),
    "problems" (list of what is wrong and its remedy).
    """
    problems: list[dict[str, str]] = []
    torch = _torch(problems)
    devices = [] if torch is None else [*_cuda(torch, problems), *_mps(torch)]
    return {
        "memory": memory_facts(),
        "processor": processor_facts(torch),
        "torch": None if torch is None else _build(torch),
        "devices": devices,
        "problems": problems,
    }


def memory_facts() -> dict[str, int]:
    """Bytes of main memory."""
    import psutil  # type: ignore[import-untyped]

    memory = psutil.virtual_memory()
    return {"total_bytes": int(memory.total), "free_bytes": int(memory.available)}


def processor_facts(torch: Any = None) -> dict[str, Any]:
    """Name, cores and vector features of the processor."""
    features = _features()
    capability = ""
    if torch is not None:
        capability = str(torch.backends.cpu.get_cpu_capability())
    return {
        "name": _processor_name(),
        "cores": os.cpu_count() or 1,
        "features": features,
        "capability": capability,
        "bf16": "avx512_bf16" in features or "amx_bf16" in features or "bf16" in features,
    }


def _torch(problems: list[dict[str, str]]) -> Any:
    try:
        import torch
    except (ImportError, OSError, RuntimeError) as error:
        problems.append({"what": f"torch does not import: {error}", "remedy": "Run the set-up again."})
        return None
    return torch


def _build(torch: Any) -> dict[str, Any]:
    return {
        "version": str(torch.__version__),
        "cuda_build": torch.version.cuda,
        "hip_build": torch.version.hip,
        "threads": int(torch.get_num_threads()),
        "wait_policy": os.environ.get("OMP_WAIT_POLICY", ""),
    }


def _cuda(torch: Any, problems: list[dict[str, str]]) -> list[dict[str, Any]]:
    try:
        if not torch.cuda.is_available():
            return []
        found = []
        for number in range(torch.cuda.device_count()):
            free, total = torch.cuda.mem_get_info(number)
            found.append(
                {
                    "kind": "cuda",
                    "name": str(torch.cuda.get_device_name(number)),
                    "total_bytes": int(total),
                    "free_bytes": int(free),
                    "bf16": bool(torch.cuda.is_bf16_supported()),
                    "capability": ".".join(str(part) for part in torch.cuda.get_device_capability(number)),
                }
            )
    except (RuntimeError, AssertionError) as error:
        problems.append(
            {"what": f"The GPU does not answer: {error}", "remedy": "Update its driver, or restart the machine."}
        )
        return []
    return found


def _mps(torch: Any) -> list[dict[str, Any]]:
    if not torch.backends.mps.is_available():
        return []
    memory = memory_facts()
    return [{"kind": "mps", "name": _processor_name(), **memory, "bf16": True}]


def _features() -> list[str]:
    wanted = ("avx2", "avx512f", "avx512_bf16", "avx512_fp16", "amx_bf16", "bf16", "asimd", "sve")
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as file:
            flags = next((line for line in file if line.lower().startswith(("flags", "features"))), "")
    except OSError:
        return []
    return [name for name in wanted if name in flags.split()]


def _processor_name() -> str:
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as file:
            line = next((line for line in file if line.startswith("model name")), "")
    except OSError:
        line = ""
    return line.partition(":")[2].strip() or platform.processor() or platform.machine()
