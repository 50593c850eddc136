"""A run's state on disk."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from models.errors import CheckpointRefused
from models.taps import RunState, load_state, save_state


def state() -> RunState:
    return RunState(
        scheduler_class="UniPCMultistepScheduler",
        calls=3,
        results=(torch.arange(6.0).view(1, 6), None),
        remembered={"model_outputs": [None, torch.ones(2)], "lower_order_nums": 2, "flags": {"a": True}},
        generator=torch.Generator().manual_seed(5).get_state(),
        timesteps=torch.arange(6),
    )


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    save_state(state(), tmp_path)
    back = load_state(tmp_path, "cpu")
    assert (back.scheduler_class, back.calls) == ("UniPCMultistepScheduler", 3)
    assert torch.equal(back.latents, state().latents)
    assert back.results[1] is None
    assert back.remembered["lower_order_nums"] == 2
    assert back.remembered["flags"] == {"a": True}
    assert torch.equal(back.remembered["model_outputs"][1], torch.ones(2))
    assert back.generator is not None
    torch.Generator().set_state(back.generator)


@pytest.mark.parametrize("damage", ["truncated", "missing", "version", "not json", "wrong tree"])
def test_a_damaged_checkpoint_is_refused(tmp_path: Path, damage: str) -> None:
    save_state(state(), tmp_path)
    text, weights = tmp_path / "state.json", tmp_path / "state.safetensors"
    if damage == "truncated":
        weights.write_bytes(weights.read_bytes()[:-9])
    elif damage == "missing":
        weights.unlink()
    elif damage == "version":
        text.write_text(text.read_text().replace('"version": 1', '"version": 9'))
    elif damage == "not json":
        text.write_text("{")
    else:
        text.write_text('{"version": 1, "scheduler": "x", "calls": 1, "results": 7}')
    with pytest.raises(CheckpointRefused, match=str(tmp_path)):
        load_state(tmp_path, "cpu")
