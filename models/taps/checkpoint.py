"""The state of a denoising run on disk: latents, what the scheduler remembers, the random generator.

A folder of state.json and state.safetensors; nothing pickled. What a scheduler remembers is found by comparing its
attributes with those it had when the schedule was set, so a scheduler nobody has heard of is kept as well.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import CheckpointRefused

if TYPE_CHECKING:
    from torch import Tensor

VERSION = 1
PLAIN = (type(None), bool, int, float, str)


@dataclass(frozen=True)
class RunState:
    """A denoising run after some scheduler calls.

    calls: how many are done.  results: what the last call returned, latents first.  remembered: the scheduler's
    changed attributes.  generator: state of the CPU random generator.  timesteps: the whole schedule.
    """

    scheduler_class: str
    calls: int
    results: tuple[Any, ...]
    remembered: dict[str, Any]
    generator: Tensor | None
    timesteps: Tensor

    @property
    def latents(self) -> Tensor:
        return self.results[0]  # type: ignore[no-any-return]


def snapshot(scheduler: Any) -> dict[str, Any]:
    """The scheduler's attributes now (lists copied, since solvers change them in place)."""
    return {name: list(value) if isinstance(value, list) else value for name, value in vars(scheduler).items()}


def remembered_since(before: dict[str, Any], scheduler: Any) -> dict[str, Any]:
    """The attributes that are no longer what they were; ValueError for one that cannot be written down."""
    changed = {}
    for name, value in snapshot(scheduler).items():
        if name in before and _same(before[name], value):
            continue
        if not _is_plain(value):
            raise ValueError(f"{type(scheduler).__name__}.{name} is a {type(value).__name__}")
        changed[name] = value
    return changed


def save_state(state: RunState, folder: Path) -> None:
    """Write a run's state into an empty folder."""
    from safetensors.torch import save_file

    tensors: dict[str, Tensor] = {}
    tree = {
        "version": VERSION,
        "scheduler": state.scheduler_class,
        "calls": state.calls,
        "results": _encode(list(state.results), tensors),
        "remembered": _encode(state.remembered, tensors),
        "generator": _encode(state.generator, tensors),
        "timesteps": _encode(state.timesteps, tensors),
    }
    save_file(tensors, str(folder / "state.safetensors"))
    (folder / "state.json").write_text(json.dumps(tree), encoding="utf-8")


def load_state(folder: Path, device: Any) -> RunState:
    """Read a run's state; what lived on the run's device goes to `device`. CheckpointRefused names what is wrong."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        tree = json.loads((folder / "state.json").read_text(encoding="utf-8"))
        tensors = load_file(str(folder / "state.safetensors"))
        if tree["version"] != VERSION:
            raise CheckpointRefused(
                f"The checkpoint {folder} has version {tree['version']}, this program reads {VERSION}."
            )
        return RunState(
            scheduler_class=str(tree["scheduler"]),
            calls=int(tree["calls"]),
            results=tuple(_decode(tree["results"], tensors, device)),
            remembered=_decode(tree["remembered"], tensors, device),
            generator=_decode(tree["generator"], tensors, device),
            timesteps=_decode(tree["timesteps"], tensors, device),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, SafetensorError) as error:
        raise CheckpointRefused(
            f"The checkpoint {folder} could not be read: {error}.", remedy="The run starts from its first step."
        ) from error


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(_same(x, y) for x, y in zip(a, b, strict=True))
    if type(a) is type(b) and isinstance(a, PLAIN):
        return bool(a == b)
    return a is b


def _is_plain(value: Any) -> bool:
    import torch

    if isinstance(value, (list, tuple)):
        return all(_is_plain(item) for item in value)
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_plain(item) for key, item in value.items())
    return isinstance(value, (*PLAIN, torch.Tensor))


def _encode(value: Any, tensors: dict[str, Tensor]) -> Any:
    import torch

    if isinstance(value, torch.Tensor):
        name = f"t{len(tensors)}"
        tensors[name] = value.detach().to("cpu", copy=True).contiguous()
        return {"tensor": name, "host": value.device.type == "cpu"}
    if isinstance(value, (list, tuple)):
        return {"list": [_encode(item, tensors) for item in value]}
    if isinstance(value, dict):
        return {"dict": {key: _encode(item, tensors) for key, item in value.items()}}
    return {"value": value}


def _decode(node: dict[str, Any], tensors: dict[str, Tensor], device: Any) -> Any:
    if "tensor" in node:
        tensor = tensors[node["tensor"]]
        return tensor if node["host"] else tensor.to(device)
    if "list" in node:
        return [_decode(item, tensors, device) for item in node["list"]]
    if "dict" in node:
        return {key: _decode(item, tensors, device) for key, item in node["dict"].items()}
    return node["value"]
