"""Choosing nodes: a switch that runs only what it needs, and comparisons to steer it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from nodes.errors import NodeError
from nodes.graph import Lazy, Out, Range, node
from nodes.values import Number, Value

_NAMES = ("a", "b", "c", "d", "e", "f")
Waiting = Annotated[Value | None, Lazy()]


def _switch_needs(**known: Any) -> Iterable[str]:
    return (_NAMES[int(known.get("index", 0))],)


@node("Logic", title="Switch", needs=_switch_needs, search=("choose", "select", "pick"))
def switch(
    a: Waiting = None,
    b: Waiting = None,
    c: Waiting = None,
    d: Waiting = None,
    e: Waiting = None,
    f: Waiting = None,
    index: Annotated[int, Range(0, 5)] = 0,
) -> Annotated[Value, Out("value")]:
    """Pass one of up to six inputs on; what leads to the others is not run.

    a: input 0.
    b: input 1.
    c: input 2.
    d: input 3.
    e: input 4.
    f: input 5.
    index: which input, from 0.
    Errors: NodeError when that input is open.
    """
    chosen = (a, b, c, d, e, f)[index]
    if chosen is None:
        raise NodeError(
            f"Switch: input {_NAMES[index]} (number {index}) is open.", remedy="Wire it or choose another."
        )
    return chosen


def _if_needs(**known: Any) -> Iterable[str]:
    return ("then" if known.get("condition", True) else "otherwise",)


@node("Logic", title="If", needs=_if_needs, search=("condition", "branch", "else"))
def choose(then: Waiting = None, otherwise: Waiting = None, condition: bool = True) -> Annotated[Value, Out("value")]:
    """Pass one of two inputs on; what leads to the other is not run.

    then: passed on when the condition holds.
    otherwise: passed on when it does not.
    condition: true or false, or any number wired (0 is false).
    Errors: NodeError when that input is open.
    """
    chosen = then if condition else otherwise
    if chosen is None:
        name = "then" if condition else "otherwise"
        raise NodeError(f"If: input {name!r} is open.", remedy="Wire it or change the condition.")
    return chosen


@node("Logic", title="Compare", search=("equal", "greater", "less", "condition"))
def compare(
    a: float = 0.0,
    b: float = 0.0,
    how: Literal["a = b", "a ≠ b", "a < b", "a ≤ b", "a > b", "a ≥ b"] = "a = b",
    tolerance: Annotated[float, Range(0.0, 1e9)] = 0.0,
) -> Annotated[Number, Out("condition")]:
    """Compare two numbers; gives 1 when it holds and 0 when not.

    a: a number.
    b: a number.
    how: what must hold.
    tolerance: how far apart two numbers may be and still be equal.
    """
    equal = abs(a - b) <= tolerance
    holds = {
        "a = b": equal,
        "a ≠ b": not equal,
        "a < b": a < b and not equal,
        "a ≤ b": a < b or equal,
        "a > b": a > b and not equal,
        "a ≥ b": a > b or equal,
    }[how]
    return Number(int(holds))


@node("Logic", title="Compare Text", search=("equal", "contains", "condition"))
def compare_text(
    a: str = "",
    b: str = "",
    how: Literal["equal", "contains", "begins with", "ends with"] = "contains",
    ignore_case: bool = True,
) -> Annotated[Number, Out("condition")]:
    """Compare two texts; gives 1 when it holds and 0 when not.

    a: the text looked at.
    b: the text looked for.
    how: what must hold.
    ignore_case: A and a are the same.
    """
    left, right = (a.casefold(), b.casefold()) if ignore_case else (a, b)
    holds = {
        "equal": left == right,
        "contains": right in left,
        "begins with": left.startswith(right),
        "ends with": left.endswith(right),
    }[how]
    return Number(int(holds))
