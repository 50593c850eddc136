"""A Wan-type decoder run in horizontal strips that give the very numbers of the whole picture.

A Wan decoder is causal in time and local in space after its middle block: convolutions of reach one, nearest
upsampling, and norms over the channels of one pixel. So the low-resolution stages run whole, which is cheap, and the
high-resolution stages run strip by strip. A strip is computed with a halo of neighbouring rows, as many as its
convolutions reach; what the false border spoils stays inside the halo and is cut away. Zero padding therefore counts
only at the true border of the picture.

    rows  0        8        16       24          strips of 8 rows, halo 3
          |--------|--------|--------|
                ...xxxxxxxx...                   computed: rows 5..19, kept: rows 8..16

The clip streams through in time, one latent frame after the other, so memory does not grow with its length. What the
causal convolutions keep of earlier frames is held once for the whole picture (models.decode.features), each strip
reading its rows and halo of it and writing its own rows back. A strip that runs out of memory is split in two and
tried again; nothing that was done is lost.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.decode.features import PictureFeatures
from models.errors import OutOfMemory
from models.memory import ran_out_of_memory

if TYPE_CHECKING:
    from torch import Tensor

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Strip:
    """Rows [first, last) of the striped blocks' input."""

    first: int
    last: int

    def halves(self) -> tuple[Strip, Strip]:
        middle = (self.first + self.last) // 2
        return Strip(self.first, middle), Strip(middle, self.last)


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
        low_features: list[Any] = [None] * slots
        rows = latents.shape[3] * self._scale
        features = PictureFeatures(slots, rows, self.halo)
        height = rows if self._strip_rows is None else max(1, self._strip_rows) * self._scale
        strips = [Strip(first, min(first + height, rows)) for first in range(0, rows, height)]
        for number in range(latents.shape[2]):
            # The gradient switch must not leak to the consumer, so nothing is yielded inside it.
            with torch.no_grad():
                low = self._low(latents[:, :, number : number + 1], low_features, first=number == 0)
                strips, pieces = self._pass(low, strips, features, first=number == 0)
                del low
                picture = torch.cat(pieces, dim=3) if len(pieces) > 1 else pieces[0]
                del pieces
                picture.clamp_(-1.0, 1.0)
            yield picture

    def _pass(
        self, low: Tensor, waiting: list[Strip], features: PictureFeatures, *, first: bool
    ) -> tuple[list[Strip], list[Tensor]]:
        """Every strip of one latent frame: the strips as they ended up (some may be split) and their pictures."""
        done: list[Strip] = []
        pieces: list[Tensor] = []
        features.begin_frame()
        while waiting:
            if self._check is not None:
                self._check()
            strip = waiting[0]
            try:
                pieces.append(self._high(low, strip, features, first=first))
            except RuntimeError as error:
                if not ran_out_of_memory(error):
                    raise
                # Without its traceback, which would keep alive the tensors that did not fit.
                cause = error.with_traceback(None)
            else:
                waiting = waiting[1:]
                done.append(strip)
                if self._on_strip is not None:
                    self._on_strip()
                continue
            _free_memory()
            if strip.last - strip.first < 2:
                raise OutOfMemory(
                    "Decoding ran out of memory with strips of a single row.",
                    remedy="Close other programs that use the device, or decode on the CPU.",
                ) from cause
            logger.warning("Decoding ran out of memory: rows %d to %d go on as two strips", strip.first, strip.last)
            waiting = [*strip.halves(), *waiting[1:]]
        return done, pieces

    def _low(self, latent: Tensor, features: list[Any], *, first: bool) -> Tensor:
        """The stages that run whole: [B,C,1,h,w] -> the input of the striped blocks."""
        decoder, position = self._decoder, [0]
        x: Tensor = _causal(decoder.conv_in, self._vae.post_quant_conv(latent), features, position)
        x = decoder.mid_block(x, feat_cache=features, feat_idx=position)
        for block in self._whole_blocks:
            x = block(x, feat_cache=features, feat_idx=position, first_chunk=first)
        return x

    def _high(self, low: Tensor, strip: Strip, features: PictureFeatures, *, first: bool) -> Tensor:
        """One strip of the picture, without its halo."""
        decoder, position = self._decoder, [0]
        top, bottom = max(0, strip.first - self.halo), min(low.shape[3], strip.last + self.halo)
        kept = features.read(strip.first, top, bottom)
        x: Tensor = low[:, :, :, top:bottom]
        for block in self._striped:
            x = block(x, feat_cache=kept, feat_idx=position, first_chunk=first)
        x = decoder.nonlinearity(decoder.norm_out(x))
        x = _causal(decoder.conv_out, x, kept, position)
        if self._vae.config.patch_size is not None:
            from diffusers.models.autoencoders.autoencoder_kl_wan import unpatchify

            x = unpatchify(x, patch_size=self._vae.config.patch_size)
        grown = x.shape[3] // (bottom - top)
        piece = x[:, :, :, (strip.first - top) * grown : (strip.last - top) * grown].clone()
        features.write(kept, strip.first, strip.last, top, bottom)
        return piece


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
        and type(vae).__name__ == "AutoencoderKLWan"
        and all(hasattr(decoder, name) for name in ("conv_in", "mid_block", "norm_out", "conv_out"))
        and all(hasattr(block, "resnets") for block in blocks)
    )


def _upsamples(block: Any) -> bool:
    return getattr(block, "upsampler", None) is not None or getattr(block, "upsamplers", None) is not None


def _causal_convolutions(decoder: Any) -> int:
    from diffusers.models.autoencoders.autoencoder_kl_wan import WanCausalConv3d

    return sum(isinstance(module, WanCausalConv3d) for module in decoder.modules())


def _causal(convolution: Any, x: Tensor, features: list[Any], position: list[int]) -> Tensor:
    """A causal convolution that sees the last two frames of its earlier inputs."""
    import torch

    slot = position[0]
    before = features[slot]
    keep = x[:, :, -2:].clone()
    if keep.shape[2] < 2 and before is not None:
        keep = torch.cat([before[:, :, -1:].to(keep.device), keep], dim=2)
    y: Tensor = convolution(x, before)
    features[slot] = keep
    position[0] += 1
    return y


def _free_memory() -> None:
    import gc

    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
