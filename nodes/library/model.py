"""Load Model: a folder of weights as a handle that travels on wires; nothing is loaded until a node runs it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from nodes.errors import NodeError
from nodes.graph import FileName, Run, node
from nodes.values import Model

if TYPE_CHECKING:
    from models.families import LoadedModel, ModelFacts

Precision = Literal["auto", "fp32", "bf16", "fp16"]


def _fingerprint(*, folder: str, resolve: Callable[[str], Path], **_other: Any) -> str:
    from models.families import recognise

    return recognise(resolve(folder)).fingerprint


@node(
    "Model", title="Load Model", fingerprint=_fingerprint, search=("checkpoint", "weights", "diffusers", "pipeline")
)
def load_model(
    run: Run,
    folder: Annotated[str, FileName("model")] = "bundled:pocket",
    precision: Precision = "auto",
) -> Model:
    """A video model from a folder of weights in the diffusers layout.

    folder: the model's folder; bundled:pocket is the small model that ships with Kinograph.
    precision: what to compute in; auto is fp32 on a CPU and bf16 on a GPU that has it.
    Errors: UnknownFamily when the folder is no pipeline, WeightsRefused for pickled or damaged weights.
    """
    from models.families import recognise

    facts = recognise(run.resolve(folder))
    return Model(
        folder=folder,
        model_family=facts.family,
        fingerprint=facts.fingerprint,
        precision=precision,
        label=facts.label,
        controls=facts.controls,
        facts={
            "pipeline": facts.pipeline_class,
            "licence": facts.licence,
            "weight_bytes": facts.weight_bytes,
            "latent_channels": facts.latent_channels,
            "temporal_stride": facts.temporal_stride,
            "spatial_stride": facts.spatial_stride,
            "cell": facts.cell,
            "frame_rule": facts.frame_rule,
            "max_prompt_tokens": facts.max_prompt_tokens,
            "defaults": asdict(facts.defaults),
        },
    )


def facts_of(run: Run, model: Model) -> ModelFacts:
    """The facts of the folder a Model names. Errors: NodeError when the folder's contents changed since."""
    from models.families import recognise

    facts = recognise(run.resolve(model.folder))
    if facts.fingerprint != model.fingerprint:
        raise NodeError(f"{model.folder} changed since it was loaded.", remedy="Run Load Model again.")
    return facts


def pipeline_of(run: Run, model: Model) -> LoadedModel:
    """The loaded pipeline of a Model, kept between runs by its fingerprint and precision."""
    from models.families import load_model as load_pipeline

    if model.loras:
        names = ", ".join(Path(lora.path).name for lora in model.loras)
        raise NodeError(f"{model.label}: LoRA files ({names}) cannot be used yet.", remedy="Leave them out.")

    def make() -> LoadedModel:
        return load_pipeline(run.resolve(model.folder), precision=model.precision)  # type: ignore[arg-type]

    return run.resource(f"pipeline {model.fingerprint} {model.precision}", make)
