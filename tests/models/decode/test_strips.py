"""Exact strips: the very numbers of the untiled decoder, with less held at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

from models.decode.strips import StripDecoder, halo_rows
from models.errors import Cancelled, OutOfMemory

TOLERANCE = 2e-4  # in -1..1, half of it in 0..1

CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "plain": {},
    "plain, two blocks a stage": {"num_res_blocks": 2, "base_dim": 4, "dim_mult": [1, 2, 2, 2]},
    "residual": {"is_residual": True},
    "residual, patch 2": {
        "is_residual": True, "patch_size": 2, "in_channels": 12, "out_channels": 12, "scale_factor_spatial": 16,
    },
    "time first": {"temperal_downsample": [True, True, False]},
    "two stages": {"dim_mult": [1, 1], "temperal_downsample": [True], "base_dim": 6, "scale_factor_spatial": 2},
    "wider decoder": {"is_residual": True, "decoder_base_dim": 5, "dim_mult": [1, 2, 4, 4]},
}  # fmt: skip


def latents(vae: Any, frames: int, rows: int, columns: int) -> torch.Tensor:
    return 3 * torch.randn(1, vae.config.z_dim, frames, rows, columns, generator=torch.Generator().manual_seed(rows))


def strips(vae: Any, z: torch.Tensor, **settings: Any) -> torch.Tensor:
    return torch.cat(list(StripDecoder(vae, **settings).frames(z)), dim=2)


def whole(vae: Any, z: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        decoded: torch.Tensor = vae.decode(z).sample
    assert decoded.std() > 0.005, "a flat picture would prove nothing"
    return decoded


@pytest.mark.parametrize("name", CONFIGURATIONS)
@pytest.mark.parametrize("strip_rows", [1, 2, 5, None])
def test_strips_equal_the_untiled_picture(make_vae: Callable[..., Any], name: str, strip_rows: int | None) -> None:
    vae = make_vae(**CONFIGURATIONS[name])
    z = latents(vae, 3, 11, 5)
    torch.testing.assert_close(strips(vae, z, strip_rows=strip_rows), whole(vae, z), atol=TOLERANCE, rtol=0)


@pytest.mark.parametrize("residual", [False, True])
@pytest.mark.parametrize("frames", [1, 2, 5])
@pytest.mark.parametrize("size", [(1, 1), (7, 3), (4, 9)])
def test_every_length_and_odd_size_is_exact(
    make_vae: Callable[..., Any], residual: bool, frames: int, size: tuple[int, int]
) -> None:
    vae = make_vae(is_residual=residual)
    z = latents(vae, frames, *size)
    decoded = strips(vae, z, strip_rows=1)
    assert decoded.shape == (1, 3, 1 + 4 * (frames - 1), size[0] * 8, size[1] * 8)
    torch.testing.assert_close(decoded, whole(vae, z), atol=TOLERANCE, rtol=0)


@pytest.mark.parametrize("striped", [0, 1, 2, 3, 4])
@pytest.mark.parametrize("residual", [False, True])
def test_any_number_of_stages_may_run_in_strips(make_vae: Callable[..., Any], striped: int, residual: bool) -> None:
    vae = make_vae(is_residual=residual)
    z = latents(vae, 3, 24, 3)
    decoded = strips(vae, z, strip_rows=6, striped_blocks=striped)
    torch.testing.assert_close(decoded, whole(vae, z), atol=TOLERANCE, rtol=0)


def test_a_smaller_halo_would_show(make_vae: Callable[..., Any]) -> None:
    vae = make_vae()
    z = latents(vae, 2, 24, 4)
    decoder = StripDecoder(vae, strip_rows=6)
    decoder.halo -= 3
    decoded = torch.cat(list(decoder.frames(z)), dim=2)
    assert (decoded - whole(vae, z)).abs().max() > TOLERANCE


def test_the_halo_is_as_wide_as_the_convolutions_reach(make_vae: Callable[..., Any]) -> None:
    """Measured: which input rows change an output row."""
    vae = make_vae(num_res_blocks=2, base_dim=8).double()
    blocks = list(vae.decoder.up_blocks)[-2:]
    channels, rows = blocks[0].resnets[0].in_dim, 48
    x = torch.randn(1, channels, 1, rows, 2, dtype=torch.double).requires_grad_()
    y = x
    for block in blocks:
        y = block(y)
    y = vae.decoder.conv_out(vae.decoder.norm_out(y))
    scale = y.shape[3] // rows
    y[:, :, :, 24 * scale : 25 * scale].sum().backward()
    assert x.grad is not None
    touched = x.grad.abs().sum(dim=(0, 1, 2, 4)).nonzero().flatten()
    assert max(24 - int(touched.min()), int(touched.max()) - 24) == halo_rows(blocks) == 10


def test_frames_come_as_they_are_decoded(make_vae: Callable[..., Any]) -> None:
    vae = make_vae()
    stream = StripDecoder(vae, strip_rows=2).frames(latents(vae, 4, 6, 4))
    assert next(stream).shape[2] == 1
    assert torch.is_grad_enabled(), "the switch does not leak to the consumer"
    assert [picture.shape[2] for picture in stream] == [4, 4, 4]


def limit_rows(vae: Any, limit: int, seen: list[int], error: Exception | None = None) -> Any:
    """A device that cannot hold more than `limit` rows in the last stage: it raises as torch does."""

    def refuse(_module: Any, inputs: tuple[Any, ...]) -> None:
        seen.append(inputs[0].shape[3])
        if inputs[0].shape[3] > limit:
            raise error or torch.OutOfMemoryError("CUDA out of memory")

    return vae.decoder.up_blocks[-1].register_forward_pre_hook(refuse)


@pytest.mark.parametrize("residual", [False, True])
def test_running_out_of_memory_means_smaller_strips_and_the_same_picture(
    make_vae: Callable[..., Any], residual: bool
) -> None:
    vae = make_vae(is_residual=residual)
    z = latents(vae, 3, 24, 4)
    right = whole(vae, z)
    seen: list[int] = []
    hook = limit_rows(vae, 100, seen)
    decoded = strips(vae, z, strip_rows=None)
    hook.remove()
    assert max(seen) == 192, "the whole picture was tried first"
    torch.testing.assert_close(decoded, right, atol=TOLERANCE, rtol=0)


def test_memory_that_runs_out_in_the_middle_loses_nothing(make_vae: Callable[..., Any]) -> None:
    vae = make_vae()
    z = latents(vae, 4, 24, 4)
    right = whole(vae, z)
    stream = StripDecoder(vae, strip_rows=12).frames(z)
    pictures = [next(stream), next(stream)]
    hook = limit_rows(vae, 90, [])
    pictures += list(stream)
    hook.remove()
    torch.testing.assert_close(torch.cat(pictures, dim=2), right, atol=TOLERANCE, rtol=0)


def test_a_full_main_memory_is_met_the_same_way_and_other_errors_are_not_hidden(make_vae: Callable[..., Any]) -> None:
    vae = make_vae()
    z = latents(vae, 2, 24, 4)
    right = whole(vae, z)
    full = RuntimeError(
        "[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: not enough memory: you tried to allocate"
    )
    hook = limit_rows(vae, 100, [], full)
    torch.testing.assert_close(strips(vae, z), right, atol=TOLERANCE, rtol=0)
    hook.remove()
    hook = limit_rows(vae, 100, [], RuntimeError("illegal memory access"))
    with pytest.raises(RuntimeError, match="illegal"):
        strips(vae, z)
    hook.remove()


def test_when_a_single_row_does_not_fit_it_says_so(make_vae: Callable[..., Any]) -> None:
    vae = make_vae()
    hook = limit_rows(vae, 1, [])
    with pytest.raises(OutOfMemory, match="single row"):
        strips(vae, latents(vae, 1, 4, 2), strip_rows=None)
    hook.remove()


def test_cancelling_takes_effect_before_the_next_strip(make_vae: Callable[..., Any]) -> None:
    vae = make_vae()
    done: list[int] = []

    def check() -> None:
        if len(done) == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        strips(vae, latents(vae, 2, 8, 2), strip_rows=1, check=check, on_strip=lambda: done.append(1))
    assert len(done) == 3
