"""List nodes: make a list, count, take one. A node fed a list runs once for each element."""

from __future__ import annotations

from typing import Annotated

from nodes.errors import NodeError
from nodes.graph import Multiline, Out, Range, node
from nodes.values import Number, Text, Value


@node("List", title="Make List", search=("batch", "collect", "array"))
def make_list(
    a: Value | None = None,
    b: Value | None = None,
    c: Value | None = None,
    d: Value | None = None,
    e: Value | None = None,
    f: Value | None = None,
) -> Annotated[list[Value], Out("list")]:
    """Several values of one type as a list, in order; open inputs are passed over.

    a: first value.
    b: second value.
    c: third value.
    d: fourth value.
    e: fifth value.
    f: sixth value.
    Errors: NodeError when nothing is wired or the types differ.
    """
    given = [value for value in (a, b, c, d, e, f) if value is not None]
    if not given:
        raise NodeError("Make List: nothing is wired.", remedy="Wire at least one input.")
    kinds = sorted({value.type_name for value in given})
    if len(kinds) > 1:
        raise NodeError(f"Make List: a list holds one type, here are {', '.join(kinds)}.", remedy="Wire one type.")
    return given


@node("List", title="Text List", search=("prompts", "lines", "wildcards", "batch"))
def text_list(lines: Annotated[str, Multiline()] = "") -> Annotated[list[Text], Out("texts")]:
    """One text for each line: a prompt a line gives a clip a line.

    lines: the texts; empty lines and lines that begin with # are passed over.
    Errors: NodeError when no line is left.
    """
    kept = [line.strip() for line in lines.splitlines()]
    kept = [line for line in kept if line and not line.startswith("#")]
    if not kept:
        raise NodeError("Text List: there is no line of text.", remedy="Write one text a line.")
    return [Text(line) for line in kept]


@node("List", title="Number Range", search=("seeds", "sweep", "sequence", "batch"))
def number_range(
    start: float = 0.0, step: float = 1.0, count: Annotated[int, Range(1, 10_000)] = 4
) -> Annotated[list[Number], Out("numbers")]:
    """Numbers at equal steps: seeds for takes, values for a sweep.

    start: the first.
    step: from one to the next; 0 repeats the first.
    count: how many.
    """
    values = [start + step * place for place in range(count)]
    return [Number(int(value) if value == int(value) else value) for value in values]


@node("List", title="List Item", search=("index", "pick", "get"))
def list_item(items: list[Value], index: Annotated[int, Range(-10_000, 9_999)] = 0) -> Annotated[Value, Out("item")]:
    """One element of a list.

    items: the list.
    index: which one, from 0; -1 is the last.
    Errors: NodeError when the list is shorter.
    """
    if not -len(items) <= index < len(items):
        raise NodeError(
            f"List Item: there is no item {index} in a list of {len(items)}.",
            remedy=f"Use {-len(items)} to {len(items) - 1}." if items else "Wire a list that is not empty.",
        )
    return items[index]


@node("List", title="List Length", search=("count", "size"))
def list_length(items: list[Value]) -> Annotated[Number, Out("length")]:
    """How many elements a list has.

    items: the list.
    """
    return Number(len(items))
