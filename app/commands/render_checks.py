"""What `doctor` sees inside the environment: memory, torch and GPU, codecs, the bundled model, caches."""

from __future__ import annotations

import os
from pathlib import Path

from app.commands.findings import Finding, State
from app.folders import cache_folder
from nodes import diagnosis

LOW_MEMORY_BYTES = 4_000_000_000
HUGGING_FACE = "Hugging Face's own cache (weights downloaded by other programs)"


def inside_the_environment() -> list[Finding]:
    return [_memory(), *_compute(), _codecs(), _bundled_model(), *_caches()]


def _memory() -> Finding:
    import psutil

    memory = psutil.virtual_memory()
    told = f"{memory.available / 1e9:.1f} GB free of {memory.total / 1e9:.1f} GB"
    if memory.available < LOW_MEMORY_BYTES:
        return Finding("memory", told, State.NOTE, "Close other programs: the example needs about 2.5 GB.")
    return Finding("memory", told)


def _compute() -> list[Finding]:
    found = diagnosis.compute()
    if found.problem:
        remedy = "Remove the environment's folder and run the same command again: it is made anew."
        return [Finding("torch", f"cannot be loaded: {found.problem}", State.PROBLEM, remedy)]
    torch = Finding("torch", found.torch_build)
    gpus = [
        Finding("gpu", f"{name}, {free / 1e9:.1f} GB free of {total / 1e9:.1f} GB")
        for name, free, total in found.devices
    ]
    if not gpus:
        if Path("/proc/driver/nvidia/version").exists():
            told, remedy = "an NVIDIA driver is here, but torch cannot use it", "Install torch's CUDA build in it."
            return [torch, Finding("gpu", told, State.NOTE, remedy)]
        return [torch, Finding("gpu", "none; the bundled model runs on the CPU, large models need a GPU", State.NOTE)]
    return [torch, *gpus]


def _codecs() -> Finding:
    missing = diagnosis.missing_encoders()
    if missing:
        told = f"cannot write {', '.join(missing)}"
        return Finding("codecs", told, State.NOTE, "Choose another format, or remove the environment to remake it.")
    return Finding("codecs", f"can write {', '.join(diagnosis.ENCODERS)}")


def _bundled_model() -> Finding:
    model = diagnosis.bundled_model()
    if model.problem:
        remedy = "Take a complete copy of Kinograph again: this folder is part of it."
        return Finding("model", f"the bundled model cannot be used: {model.problem}", State.PROBLEM, remedy)
    return Finding("model", f"{model.label}, {model.weight_bytes / 1e6:.0f} MB, in {model.folder}")


def _caches() -> list[Finding]:
    own = cache_folder()
    hugging_face = Path(os.environ.get("HF_HOME") or Path.home() / ".cache/huggingface")
    found = [Finding("cache", f"{_size_told(own)} in {own} (may be deleted at any time)")]
    if hugging_face.is_dir():
        found.append(Finding("cache", f"{_size_told(hugging_face)} in {hugging_face}: {HUGGING_FACE}"))
    return found


def _size_told(folder: Path) -> str:
    if not folder.is_dir():
        return "nothing"
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    return f"{size / 1e6:.0f} MB"
