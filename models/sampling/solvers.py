"""Which scheduler a run uses: the model's own, or another solver over the same noise schedule."""

from __future__ import annotations

from typing import Any

from models.errors import RequestRefused
from models.taps.noise import is_flow

SOLVERS = ("default", "dpm++", "euler", "unipc")


def solver_for(scheduler: Any, name: str, flow_shift: float | None) -> Any:
    """A fresh scheduler for one run, so that nothing of an earlier run is left in it.

    name: one of SOLVERS.  flow_shift: replaces the shift of a flow matching schedule (None keeps the model's).
    """
    if name not in SOLVERS:
        raise RequestRefused(f"'{name}' is no scheduler.", remedy=f"Use one of {', '.join(SOLVERS)}.")
    flow = is_flow(scheduler)
    if flow_shift is not None and not flow:
        raise RequestRefused(f"{type(scheduler).__name__} has no flow shift.", remedy="Leave flow_shift out.")
    if flow_shift is not None and not flow_shift > 0:
        raise RequestRefused(f"flow_shift is {flow_shift}.", remedy="Use a number above 0.")
    if name == "default" and flow_shift is None:
        return type(scheduler).from_config(scheduler.config)
    kind = type(scheduler) if name == "default" else _kind(name, flow)
    return kind.from_config(scheduler.config, **_changes(scheduler, kind, flow, flow_shift))


def _kind(name: str, flow: bool) -> Any:
    import diffusers

    names = {
        "dpm++": "DPMSolverMultistepScheduler",
        "euler": "FlowMatchEulerDiscreteScheduler" if flow else "EulerDiscreteScheduler",
        "unipc": "UniPCMultistepScheduler",
    }
    return getattr(diffusers, names[name])


def _changes(scheduler: Any, kind: Any, flow: bool, flow_shift: float | None) -> dict[str, Any]:
    if not flow:
        return {}
    config = scheduler.config
    shift = flow_shift if flow_shift is not None else config.get("flow_shift", config.get("shift", 1.0))
    if kind.__name__.startswith("FlowMatch"):
        return {"shift": float(shift)}
    return {"prediction_type": "flow_prediction", "use_flow_sigmas": True, "flow_shift": float(shift)}
