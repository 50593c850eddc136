"""Previews of denoising: a linear map from latents to small RGB frames, fitted once per autoencoder.

Each latent cell holds some rows, columns and frames of the picture; a linear map from its channels to a few RGB
samples of that block is found by least squares on encodings of synthetic pictures, so it works for any autoencoder.
The first latent frame of a causal autoencoder stands for one picture alone and has a map of its own.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.decode.latent_scale import to_denoiser
from models.families import LoadedModel

if TYPE_CHECKING:
    from torch import Tensor

logger = logging.getLogger(__name__)

VERSION = 2
SAMPLES = 4
LARGEST_SIDE_PX = 320
FIT_CLIPS = 8
FIT_CELLS = 10
RIDGE = 1e-4


@dataclass(frozen=True)
class LatentRGB:
    """first [C+1, s*s*3] and rest [C+1, k*s*s*3]: latent channels and a constant one -> RGB samples in 0..1.

    s is SAMPLES: samples a side; k: frames a latent frame stands for.
    """

    first: Tensor
    rest: Tensor
    temporal_stride: int

    def frames(self, latents: Tensor) -> NDArray[np.uint8]:
        """uint8 [T,h*s,w*s,3], every frame of clean latents [1,C,F,h,w]; s falls with size to keep it quick."""
        side = max(latents.shape[-2:])
        samples = next((s for s in (4, 2) if side * s <= LARGEST_SIDE_PX), 1)
        first, rest = (self._coarser(matrix, samples).to(latents.device) for matrix in (self.first, self.rest))
        head = _apply(first, latents[0, :, :1].float(), 1, samples)
        if latents.shape[2] == 1:
            return head.cpu().numpy()
        tail = _apply(rest, latents[0, :, 1:].float(), self.temporal_stride, samples)
        return np.concatenate([head.cpu().numpy(), tail.cpu().numpy()])

    @staticmethod
    def _coarser(matrix: Tensor, samples: int) -> Tensor:
        """The same map with neighbouring samples averaged, which linearity allows."""
        if samples == SAMPLES:
            return matrix
        step = SAMPLES // samples
        blocks = matrix.view(len(matrix), -1, samples, step, samples, step, 3)
        return blocks.mean(dim=(3, 5)).reshape(len(matrix), -1)


def latent_rgb_map(model: LoadedModel, folder: Path | None = None) -> LatentRGB:
    """The fitted map of a model's autoencoder, from the cache `folder` (the platform's by default) or fitted now."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    vae = model.pipe.vae
    stride = model.facts.temporal_stride
    place = (folder or cache_folder()) / f"{autoencoder_fingerprint(vae)}.safetensors"
    if place.is_file():
        try:
            kept = load_file(str(place))
            return LatentRGB(kept["first"], kept["rest"], stride)
        except (OSError, SafetensorError, KeyError) as error:
            logger.warning("%s could not be read (%s): fitting again", place, error)
    fitted = fit_latent_rgb(vae, stride, model.facts.spatial_stride, model.device)
    _store(fitted, place)
    return fitted


def cache_folder() -> Path:
    """Where fitted maps are kept."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("kinograph", appauthor=False)) / "latent-rgb"


def autoencoder_fingerprint(vae: Any) -> str:
    """Hex digits that change with an autoencoder's configuration or with any of its weight tensors."""
    digest = hashlib.sha256(f"latent-rgb {VERSION} {SAMPLES}".encode())
    config = {name: value for name, value in dict(vae.config).items() if not name.startswith("_")}
    digest.update(json.dumps(config, sort_keys=True, default=str).encode())
    for name, weight in sorted(vae.state_dict().items()):
        digest.update(f"{name}{tuple(weight.shape)}".encode())
        digest.update(weight.flatten()[:64].float().cpu().numpy().tobytes())
    return digest.hexdigest()[:40]


def fit_latent_rgb(vae: Any, temporal_stride: int, spatial_stride: int, device: Any) -> LatentRGB:
    """Least squares on encodings of `synthetic_clips`; deterministic."""
    import torch

    side, frames = FIT_CELLS * spatial_stride, 1 + 2 * temporal_stride
    dtype = next(vae.parameters()).dtype
    inputs: tuple[list[Tensor], list[Tensor]] = ([], [])
    targets: tuple[list[Tensor], list[Tensor]] = ([], [])
    for clip in synthetic_clips(FIT_CLIPS, frames, side):
        pixels = torch.from_numpy(clip).permute(3, 0, 1, 2)[None]
        latents = _encode(vae, (pixels * 2 - 1).to(device, dtype)).float().cpu()[0]
        if latents.shape[1] == frames:
            temporal_stride = 1
        for part, start, count in ((0, 0, 1), (1, 1, temporal_stride)):
            cells = latents[:, :1] if part == 0 else latents[:, 1:]
            block = pixels[0][:, :1] if part == 0 else pixels[0][:, start : start + count * cells.shape[1]]
            inputs[part].append(_cells(cells))
            targets[part].append(_blocks(block, count, cells.shape[1:]))
    first, rest = (_least_squares(torch.cat(inputs[part]), torch.cat(targets[part])) for part in (0, 1))
    return LatentRGB(first, rest, temporal_stride)


def synthetic_clips(count: int, frames: int, side_px: int) -> NDArray[np.float32]:
    """Drifting smooth colour fields with discs and bars, [count,frames,side,side,3] in 0..1; always the same.

    As in real pictures most of the contrast is brightness, not hue: fitted on saturated noise the map of a small
    autoencoder was 4 dB worse on its own kind of pictures.
    """
    import cv2

    clips = np.empty((count, frames, side_px, side_px, 3), dtype=np.float32)
    rng = np.random.default_rng(20)
    canvas = 2 * side_px
    for clip in clips:
        field = np.zeros((canvas, canvas, 3), dtype=np.float32)
        for cells in (2, 5, 12):
            contrast = rng.uniform(0.06, 0.3)
            grid = _colours(rng, cells, cells)
            field += cv2.resize(grid, (canvas, canvas), interpolation=cv2.INTER_CUBIC) * contrast
        field = np.clip(field + 0.5 + 0.3 * _colours(rng, 1), 0, 1).astype(np.float32)
        for _ in range(6):
            colour = tuple(float(value) for value in np.clip(0.5 + 0.6 * _colours(rng, 1)[0], 0, 1))
            x, y = (int(value) for value in rng.integers(0, canvas, 2))
            size = int(rng.integers(max(2, side_px // 16), max(3, side_px // 4)))
            if rng.random() < 0.5:
                cv2.circle(field, (x, y), size, colour, -1, cv2.LINE_AA)
            else:
                cv2.rectangle(field, (x, y), (x + size, y + 2 * size), colour, -1)
        velocity = rng.uniform(-0.15, 0.15, 2) * side_px / frames
        for t in range(frames):
            dx, dy = (int(side_px // 2 + speed * t) for speed in velocity)
            clip[t] = field[dy : dy + side_px, dx : dx + side_px]
    return clips


def _colours(rng: np.random.Generator, *shape: int) -> NDArray[np.float32]:
    """Random colours [*shape,3] about zero, mostly grey."""
    colours = 0.7 * rng.uniform(-1, 1, (*shape, 1)) + 0.3 * rng.uniform(-1, 1, (*shape, 3))
    return np.asarray(colours, dtype=np.float32)


def _encode(vae: Any, pixels: Tensor) -> Tensor:
    """Normalised latents [1,C,F,h,w] of pixels [1,3,T,H,W]; frame by frame where the encoder knows pictures only."""
    import torch

    flat = not any(isinstance(module, torch.nn.Conv3d) for module in vae.encoder.modules())
    with torch.no_grad():
        posterior = vae.encode(pixels[0].transpose(0, 1) if flat else pixels, return_dict=False)[0]
        encoded = posterior if isinstance(posterior, torch.Tensor) else posterior.mode()
    if flat:
        encoded = encoded.transpose(0, 1)[None]
    latents: Tensor = to_denoiser(vae, encoded)
    return latents


def _cells(latents: Tensor) -> Tensor:
    """[C,F,h,w] -> [F*h*w, C+1], a constant one last."""
    import torch

    flat = latents.flatten(1).T
    return torch.cat([flat, torch.ones(len(flat), 1, dtype=flat.dtype, device=flat.device)], dim=1)


def _blocks(pixels: Tensor, frames: int, cells: tuple[int, ...]) -> Tensor:
    """[3,F*frames,H,W] -> [F*h*w, frames*s*s*3]: the block of each cell, SAMPLES averages a side."""
    import torch

    count, rows, columns = cells
    small = torch.nn.functional.interpolate(
        pixels.transpose(0, 1), size=(rows * SAMPLES, columns * SAMPLES), mode="area"
    )
    blocks = small.view(count, frames, 3, rows, SAMPLES, columns, SAMPLES).permute(0, 3, 5, 1, 4, 6, 2)
    return blocks.reshape(count * rows * columns, -1)


def _least_squares(inputs: Tensor, targets: Tensor) -> Tensor:
    import torch

    x, y = inputs.double(), targets.double()
    square = x.T @ x
    weight = RIDGE * square.diagonal().mean()
    solved: Tensor = torch.linalg.solve(square + weight * torch.eye(len(square), dtype=x.dtype), x.T @ y)
    return solved.float()


def _apply(matrix: Tensor, latents: Tensor, frames: int, samples: int) -> Tensor:
    """uint8 [F*frames, h*s, w*s, 3] of latents [C,F,h,w]."""
    count, rows, columns = latents.shape[1:]
    flat = latents.flatten(1).T @ matrix[:-1] + matrix[-1]
    blocks = flat.view(count, rows, columns, frames, samples, samples, 3).permute(0, 3, 1, 4, 2, 5, 6)
    pictures = blocks.reshape(count * frames, rows * samples, columns * samples, 3)
    return (pictures * 255.0).clamp_(0, 255).round_().byte()


def _store(fitted: LatentRGB, place: Path) -> None:
    """Write the map beside its final name and rename it, so that a reader never sees half a file."""
    from safetensors.torch import save

    data = save({"first": fitted.first.contiguous(), "rest": fitted.rest.contiguous()})
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(place)
    except OSError as error:
        logger.warning("The fitted preview map could not be kept in %s: %s", place.parent, error)
