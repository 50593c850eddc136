"""The two seams every diffusers pipeline has: its scheduler and its network, tapped without changing either."""

from models.taps.checkpoint import RunState, load_state, save_state
from models.taps.network_tap import NetworkTap
from models.taps.noise import NoiseLevel, level_at, predicted_clean
from models.taps.replacement import MaskedReplacement
from models.taps.scheduler_tap import SchedulerTap, Step

__all__ = [
    "MaskedReplacement",
    "NetworkTap",
    "NoiseLevel",
    "RunState",
    "SchedulerTap",
    "Step",
    "level_at",
    "load_state",
    "predicted_clean",
    "save_state",
]
