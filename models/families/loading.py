"""Load a recognised model folder as an unmodified diffusers pipeline, on the device and precision that suit."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from models.errors import ModelError, OutOfMemory, UnknownFamily
from models.families.reading import ModelFacts, recognise

if TYPE_CHECKING:
    import torch

Precision = Literal["auto", "fp32", "bf16", "fp16"]

logger = logging.getLogger(__name__)


@dataclass
class LoadedModel:
    """A pipeline in memory.

    pipe: the diffusers pipeline as it was loaded.  device: where its networks run.  dtype: what they compute in.
    kept: what later steps made once for this model (its latent-to-RGB map), freed with it.
    """

    facts: ModelFacts
    pipe: Any
    device: torch.device
    dtype: torch.dtype
    kept: dict[str, Any] = field(default_factory=dict, repr=False)


def load_model(folder: Path | str, *, precision: Precision = "auto", device: str = "auto") -> LoadedModel:
    """The pipeline of a model folder, from its safetensors alone and without any network access.

    precision "auto" is fp32 on a CPU and bf16 on a GPU that has it (fp16 on one that has not).  device "auto" takes
    CUDA, then Apple's MPS, then the CPU.  Autoencoders stay in fp32.
    Raises what `recognise` raises, ModelError when diffusers cannot build it, and OutOfMemory.
    """
    facts = recognise(folder)
    import diffusers
    import torch

    pipeline_class = getattr(diffusers, facts.pipeline_class, None)
    if pipeline_class is None:
        raise UnknownFamily(
            f"diffusers {diffusers.__version__} has no pipeline called {facts.pipeline_class}.",
            remedy="Update diffusers or choose another model.",
        )
    place = choose_device(device)
    dtype = choose_precision(precision, place)
    try:
        with _no_progress_bars():
            pipe = pipeline_class.from_pretrained(
                str(facts.folder),
                dtype={"vae": torch.float32, "default": dtype},
                local_files_only=True,
                use_safetensors=True,
                variant=facts.variant,
            )
    except (OSError, ValueError, RuntimeError, ImportError, TypeError, KeyError, AttributeError) as error:
        raise ModelError(
            f"diffusers could not build {facts.pipeline_class} from {facts.folder}: {error}",
            remedy="Check that the folder is complete and made for this version of diffusers.",
        ) from error
    pipe.set_progress_bar_config(disable=True)
    _place(pipe, place, facts)
    return LoadedModel(facts=facts, pipe=pipe, device=place, dtype=dtype)


@contextmanager
def _no_progress_bars() -> Iterator[None]:
    """diffusers and transformers draw bars on standard error while they load; a run shows its own progress."""
    from diffusers.utils import logging as diffusers_logging
    from transformers.utils import logging as transformers_logging

    shown = [each for each in (diffusers_logging, transformers_logging) if each.is_progress_bar_enabled()]
    for each in shown:
        each.disable_progress_bar()
    try:
        yield
    finally:
        for each in shown:
            each.enable_progress_bar()


def choose_device(device: str) -> torch.device:
    """The torch device for "auto" or a name such as "cuda:1"; ModelError when this machine has not got it."""
    import torch

    cuda, mps = torch.cuda.is_available(), torch.backends.mps.is_available()
    if device == "auto":
        return torch.device("cuda" if cuda else "mps" if mps else "cpu")
    try:
        chosen = torch.device(device)
    except RuntimeError as error:
        raise ModelError(f"'{device}' is no device.", remedy='Use "auto", "cpu", "cuda" or "mps".') from error
    if (chosen.type == "cuda" and not cuda) or (chosen.type == "mps" and not mps):
        raise ModelError(f"This machine has no {chosen.type} device.", remedy='Use device "auto" or "cpu".')
    return chosen


def choose_precision(precision: str, device: torch.device) -> torch.dtype:
    """The torch dtype to compute in on a device; never fp16 on a CPU, where it is hundreds of times slower."""
    import torch

    names = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}
    if precision == "auto":
        if device.type == "cpu":
            return torch.float32
        has_bf16 = device.type != "cuda" or torch.cuda.is_bf16_supported()
        return torch.bfloat16 if has_bf16 else torch.float16
    if precision not in names:
        raise ModelError(f"'{precision}' is no precision.", remedy="Use auto, fp32, bf16 or fp16.")
    if precision == "fp16" and device.type == "cpu":
        logger.warning("fp16 is hundreds of times slower than fp32 on a CPU: computing in fp32")
        return torch.float32
    return names[precision]


def _place(pipe: Any, device: torch.device, facts: ModelFacts) -> None:
    import torch

    try:
        if device.type == "cuda" and facts.weight_bytes > 0.8 * torch.cuda.mem_get_info(device)[0]:
            pipe.enable_model_cpu_offload(device=device)
        elif device.type != "cpu":
            pipe.to(device)
    except torch.OutOfMemoryError as error:
        raise OutOfMemory(
            f"{facts.label} ({facts.weight_bytes / 2**30:.1f} GiB of weights) does not fit on {device}.",
            remedy="Close other programs that use the GPU, or load on the CPU.",
        ) from error
