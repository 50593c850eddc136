"""Latents to frames, in time order, as they are decoded."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.decode.latent_scale import to_autoencoder
from models.decode.plan import plan_decode
from models.decode.strips import StripDecoder
from models.errors import Cancelled, OutOfMemory, RequestRefused
from models.families import LoadedModel
from models.memory import ran_out_of_memory

if TYPE_CHECKING:
    from torch import Tensor

logger = logging.getLogger(__name__)


def decode_frames(
    model: LoadedModel,
    latents: Any,
    *,
    mode: str = "auto",
    strip_rows: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[NDArray[np.uint8]]:
    """Frames uint8 [n,H,W,3] of a clip, a few at a time, in time order.

    latents: float32 [C,F,h,w] or the LatentClip `denoise` gives.  mode: "exact strips" (Wan-type autoencoders: the
    numbers of the whole picture in less memory), "whole", or "auto", which takes strips where memory asks for them.
    strip_rows: height of a strip in latent rows.  on_progress(done, total): after every strip.
    cancelled(): asked before every strip.  Raises Cancelled, OutOfMemory, RequestRefused for latents that do not fit.
    """
    for pictures in decode_tensors(
        model, latents, mode=mode, strip_rows=strip_rows, on_progress=on_progress, cancelled=cancelled
    ):
        yield (pictures * 255.0).round_().byte().permute(0, 2, 3, 1).cpu().numpy()


def decode_tensors(
    model: LoadedModel,
    latents: Any,
    *,
    mode: str = "auto",
    strip_rows: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[Tensor]:
    """As `decode_frames`, as float32 tensors [n,3,H,W] in 0..1 on the model's device."""
    import torch

    vae = model.pipe.vae
    array = _checked_latents(latents, model)
    plan = plan_decode(vae, array.shape, mode=mode, strip_rows=strip_rows)
    if plan.note:
        logger.info("%s", plan.note)

    def check() -> None:
        if cancelled is not None and cancelled():
            raise Cancelled

    check()
    _fetch(vae)
    dtype = next(vae.parameters()).dtype
    place = model.device
    z = to_autoencoder(vae, torch.from_numpy(array)[None].to(place)).to(dtype)
    if not plan.exact:
        yield from _whole(vae, z, on_progress)
        return
    rows = z.shape[3] if plan.strip_rows is None else plan.strip_rows
    strips = -(-z.shape[3] // rows)
    done, total = 0, strips * z.shape[2]

    def on_strip() -> None:
        nonlocal done
        done += 1
        if on_progress is not None:
            on_progress(min(done, total), total)

    decoder = StripDecoder(vae, strip_rows=plan.strip_rows, check=check, on_strip=on_strip)
    for picture in decoder.frames(z):
        yield _unit(picture)


def _checked_latents(latents: Any, model: LoadedModel) -> NDArray[np.float32]:
    array = np.ascontiguousarray(getattr(latents, "array", latents), dtype=np.float32)
    if array.ndim != 4 or 0 in array.shape or not np.isfinite(array).all():
        raise RequestRefused(f"Latents should be finite [C,F,h,w], these are {list(array.shape)}.")
    if array.shape[0] != model.facts.latent_channels:
        raise RequestRefused(
            f"These latents have {array.shape[0]} channels, {model.facts.label} has {model.facts.latent_channels}.",
            remedy="Decode with the model that made them.",
        )
    return array


def _fetch(vae: Any) -> None:
    """Under CPU offload the autoencoder is brought to the GPU by its hook, as its own decode would do."""
    hook = getattr(vae, "_hf_hook", None)
    if hook is not None and hasattr(hook, "pre_forward"):
        hook.pre_forward(vae)


def _whole(vae: Any, z: Tensor, on_progress: Callable[[int, int], None] | None) -> Iterator[Tensor]:
    import torch

    if not any(isinstance(module, torch.nn.Conv3d) for module in vae.decoder.modules()):
        # An autoencoder of pictures: the frames are its batch.
        z = z[0].transpose(0, 1)
    try:
        with torch.no_grad():
            decoded = vae.decode(z, return_dict=False)[0]
    except RuntimeError as error:
        if not ran_out_of_memory(error):
            raise
        raise OutOfMemory(
            f"Decoding {list(z.shape)} latents whole ran out of memory.", remedy="Use a smaller size or fewer frames."
        ) from error
    if on_progress is not None:
        on_progress(1, 1)
    yield _unit(decoded if decoded.ndim == 5 else decoded.transpose(0, 1)[None])


def _unit(picture: Tensor) -> Tensor:
    """[1,3,n,H,W] in -1..1 -> float32 [n,3,H,W] in 0..1."""
    return (picture[0].float() / 2 + 0.5).clamp_(0.0, 1.0).transpose(0, 1)
