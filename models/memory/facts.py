"""What this machine can compute with, for the doctor and the planner; a broken torch is a finding, not a crash."""

from __future__ import annotations

import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FEATURES = ("avx2", "avx512f", "avx512_bf16", "avx512_fp16", "amx_bf16", "bf16", "asimd", "sve")


@dataclass(frozen=True)
class Accelerator:
    """A GPU. kind: cuda or mps.  bf16: whether it computes in bfloat16."""

    kind: str
    name: str
    total_bytes: int
    free_bytes: int
    bf16: bool


def device_facts() -> dict[str, Any]:
    """Plain data about memory, processor, torch and its devices.

    Keys: "memory" (total_bytes, free_bytes), "processor" (name, cores, features, bf16), "torch" (None when it does
    not import; version, cuda, hip, threads, wait_policy), "devices" (a dict for each Accelerator), "problems" (dicts
    of what is wrong and its remedy).
    """
    problems: list[dict[str, str]] = []
    build: dict[str, Any] | None = None
    devices: list[dict[str, Any]] = []
    try:
        build = torch_facts()
    except (ImportError, OSError, RuntimeError) as error:
        problems.append({"what": f"torch does not import: {error}", "remedy": "Run the set-up again."})
    else:
        try:
            devices = [asdict(device) for device in accelerators()]
        except (RuntimeError, AssertionError) as error:
            problems.append(
                {"what": f"The GPU does not answer: {error}", "remedy": "Update its driver, or restart the machine."}
            )
    return {
        "memory": memory_facts(),
        "processor": processor_facts(),
        "torch": build,
        "devices": devices,
        "problems": problems,
    }


def torch_build() -> str:
    """torch's version with its build, "2.13.0+cpu". Raises what importing torch raises."""
    import torch

    return str(torch.__version__)


def torch_facts() -> dict[str, Any]:
    """Version, builds and threads of torch. Raises what importing torch raises."""
    import torch

    return {
        "version": str(torch.__version__),
        "cuda": torch.version.cuda,
        "hip": torch.version.hip,
        "threads": int(torch.get_num_threads()),
        "wait_policy": os.environ.get("OMP_WAIT_POLICY", ""),
    }


def accelerators() -> list[Accelerator]:
    """The GPUs torch can use. Raises what importing torch raises, and RuntimeError when a GPU does not answer."""
    import torch

    found = []
    for number in range(torch.cuda.device_count() if torch.cuda.is_available() else 0):
        free, total = torch.cuda.mem_get_info(number)
        bf16 = bool(torch.cuda.is_bf16_supported())
        found.append(Accelerator("cuda", str(torch.cuda.get_device_name(number)), int(total), int(free), bf16))
    if torch.backends.mps.is_available():
        memory = memory_facts()
        found.append(Accelerator("mps", _processor_name(), memory["total_bytes"], memory["free_bytes"], True))
    return found


def memory_facts() -> dict[str, int]:
    """Bytes of main memory."""
    import psutil  # type: ignore[import-untyped]

    memory = psutil.virtual_memory()
    return {"total_bytes": int(memory.total), "free_bytes": int(memory.available)}


def processor_facts() -> dict[str, Any]:
    """Name, cores and vector features of the processor; bf16: whether it has instructions for it."""
    flags = _cpu_line(("flags", "Features")).split()
    features = [name for name in FEATURES if name in flags]
    return {
        "name": _processor_name(),
        "cores": os.cpu_count() or 1,
        "features": features,
        "bf16": any("bf16" in name for name in features),
    }


def _processor_name() -> str:
    return _cpu_line(("model name",)) or platform.processor() or platform.machine()


def _cpu_line(names: tuple[str, ...]) -> str:
    """What /proc/cpuinfo says after the first of these names ("" on systems without it)."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(names)), "")
