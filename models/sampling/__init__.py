"""Sampling: one denoising run of any diffusers video pipeline."""

from models.sampling.request import DenoiseRequest, LatentClip, frame_map
from models.sampling.run import denoise
from models.sampling.solvers import SOLVERS

__all__ = ["SOLVERS", "DenoiseRequest", "LatentClip", "denoise", "frame_map"]
