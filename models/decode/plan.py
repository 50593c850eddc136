"""How a clip will be decoded: whole, or in strips of which height, from the memory that is free."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from models.decode.strips import halo_rows, is_wan_type
from models.errors import RequestRefused

Mode = Literal["auto", "exact strips", "whole"]
MODES: tuple[Mode, ...] = ("auto", "exact strips", "whole")

# Full-size copies of the widest stage alive at once, measured by tests/benchmarks/bench_decode.py.
LIVE_COPIES = 5


@dataclass(frozen=True)
class DecodePlan:
    """strip_rows: latent rows a strip (None: whole).  exact: streams through the decoder's own blocks.

    bytes_needed: estimated peak beside the weights.  note: what a person should know ("" when there is nothing).
    """

    exact: bool
    strip_rows: int | None
    bytes_needed: int
    note: str = ""


def plan_decode(
    vae: Any,
    shape: tuple[int, ...],
    *,
    mode: str = "auto",
    strip_rows: int | None = None,
    free_bytes: int | None = None,
) -> DecodePlan:
    """A plan for latents of `shape` [C,F,h,w]; free_bytes None means what the device has free now."""
    if mode not in MODES:
        raise RequestRefused(f"'{mode}' is no way to decode.", remedy=f"Use one of {', '.join(MODES)}.")
    if strip_rows is not None and strip_rows < 1:
        raise RequestRefused(f"strip_rows is {strip_rows}.", remedy="Use at least 1, or leave it out.")
    if not is_wan_type(vae):
        note = f"{type(vae).__name__} is decoded whole: exact strips are known for Wan-type autoencoders only."
        return DecodePlan(False, None, 0, note)
    rows, columns = shape[-2:]
    if mode == "whole":
        return DecodePlan(True, None, strip_bytes(vae, rows, rows, columns))
    if strip_rows is not None:
        return DecodePlan(True, min(strip_rows, rows), strip_bytes(vae, strip_rows, rows, columns))
    free = free_memory_bytes(vae) if free_bytes is None else free_bytes
    height = rows
    while height > 1 and strip_bytes(vae, height, rows, columns) > 0.6 * free:
        height = -(-height // 2)
    needed = strip_bytes(vae, height, rows, columns)
    return DecodePlan(True, None if height == rows and mode == "auto" else height, needed)


def strip_bytes(vae: Any, strip_rows: int, rows: int, columns: int) -> int:
    """Estimated peak bytes of decoding `rows` x `columns` latents in strips, beside the weights."""
    config, decoder = vae.config, vae.decoder
    scale = 2 ** (len(config.dim_mult) - 1)
    halo = halo_rows(list(decoder.up_blocks)[-2:]) * 2
    computed = min(rows * scale, strip_rows * scale + 2 * halo)
    width = int(decoder.conv_out.in_channels)
    frames = 2 ** sum(bool(flag) for flag in config.temperal_downsample)
    element = next(decoder.parameters()).element_size()
    row = columns * scale * width * element
    # Two frames before each convolution of the last stage, and of the stage before it at twice the width and half the
    # size: half as much again.
    kept = 3 * (2 * (config.num_res_blocks + 1) + 1) * row
    # The last stage that runs whole, before its channels are halved, at half the width and height.
    stage = 2 * int(decoder.up_blocks[-2].resnets[0].conv1.in_channels) if len(decoder.up_blocks) > 2 else 0
    whole = 3 * frames * stage * (rows * scale // 2) * (columns * scale // 2) * element
    return int(LIVE_COPIES * frames * row * computed + kept * (rows * scale + computed) + whole)


def free_memory_bytes(vae: Any) -> int:
    """Bytes free on the device the autoencoder is on."""
    import torch

    device = next(vae.parameters()).device
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0])
    import psutil  # type: ignore[import-untyped]

    return int(psutil.virtual_memory().available)
