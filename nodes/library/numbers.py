"""Number nodes: a number, a seed, arithmetic."""

from __future__ import annotations

from typing import Annotated, Literal

from nodes.errors import NodeError
from nodes.graph import Out, Seed, node
from nodes.library.expression import evaluate
from nodes.values import Number

MAX_SEED = 2**63 - 1


@node("Number", title="Number", search=("value", "float", "integer", "constant"))
def number(value: float = 0.0, whole: bool = False) -> Number:
    """A number.

    value: the number.
    whole: round it to a whole number.
    """
    return Number(round(value) if whole or value == int(value) else value)


@node("Number", title="Seed", search=("random", "noise"))
def seed(seed: Annotated[int, Seed()] = 0, offset: int = 0) -> Annotated[Number, Out("seed")]:
    """A seed: the same number gives the same noise.

    seed: 0 to 9223372036854775807.
    offset: added to it, for example the number of a take; wraps around at the end.
    """
    return Number((seed + offset) % (MAX_SEED + 1))


@node("Number", title="Math", search=("expression", "calculate", "add", "multiply", "formula"))
def maths(
    a: float = 0.0,
    b: float = 0.0,
    c: float = 0.0,
    expression: str = "a + b",
    result: Literal["as it is", "whole", "decimal"] = "as it is",
) -> Annotated[Number, Out("number")]:
    """Arithmetic with a, b and c.

    a: a number.
    b: a number.
    c: a number.
    expression: for example "round(a * 2) + clamp(b, 0, 1)" or "a if a > b else b".
    result: round it to a whole number, or always give a decimal one.
    Errors: NodeError naming the place for anything that is not arithmetic.
    """
    names = {name: int(value) if value == int(value) else value for name, value in (("a", a), ("b", b), ("c", c))}
    value = evaluate(expression, names)
    try:
        if result == "whole":
            return Number(round(value))
        return Number(float(value) if result == "decimal" else value)
    except OverflowError as error:
        raise NodeError(f"Math: {expression!r} gives a number that is too large.") from error
