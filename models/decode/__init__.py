"""From latents to pictures: exact strips, streaming in time, and quick previews."""

from models.decode.plan import MODES, DecodePlan, plan_decode
from models.decode.stream import decode_frames, decode_tensors

__all__ = ["MODES", "DecodePlan", "decode_frames", "decode_tensors", "plan_decode"]
