"""What each model family is: the facts no configuration file states, one frozen record a family.

A new pipeline class works through `GENERIC` the day it appears; a record of some twenty lines gives it its controls,
its defaults and its limits.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Controls = tuple[str, ...]

VIDEO_CONTROLS: Controls = ("strokes", "depth", "pose", "edges", "flow", "inpaint", "image", "boxes", "camera")


@dataclass(frozen=True)
class Defaults:
    """Numbers a new node starts from. width, height in pixels; frames of the form n*k+1."""

    width: int = 832
    height: int = 480
    frames: int = 81
    fps: int = 16
    steps: int = 50
    guidance: float = 5.0


@dataclass(frozen=True)
class FamilyFacts:
    """One family.

    pipelines: the diffusers classes it covers.  call: which assembler of models.sampling.arguments builds the call.
    networks: the pipeline components called at every denoising step.  layout: order of the latent axes.
    controls: kinds of control the family takes.  temporal_stride, spatial_stride: pixels a latent cell covers, used
    where the autoencoder's configuration does not say.
    """

    name: str
    label: str
    pipelines: tuple[str, ...]
    call: str = "generic"
    networks: tuple[str, ...] = ("transformer", "transformer_2", "unet")
    layout: str = "CFHW"
    controls: Controls = ()
    temporal_stride: int = 4
    spatial_stride: int = 8
    latent_channels: int = 16
    defaults: Defaults = field(default_factory=Defaults)


WAN = FamilyFacts(name="wan", label="Wan text to video", pipelines=("WanPipeline",), call="wan")

WAN_VACE = FamilyFacts(
    name="wan-vace",
    label="Wan VACE",
    pipelines=("WanVACEPipeline",),
    call="vace",
    controls=VIDEO_CONTROLS,
)

GENERIC = FamilyFacts(name="generic", label="diffusers pipeline", pipelines=())

FAMILIES: tuple[FamilyFacts, ...] = (WAN, WAN_VACE)


def family_of(pipeline_class: str) -> FamilyFacts:
    """The family that covers a diffusers pipeline class; GENERIC for a class no record names."""
    return next((family for family in FAMILIES if pipeline_class in family.pipelines), GENERIC)
