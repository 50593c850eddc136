"""What of this machine the nodes build on: torch and its devices, video encoders, the bundled model. For `doctor`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nodes.errors import KinographError

__all__ = ["BundledModel", "Compute", "bundled_model", "compute", "missing_encoders"]

# What each format of the save node is written with.
ENCODERS = {
    "H.264": "libx264",
    "H.265": "libx265",
    "VP9": "libvpx-vp9",
    "AV1": "libsvtav1",
    "ProRes": "prores_ks",
    "FFV1": "ffv1",
    "PNG": "png",
    "GIF": "gif",
    "WebP": "libwebp_anim",
    "AAC sound": "aac",
    "Opus sound": "libopus",
}


@dataclass(frozen=True)
class Compute:
    """torch_build: its version, "2.13.0+cpu".  devices: name, free and whole memory in bytes of each GPU."""

    torch_build: str
    devices: tuple[tuple[str, int, int], ...]
    problem: str = ""


@dataclass(frozen=True)
class BundledModel:
    """The model that ships with Kinograph. problem: why it cannot be used; empty when it can."""

    folder: Path
    label: str = ""
    weight_bytes: int = 0
    problem: str = ""


def compute() -> Compute:
    """Loads torch and looks at its devices: takes seconds. A torch that does not load is in `problem`."""
    try:
        from models.memory.facts import accelerators, torch_build

        return Compute(
            torch_build(), tuple((each.name, each.free_bytes, each.total_bytes) for each in accelerators())
        )
    except (ImportError, OSError, RuntimeError) as error:
        return Compute("", (), f"{type(error).__name__}: {error}")


def missing_encoders() -> Sequence[str]:
    """The formats that PyAV here cannot write. Raises ImportError when PyAV itself does not load."""
    import av

    return [told for told, name in ENCODERS.items() if name not in av.codecs_available]


def bundled_model() -> BundledModel:
    """Reads the bundled model's small files and the headers of its weights; torch is not loaded."""
    from models.families import recognise
    from nodes.graph.names import bundled_folder

    folder = bundled_folder() / "pocket"
    try:
        facts = recognise(folder)
    except (KinographError, OSError) as error:
        return BundledModel(folder, problem=str(error))
    return BundledModel(folder, facts.label, facts.weight_bytes)
