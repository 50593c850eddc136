"""What the examples have in common: how a node is written, and the part that turns a control into a clip."""

from __future__ import annotations

from typing import Any

from assets.projects.layout import Section
from nodes.graph import Node, Wire

__all__ = ["CONTROL", "MODEL", "RESULT", "WORLD", "node", "sampled", "sampler", "sampler_section", "table"]

MODEL, CONTROL, RESULT, WORLD = "#B39DDB", "#FF8A65", "#64B5F6", "#4DD0C8"


def node(name: str, type_id: str, **parameters: Any) -> Node:
    return Node(name, type_id, parameters=parameters)


def table(*nodes: Node) -> dict[str, Node]:
    """Nodes by id, in this order."""
    return {each.id: each for each in nodes}


def sampler(caption: str, seed: int) -> tuple[Node, ...]:
    """Model, prompt, seed, sample and decode."""
    return (
        node("model", "model.load_model", folder="bundled:pocket"),
        node("prompt", "text.prompt", text=caption),
        node("seed", "number.seed", seed=seed),
        node("sample", "model.sample"),
        node("decode", "model.decode"),
    )


def sampler_section(note: str = "", *beside: str) -> Section:
    """What is said, and what comes of it. beside: nodes under Sample."""
    columns = (("model", "prompt", "seed"), ("sample", *beside), ("decode",))
    return Section("generate", "Model, words, chance", MODEL, columns, note)


def sampled(control: str = "", sample: str = "sample", decode: str = "decode") -> list[Wire]:
    """The wires of a sampler; control: the node whose control it follows."""
    steering = [Wire(control, "control", sample, "control")] if control else []
    return [
        Wire("model", "model", sample, "model"),
        Wire("prompt", "conditioning", sample, "conditioning"),
        Wire("seed", "seed", sample, "seed"),
        *steering,
        Wire("model", "model", decode, "model"),
        Wire(sample, "latents", decode, "latents"),
    ]
