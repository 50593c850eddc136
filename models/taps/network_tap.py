"""The network tap: stands in for `pipe.transformer` or `pipe.unet`, call by call.

Counts and times the calls, lets a run be cancelled between the two halves of guidance, and answers the calls of steps
that were done before without running the network.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from models.taps.stand_in import stand_in

if TYPE_CHECKING:
    from torch import Tensor


class NetworkTap:
    """Taps one network of one run. Put `tap.network` in its place.

    check(): called before every call; raising ends the run.  skipping(): while true, calls are answered with zeros of
    the latents' shape.  calls, seconds: network calls really made and the time they took.
    """

    def __init__(
        self,
        network: Any,
        *,
        check: Callable[[], None] | None = None,
        skipping: Callable[[], bool] | None = None,
    ) -> None:
        kind, tap = type(network), self
        self.calls = 0
        self.seconds = 0.0

        def call(substitute: Any, *args: Any, **kwargs: Any) -> Any:
            if check is not None:
                check()
            if skipping is not None and skipping():
                return _nothing(args, kwargs)
            started = time.perf_counter()
            answer = kind.__call__(substitute, *args, **kwargs)
            tap.calls += 1
            tap.seconds += time.perf_counter() - started
            return answer

        self.network = stand_in(network, {"__call__": call})


def _nothing(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    latents = _latents(args, kwargs)
    nothing = latents.new_zeros(latents.shape)
    if kwargs.get("return_dict", True):
        from diffusers.models.modeling_outputs import Transformer2DModelOutput

        return Transformer2DModelOutput(sample=nothing)
    return (nothing,)


def _latents(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Tensor:
    for name in ("hidden_states", "sample", "x"):
        if name in kwargs:
            return kwargs[name]  # type: ignore[no-any-return]
    return args[0]  # type: ignore[no-any-return]
