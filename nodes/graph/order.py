"""Orders and cycles of a graph given as {node: nodes that feed it}. Linear time, no recursion."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nodes.graph.model import Graph

__all__ = ["cycles", "topological", "would_cycle"]


def topological(feeds: Mapping[str, Iterable[str]]) -> tuple[list[str], list[str]]:
    """(nodes in an order in which each comes after what feeds it, nodes on or behind a cycle).

    Nodes that are free to choose keep the order of the mapping. Every feeding node must itself be a key.
    """
    waiting: dict[str, int] = {}
    consumers: dict[str, list[str]] = {}
    for node, sources in feeds.items():
        count = 0
        for source in sources:
            count += 1
            if source in consumers:
                consumers[source].append(node)
            else:
                consumers[source] = [node]
        waiting[node] = count
    ready = deque(node for node, count in waiting.items() if count == 0)
    order: list[str] = []
    while ready:
        node = ready.popleft()
        order.append(node)
        for consumer in consumers.get(node, ()):
            waiting[consumer] -= 1
            if waiting[consumer] == 0:
                ready.append(consumer)
    if len(order) == len(waiting):
        return order, []
    done = set(order)
    return order, [node for node in feeds if node not in done]


def cycles(feeds: Mapping[str, Iterable[str]], within: Iterable[str]) -> list[tuple[list[str], list[str]]]:
    """(every node, one cycle) of each knot of nodes that feed each other; the cycle runs along the wires.

    Tarjan's strongly connected components (SIAM J. Comput. 1972), written with an explicit stack; then one cycle of
    each component.
    """
    here = dict.fromkeys(within)
    sources = {node: [source for source in feeds[node] if source in here] for node in here}
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    pile: list[str] = []
    on_pile: set[str] = set()
    found: list[tuple[list[str], list[str]]] = []
    for root in here:
        if root in index:
            continue
        work = [(root, iter(sources[root]))]
        index[root] = low[root] = len(index)
        pile.append(root)
        on_pile.add(root)
        while work:
            node, rest = work[-1]
            following = next(rest, None)
            if following is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    component = _popped(pile, on_pile, node)
                    if len(component) > 1 or node in sources[node]:
                        found.append((component, _one_cycle(component, sources)))
            elif following not in index:
                index[following] = low[following] = len(index)
                pile.append(following)
                on_pile.add(following)
                work.append((following, iter(sources[following])))
            elif following in on_pile:
                low[node] = min(low[node], index[following])
    return found


def would_cycle(graph: Graph, source: str, target: str) -> bool:
    """True when a wire from node `source` to node `target` of this graph (not of its subgraphs) closes a cycle."""
    feeds: dict[str, list[str]] = {}
    for wire in graph.wires.values():
        feeds.setdefault(wire.target, []).append(wire.source)
    stack, seen = [source], set()
    while stack:
        node = stack.pop()
        if node == target:
            return True
        if node not in seen:
            seen.add(node)
            stack.extend(feeds.get(node, ()))
    return False


def _popped(pile: list[str], on_pile: set[str], last: str) -> list[str]:
    component = []
    while True:
        node = pile.pop()
        on_pile.discard(node)
        component.append(node)
        if node == last:
            return component


def _one_cycle(component: list[str], sources: Mapping[str, list[str]]) -> list[str]:
    """Follow feeding nodes inside the component until one repeats; every one of them has a source inside."""
    inside = set(component)
    node = component[0]
    trail: dict[str, int] = {}
    while node not in trail:
        trail[node] = len(trail)
        node = next(source for source in sources[node] if source in inside)
    walked = list(trail)[trail[node] :]
    return walked[::-1]
