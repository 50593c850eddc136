"""The network tap on a real module."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from models.errors import Cancelled
from models.taps import NetworkTap


class Doubling(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight = torch.nn.Parameter(torch.full((1,), 2.0))

    def forward(self, hidden_states: torch.Tensor, return_dict: bool = True) -> tuple[torch.Tensor]:
        return (hidden_states * self.weight,)


def test_calls_are_passed_on_counted_and_timed() -> None:
    network = Doubling()
    tap = NetworkTap(network)
    assert tap.network(hidden_states=torch.ones(3))[0].tolist() == [2, 2, 2]
    assert tap.calls == 1
    assert tap.seconds > 0


def test_the_stand_in_shares_everything_with_the_network() -> None:
    network = Doubling()
    substitute = NetworkTap(network).network
    assert isinstance(substitute, Doubling)
    assert substitute.weight is network.weight
    substitute.half()
    assert network.weight.dtype == torch.float16
    assert list(substitute.state_dict()) == ["weight"]


def test_a_cancelled_run_does_not_reach_the_network() -> None:
    def check() -> None:
        raise Cancelled

    tap = NetworkTap(Doubling(), check=check)
    with pytest.raises(Cancelled):
        tap.network(hidden_states=torch.ones(1))
    assert tap.calls == 0


@pytest.mark.parametrize("arguments", [{"return_dict": False}, {}])
def test_skipped_calls_are_answered_without_the_network(arguments: dict[str, Any]) -> None:
    tap = NetworkTap(Doubling(), skipping=lambda: True)
    answer = tap.network(torch.ones(2, 3), **arguments)
    assert answer[0].shape == (2, 3)
    assert tap.calls == 0


def test_hooks_of_the_network_still_run() -> None:
    network = Doubling()
    seen: list[int] = []
    network.register_forward_hook(lambda *_: seen.append(1))
    NetworkTap(network).network(hidden_states=torch.ones(1))
    assert seen == [1]
