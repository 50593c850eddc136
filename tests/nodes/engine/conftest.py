"""Stub nodes that count how often they ran, and a short way to write graphs of them."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest

from nodes.engine import Blocked, CancelToken, Engine, Expansion, Job, RunResult, events
from nodes.errors import Cancelled, NodeError
from nodes.graph import Graph, Json, Lazy, Node, Out, Range, Registry, Run, Wire, converter, node
from nodes.values import Number, Text, Value


@dataclass
class World:
    """What the stub nodes look at and leave behind, besides their results."""

    ran: Counter[str] = field(default_factory=Counter)
    order: list[str] = field(default_factory=list)
    saved: list[Any] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    stamps: dict[str, str] = field(default_factory=dict)
    broken: bool = True
    barrier: threading.Barrier | None = None
    gate: threading.Event = field(default_factory=threading.Event)
    arrived: threading.Event = field(default_factory=threading.Event)
    cancel: CancelToken | None = None
    now: float = 0.0
    pace: float = 1.0
    steps: list[Any] = field(default_factory=list)
    made: list[Any] = field(default_factory=list)
    until: int = 10**9

    def count(self, name: str) -> None:
        self.ran[name] += 1
        self.order.append(name)


WORLD = World()


@node("Test")
def start(value: float = 0.0) -> Number:
    """A number.

    value: which.
    """
    WORLD.count("start")
    return Number(int(value) if value == int(value) else value)


@node("Test")
def plus(a: Number, by: int = 1) -> Number:
    """Add a constant.

    a: to what.
    by: how much.
    """
    WORLD.count("plus")
    return Number(a.value + by)


@node("Test")
def add(a: Number, b: Number) -> Number:
    """Add two.

    a: one.
    b: other.
    """
    WORLD.count("add")
    return Number(a.value + b.value)


@node("Test")
def pair(a: Number) -> tuple[Annotated[Number, Out("half")], Annotated[Text, Out("word")]]:
    """Two outputs of one input.

    a: what.
    """
    WORLD.count("pair")
    return Number(a.value / 2), Text(str(a.value))


@node("Test")
def many(count: int = 3, first: int = 0) -> list[Number]:
    """A list of whole numbers.

    count: how many.
    first: the first.
    """
    WORLD.count("many")
    return [Number(first + i) for i in range(count)]


@node("Test")
def words(text: str = "a,b,c") -> list[Text]:
    """A list of words.

    text: with commas.
    """
    WORLD.count("words")
    return [Text(word) for word in text.split(",")]


@node("Test")
def shout(text: str = "a", marks: Annotated[int, Range(0, 5)] = 1) -> Text:
    """In capitals.

    text: what.
    marks: exclamation marks.
    """
    WORLD.count("shout")
    return Text(text.upper() + "!" * marks)


@node("Test")
def average(items: list[Number]) -> Number:
    """The mean of a whole list.

    items: the list.
    """
    WORLD.count("average")
    mean = sum(item.value for item in items) / len(items)
    return Number(int(mean) if mean == int(mean) else mean)


@node("Test")
def four(
    a: Number | None = None, b: Number | None = None, c: Number | None = None, d: Number | None = None
) -> Number:
    """The mean of those of four inputs that are wired.

    a: one.
    b: two.
    c: three.
    d: four.
    """
    WORLD.count("four")
    there = [item.value for item in (a, b, c, d) if item is not None]
    return Number(sum(there) // len(there))


def _which(mask: Number, **_: Any) -> list[str]:
    WORLD.count("needs")
    return {0: ["first"], 1: ["second"]}.get(
        int(mask.value) if float(mask.value).is_integer() else 2, ["first", "second"]
    )


@node("Test", needs=_which)
def mix(
    mask: Number, first: Annotated[Number | None, Lazy()] = None, second: Annotated[Number | None, Lazy()] = None
) -> Number:
    """Blend; an input that has no weight is not asked for.

    mask: 0 first, 1 second.
    first: one.
    second: other.
    """
    WORLD.count("mix")
    m = mask.value
    made = (first.value if first else 0) * (1 - m) + (second.value if second else 0) * m
    return Number(int(made) if made == int(made) else made)


def _one_then_other(first: Number | None = None, **_: Any) -> tuple[str, ...]:
    return ("first",) if first is None else ("second",) if first.value < 0 else ()


@node("Test", needs=_one_then_other)
def fallback(
    mask: Number, first: Annotated[Number | None, Lazy()] = None, second: Annotated[Number | None, Lazy()] = None
) -> Number:
    """The second only where the first is negative.

    mask: not looked at.
    first: one.
    second: other.
    """
    WORLD.count("fallback")
    assert first is not None
    return second if second is not None else first


@node("Test")
def fail(a: Number, when: float = 0.5) -> Number:
    """Fail, at one value or (0.5) always, while the world is broken.

    a: what.
    when: the value.
    """
    WORLD.count("fail")
    if WORLD.broken and when in (0.5, a.value):
        raise NodeError(f"No {a.value:g} today.", remedy="Come again.")
    return a


@node("Test")
def crash(a: Number, how: str = "ValueError") -> Number:
    """Raise something unexpected.

    a: what.
    how: its kind.
    """
    WORLD.count("crash")
    if not WORLD.broken:
        return a
    raise {"ValueError": ValueError, "MemoryError": MemoryError, "SystemExit": SystemExit}[how]("ouch")


@node("Test")
def malformed(a: Number) -> Number:
    """Return what was not declared.

    a: what.
    """
    WORLD.count("malformed")
    return "no number"  # type: ignore[return-value]


@node("Test")
def stop_at(a: Number, when: float = 1.0) -> Number:
    """Block one value.

    a: what.
    when: the value.
    """
    WORLD.count("stop_at")
    return Blocked("not this one") if a.value == when else a  # type: ignore[return-value]


def _stamp(name: str, resolve: Callable[[str], Path], **rest: Any) -> str:
    WORLD.asked.append({"name": name, **rest})
    stamp = WORLD.stamps.get(name, "0")
    if stamp == "raise":
        raise NodeError(f"There is no {name!r}.")
    return stamp


@node("Test", fingerprint=_stamp)
def outside(name: str = "x", factor: int = 1, a: Number | None = None) -> Text:
    """Something that depends on the outside.

    name: of what.
    factor: a setting.
    a: an input that is no setting.
    """
    WORLD.count("outside")
    return Text(f"{name}={WORLD.stamps.get(name, '0')}*{factor}" + (f"+{a.value}" if a else ""))


@node("Test", effect=True)
def save(value: Value) -> None:
    """Write down.

    value: what.
    """
    WORLD.count("save")
    WORLD.saved.append(getattr(value, "value", getattr(value, "text", None)))


@node("Test", effect=True)
def save_on(a: Number) -> Number:
    """Write down and pass on.

    a: what.
    """
    WORLD.count("save_on")
    WORLD.saved.append(a.value)
    return a


@node("Test", concurrent=True)
def meet(a: Number, tag: str = "") -> Number:
    """Come back only when as many as the barrier wants are here at once.

    a: what.
    tag: to tell twins apart.
    """
    WORLD.count("meet")
    if WORLD.barrier is not None:
        WORLD.barrier.wait(20)
    return Number(a.value + 1)


@node("Test", concurrent=True)
def wait_gate(a: Number, run: Run, tag: str = "") -> Number:
    """Stay until the gate opens.

    a: what.
    tag: to tell twins apart.
    """
    WORLD.count("wait_gate")
    WORLD.arrived.set()
    while not WORLD.gate.wait(0.005):
        run.check()
    return a


@node("Test", concurrent=True)
def fail_apart(a: Number) -> Number:
    """Fail in another thread.

    a: what.
    """
    WORLD.count("fail_apart")
    if not WORLD.broken:
        return a
    raise NodeError("It broke apart.")


@node("Test")
def open_gate(a: Number, broken: bool = False) -> Number:
    """Open the gate, once somebody waits at it.

    a: what.
    broken: fail after that.
    """
    WORLD.count("open_gate")
    assert WORLD.arrived.wait(20)
    WORLD.gate.set()
    if broken:
        raise NodeError("The gate fell on me.")
    return a


@node("Test")
def halve(a: Number) -> Number:
    """Whole half.

    a: of what.
    """
    WORLD.count("halve")
    return Number(int(a.value) // 2)


@node("Test")
def repeat(a: Number, times: int = 1, body: str = "test.halve") -> Number:
    """A for loop: the body on the input, as often as asked, by expansion.

    a: what.
    times: how often.
    body: type id of the body.
    """
    WORLD.count("repeat")
    if times == 0:
        return a
    inner = Graph(
        [Node("body", body), Node("rest", "test.repeat", parameters={"times": times - 1, "body": body})],
        [Wire("body", "number", "rest", "a")],
    )
    return Expansion(inner, {"number": ("rest", "number")}, {("body", "a"): a})  # type: ignore[return-value]


@node("Test")
def even_by_expansion(a: Number) -> Number:
    """Even numbers go through an expansion that adds ten, odd ones are given back as they are.

    a: what.
    """
    WORLD.count("even_by_expansion")
    if a.value % 2:
        return a
    inner = Graph([Node("p", "test.plus", parameters={"by": 10})])
    return Expansion(inner, {"number": ("p", "number")}, {("p", "a"): a})  # type: ignore[return-value]


@node("Test")
def expand_to(a: Number, type_id: str = "test.plus", shift: int = 0) -> Number:
    """Expand to one node of that type, fed with the input (plus a shift).

    a: what.
    type_id: of the inner node.
    shift: added first.
    """
    WORLD.count("expand_to")
    parameters = {"type_id": type_id, "shift": shift} if type_id == "test.expand_to" else {}
    inner = Graph([Node("inner", type_id, parameters=parameters)])
    return Expansion(
        inner, {"number": ("inner", "number")}, {("inner", "a"): Number(a.value + shift) if shift else a}
    )  # type: ignore[return-value]


@node("Test")
def expand_cycle(a: Number) -> Number:
    """Expand to two nodes that feed each other.

    a: what.
    """
    inner = Graph(
        [Node("p", "test.plus"), Node("q", "test.plus")],
        [Wire("p", "number", "q", "a"), Wire("q", "number", "p", "a")],
    )
    return Expansion(inner, {"number": ("q", "number")})  # type: ignore[return-value]


@node("Test")
def expand_meet(a: Number, tag: str = "") -> Number:
    """Expand to a node that meets others.

    a: what.
    tag: to tell twins apart.
    """
    inner = Graph([Node("m", "test.meet", parameters={"tag": tag})])
    return Expansion(inner, {"number": ("m", "number")}, {("m", "a"): a})  # type: ignore[return-value]


@node("Test")
def expand_pair(a: Number) -> tuple[Annotated[Number, Out("good")], Annotated[Number, Out("bad")]]:
    """Expand to one node that works and one that fails.

    a: what.
    """
    WORLD.count("expand_pair")
    inner = Graph([Node("p", "test.plus"), Node("f", "test.fail")])
    return Expansion(  # type: ignore[return-value]
        inner, {"good": ("p", "number"), "bad": ("f", "number")}, {("p", "a"): a, ("f", "a"): a}
    )


@node("Test")
def expand_save(a: Number) -> Number:
    """Expand to an effect beside what is given back.

    a: what.
    """
    inner = Graph([Node("p", "test.plus"), Node("w", "test.save")], [Wire("p", "number", "w", "value")])
    return Expansion(inner, {"number": ("p", "number")}, {("p", "a"): a})  # type: ignore[return-value]


@node("Test")
def expand_badly(a: Number, how: Literal["nowhere", "unwired", "type", "names"] = "nowhere") -> Number:
    """Expand to what cannot be.

    a: what.
    how: in what way.
    """
    inner = Graph([Node("p", "test.plus")])
    feeds = {} if how == "unwired" else {("p", "a"): a}
    if how == "type":
        return Expansion(inner, {"number": "text"}, feeds)  # type: ignore[return-value,dict-item]
    name = "wrong" if how == "names" else "number"
    return Expansion(inner, {name: ("x" if how == "nowhere" else "p", "number")}, feeds)  # type: ignore[return-value]


@node("Test", dear=True)
def dear(a: Number, size: int = 1) -> Number:
    """Took long.

    a: what.
    size: of it.
    """
    WORLD.count("dear")
    return Number(a.value * size)


@node("Test", dear=True)
def dear_list(count: int = 3) -> list[Number]:
    """A dear list.

    count: how many.
    """
    WORLD.count("dear_list")
    return [Number(i) for i in range(count)]


@node("Test")
def big(kilobytes: int = 1, tag: int = 0) -> Text:
    """A long text.

    kilobytes: how long.
    tag: to tell them apart.
    """
    WORLD.count("big")
    return Text(str(tag % 10) * 1024 * kilobytes)


@node("Test")
def slow(a: Number, run: Run, steps: int = 10, seconds: float = 1.0) -> Number:
    """Steps on the injected clock.

    a: what.
    steps: how many.
    seconds: for each.
    """
    WORLD.count("slow")
    for step in range(steps):
        WORLD.now += seconds * WORLD.pace
        run.progress(step + 1, steps, "step")
    return a


@node("Test")
def stops(a: Number, run: Run, after: int = 3) -> Number:
    """Somebody throws the switch while this runs.

    a: what.
    after: how many steps.
    """
    WORLD.count("stops")
    for step in range(10):
        if step == after and WORLD.cancel is not None and WORLD.broken and (a.value in (0, WORLD.until)):
            WORLD.cancel.cancel()
        run.progress(step, 10)
        WORLD.steps.append(step)
    return Number(a.value + 1)


@node("Test", dear=True)
def resumes(a: Number, run: Run) -> Number:
    """Count to ten with a checkpoint at each step; may be cut off.

    a: what.
    """
    WORLD.count("resumes")
    last = run.resume()
    begin = int((last / "step.txt").read_text()) if last is not None else 0
    for step in range(begin, 10):
        WORLD.steps.append(step)
        run.checkpoint(lambda folder, step=step: (folder / "step.txt").write_text(str(step + 1)) and None)  # type: ignore[misc]
        if step + 1 == WORLD.until:
            raise Cancelled("cut off")
    return Number(a.value + 10)


@node("Test")
def loads(a: Number, run: Run, name: str = "pipe") -> Text:
    """Use a resource.

    a: what.
    name: which.
    """

    def make() -> object:
        WORLD.made.append(name)
        return object()

    return Text(f"{name} {id(run.resource(name, make)) and a.value}")


@node("Test")
def says(a: Number, run: Run, extra: Json = None) -> Number:
    """Warn, and preview nothing.

    a: what.
    extra: JSON of any shape.
    """
    WORLD.count("says")
    run.warn(f"careful with {a.value:g}")
    return a


@converter()
def number_to_text(number: Number) -> Text:
    """In figures.

    number: what.
    """
    WORLD.count("number_to_text")
    if number.value == 13 and WORLD.broken:
        raise NodeError("Not thirteen.")
    return Text(f"{number.value:g}")


@node("Test")
def read_text(text: Text) -> Text:
    """Give a text back.

    text: what.
    """
    WORLD.count("read_text")
    return text


STUBS = [kind for kind in list(globals().values()) if hasattr(kind, "node_type") and kind.__module__ == __name__]


@pytest.fixture
def world() -> Iterator[World]:
    WORLD.__init__()  # type: ignore[misc]
    yield WORLD
    WORLD.__init__()  # type: ignore[misc]


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry.from_functions(*STUBS)


@pytest.fixture
def engine(registry: Registry, tmp_path: Path, world: World) -> Iterator[Engine]:
    made = Engine(registry, checkpoints=tmp_path / "checkpoints", clock=lambda: WORLD.now)
    yield made
    made.close()


Document = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def document(registry: Registry) -> Document:
    """document({"a": "start", "b": ("plus", {"by": 2})}, "a > b.a", locked=["b"]) as a graph document."""

    def build(nodes: dict[str, Any], *wires: str, **flags: Sequence[str]) -> dict[str, Any]:
        made = []
        kinds = {}
        for name, what in nodes.items():
            short, parameters = (what, {}) if isinstance(what, str) else what
            kinds[name] = short if "." in short else f"test.{short}"
            made.append(
                Node(
                    name, kinds[name], parameters=parameters, **{flag: True for flag in flags if name in flags[flag]}
                )
            )
        drawn = []
        for wire in wires:
            source, target = wire.split(" > ")
            source, _, output = source.partition(".")
            target, _, name = target.partition(".")
            if not output:
                output = registry[kinds[source]].outputs[0].name
            if not name:
                name = registry[kinds[target]].inputs[0].name
            drawn.append(Wire(source, output, target, name))
        return Graph(made, drawn).to_document()

    return build


@pytest.fixture
def run(engine: Engine, document: Document, world: World) -> Callable[..., RunResult]:
    """Build a graph, run it, and leave in `world.ran` what ran this time. Events go to `run.events`."""

    def call(nodes: dict[str, Any], *wires: str, targets: Sequence[str] = (), **rest: Any) -> RunResult:
        world.ran.clear()
        world.order.clear()
        told: list[events.Event] = []
        call.events = told  # type: ignore[attr-defined]
        job_fields = {name: rest.pop(name) for name in ("overrides", "project_path", "outputs") if name in rest}
        cancel = rest.pop("cancel", None)
        return engine.run(Job(document(nodes, *wires, **rest), tuple(targets), **job_fields), told.append, cancel)

    return call
