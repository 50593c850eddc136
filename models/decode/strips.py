"""A Wan-type decoder run in horizontal strips that give the very numbers of the whole picture.

A Wan decoder is causal in time and local in space after its middle block: convolutions of reach one, nearest
upsampling, and norms over the channels of one pixel. So the low-resolution stages run whole, which is cheap, and the
high-resolution stages run strip by strip. A strip is computed with a halo of neighbouring rows, as many as its
convolutions reach; what the false border spoils stays inside the halo and is cut away. Zero padding therefore counts
only at the true border of the picture. Each strip keeps its own causal features of the last frames, so the clip
streams through in time, one latent frame after the other, and memory does not grow with its length.

    rows  0        8        16       24          strip of 8 rows, halo 3
          |--------|--------|--------|
                ...xxxxxxxx...                   computed: rows 5..19, kept: rows 8..16

When a strip runs out of memory it is split in two; the halves take their share of the features it kept.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from models.errors import OutOfMemory

if TYPE_CHECKING:
    from torch import Tensor

logger = logging.getLogger(__name__)

Features = list[Any]


@dataclass
class Strip:
    """Rows [first, last) of the striped blocks' input, and the causal features kept for them and their halo."""

    first: int
    last: int
    features: Features = field(repr=False)


class StripDecoder:
    """Decodes one clip's latents with a Wan-type autoencoder.

    strip_rows: height of a strip in latent rows (None: the whole picture at once).
    striped_blocks: how many of the last up-blocks run in strips.
    check(): called before every strip; raising ends the decoding.  on_strip(): called after every strip.
    """

    def __init__(
        self,
        vae: Any,
        *,
        strip_rows: int | None = None,
        striped_blocks: int = 2,
        check: Callable[[], None] | None = None,
        on_strip: Callable[[], None] | None = None,
    ) -> None:
        decoder = vae.decoder
        self._vae, self._decoder, self._strip_rows = vae, decoder, strip_rows
        self._check, self._on_strip = check, on_strip
        whole = max(0, len(decoder.up_blocks) - striped_blocks)
        self._whole_blocks, self._striped = list(decoder.up_blocks)[:whole], list(decoder.up_blocks)[whole:]
        self._scale = 2 ** sum(_upsamples(block) for block in self._whole_blocks)
        self.halo = halo_rows(self._striped)

    def frames(self, latents: Tensor) -> Iterator[Tensor]:
        """Pictures [B,3,n,H,W] in -1..1 for each latent frame of latents [B,C,F,h,w], in time order.

        Raises OutOfMemory when a strip of one row does not fit.
        """
        import torch

        slots = _causal_convolutions(self._decoder)
        features: Features = [None] * slots
        strips = self._strips(latents.shape[3], slots)
        for number in range(latents.shape[2]):
            # The gradient switch must not leak to the consumer, so nothing is yielded inside it.
            with torch.no_grad():
                low = self._low(latents[:, :, number : number + 1], features, first=number == 0)
                strips, pieces = self._pass(low, strips, first=number == 0)
                del low
                picture = torch.cat(pieces, dim=3) if len(pieces) > 1 else pieces[0]
                del pieces
                picture.clamp_(-1.0, 1.0)
            yield picture

    def _pass(self, low: Tensor, waiting: list[Strip], *, first: bool) -> tuple[list[Strip], list[Tensor]]:
        """Every strip of one latent frame: the strips as they ended up (some may be split) and their pictures."""
        import torch

        done: list[Strip] = []
        pieces: list[Tensor] = []
        while waiting:
            self._checked()
            strip, waiting = waiting[0], waiting[1:]
            kept = list(strip.features)
            try:
                pieces.append(self._high(low, strip, first=first))
            except torch.OutOfMemoryError as error:
                strip.features = kept
                cause = error
            else:
                done.append(strip)
                if self._on_strip is not None:
                    self._on_strip()
                continue
            # Outside the handler: the traceback would keep the tensors that did not fit alive.
            waiting = [*self._halves(strip, low.shape[3], cause.with_traceback(None)), *waiting]
        return done, pieces

    def _strips(self, latent_rows: int, slots: int) -> list[Strip]:
        rows = latent_rows * self._scale
        height = rows if self._strip_rows is None else max(1, self._strip_rows) * self._scale
        return [Strip(first, min(first + height, rows), [None] * slots) for first in range(0, rows, height)]

    def _checked(self) -> None:
        if self._check is not None:
            self._check()

    def _low(self, latent: Tensor, features: Features, *, first: bool) -> Tensor:
        """The stages that run whole: [B,C,1,h,w] -> the input of the striped blocks."""
        decoder, position = self._decoder, [0]
        x: Tensor = _causal(decoder.conv_in, self._vae.post_quant_conv(latent), features, position)
        x = decoder.mid_block(x, feat_cache=features, feat_idx=position)
        for block in self._whole_blocks:
            x = block(x, feat_cache=features, feat_idx=position, first_chunk=first)
        return x

    def _high(self, low: Tensor, strip: Strip, *, first: bool) -> Tensor:
        """One strip of the picture, without its halo."""
        decoder, position = self._decoder, [0]
        top, bottom = max(0, strip.first - self.halo), min(low.shape[3], strip.last + self.halo)
        x: Tensor = low[:, :, :, top:bottom]
        for block in self._striped:
            x = block(x, feat_cache=strip.features, feat_idx=position, first_chunk=first)
        x = decoder.nonlinearity(decoder.norm_out(x))
        x = _causal(decoder.conv_out, x, strip.features, position)
        if self._vae.config.patch_size is not None:
            from diffusers.models.autoencoders.autoencoder_kl_wan import unpatchify

            x = unpatchify(x, patch_size=self._vae.config.patch_size)
        grown = x.shape[3] // (bottom - top)
        return x[:, :, :, (strip.first - top) * grown : (strip.last - top) * grown].clone()

    def _halves(self, strip: Strip, rows: int, error: Exception) -> list[Strip]:
        _free_memory()
        if strip.last - strip.first < 2:
            raise OutOfMemory(
                "Decoding ran out of memory with strips of a single row.",
                remedy="Close other programs that use the device, or decode on the CPU.",
            ) from error
        middle = (strip.first + strip.last) // 2
        logger.warning("Decoding ran out of memory: rows %d to %d go on as two strips", strip.first, strip.last)
        halves = []
        for first, last in ((strip.first, middle), (middle, strip.last)):
            top, bottom = max(0, strip.first - self.halo), min(rows, strip.last + self.halo)
            own_top, own_bottom = max(0, first - self.halo), min(rows, last + self.halo)
            share = [_rows(kept, bottom - top, own_top - top, own_bottom - top) for kept in strip.features]
            halves.append(Strip(first, last, share))
        strip.features = []
        return halves


def halo_rows(blocks: list[Any]) -> int:
    """How many input rows beyond its own a strip of these up-blocks and the output convolution depends on."""
    reach = 1  # conv_out
    for block in reversed(blocks):
        if _upsamples(block):
            reach = -(-(reach + 1) // 2)
        reach += 2 * len(block.resnets)
    return reach


def is_wan_type(vae: Any) -> bool:
    """Whether an autoencoder's decoder is built of the blocks the strips know."""
    decoder = getattr(vae, "decoder", None)
    blocks = getattr(decoder, "up_blocks", None)
    return (
        blocks is not None
        and type(vae).__name__ in ("AutoencoderKLWan", "AutoencoderKLQwenImage")
        and all(hasattr(decoder, name) for name in ("conv_in", "mid_block", "norm_out", "conv_out"))
        and all(hasattr(block, "resnets") for block in blocks)
        and hasattr(vae.config, "patch_size")
    )


def _upsamples(block: Any) -> bool:
    return getattr(block, "upsampler", None) is not None or getattr(block, "upsamplers", None) is not None


def _causal_convolutions(decoder: Any) -> int:
    from diffusers.models.autoencoders.autoencoder_kl_wan import WanCausalConv3d

    return sum(isinstance(module, WanCausalConv3d) for module in decoder.modules())


def _causal(convolution: Any, x: Tensor, features: Features, position: list[int]) -> Tensor:
    """A causal convolution that sees the last two frames of its earlier inputs."""
    import torch

    slot = position[0]
    before = features[slot]
    keep = x[:, :, -2:].clone()
    if keep.shape[2] < 2 and before is not None:
        keep = torch.cat([before[:, :, -1:].to(keep.device), keep], dim=2)
    y = convolution(x, before)
    features[slot] = keep
    position[0] += 1
    return y  # type: ignore[no-any-return]


def _rows(kept: Any, rows: int, first: int, last: int) -> Any:
    """A strip's share of kept features whose resolution may be a multiple of the strip's."""
    if kept is None or isinstance(kept, str):
        return kept
    grown = kept.shape[3] // rows
    return kept[:, :, :, first * grown : last * grown].clone()


def _free_memory() -> None:
    import gc

    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
