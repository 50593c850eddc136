"""Random graphs of real node types, the same for the same seed."""

from __future__ import annotations

import random

from nodes.graph import Frame, Graph, Node, Note, Registry, Wire


def random_graph(registry: Registry, seed: int, nodes: int = 30, wires: int = 45, *, circles: bool = False) -> Graph:
    """Nodes anywhere, wires between ports that exist (their types need not fit), some flags, frames and notes."""
    chance = random.Random(seed)
    kinds = [kind for kind in registry if kind.inputs or kind.outputs]
    made = [
        Node(
            f"n{number}",
            chance.choice(kinds).type_id,
            position=(chance.randrange(-2000, 2000), chance.randrange(-2000, 2000)),
            title=chance.choice(["", "", "A “title” {with} / signs"]),
            muted=chance.random() < 0.1,
            collapsed=chance.random() < 0.1,
            parameters={"unknown": [1, 2.5, None, "ö"]} if chance.random() < 0.1 else {},
        )
        for number in range(nodes)
    ]
    table: dict[tuple[str, str], Wire] = {}
    for _ in range(wires):
        one, other = sorted(chance.sample(range(nodes), 2))
        if circles and chance.random() < 0.2:
            one, other = other, one
        outputs, inputs = registry[made[one].type_id].outputs, registry[made[other].type_id].inputs
        if outputs and inputs:
            into = chance.choice(inputs).name
            table[f"n{other}", into] = Wire(f"n{one}", chance.choice(outputs).name, f"n{other}", into)
    frames = [Frame(f"f{number}", "Frame", (number * 900.0 - 1500, -600), (700, 700)) for number in range(2)]
    return Graph(made, list(table.values()), frames, [Note("note", "Words\nand more", (50, 50))])
