"""What the engine tells of the nodes of a job, kept in Results."""

from __future__ import annotations

from dataclasses import replace

from app.runs.results import NodeResult, Results
from nodes.engine import events
from nodes.engine.messages import Failure

__all__ = ["take_event"]


def take_event(results: Results, event: events.Event) -> None:
    """Put one event of the running job where panels see it."""
    match event:
        case events.NodeQueued(node):
            results.set_node(node, replace(results.of(node), state="queued", failure=None, warnings=(), fraction=0.0))
        case events.NodeStarted(node):
            results.set_node(node, NodeResult("running"))
        case events.NodeProgress():
            known = results.of(event.node)
            results.set_node(
                event.node,
                replace(
                    known,
                    state="running",
                    fraction=event.fraction,
                    note=progress_note(event),
                    seconds_left=event.seconds_left,
                ),
            )
        case events.NodePreview(node, clip):
            results.set_preview(node, clip)
        case events.NodeWarned(node, text):
            known = results.of(node)
            results.set_node(node, replace(known, warnings=(*known.warnings, text)))
        case events.NodeFinished(node, cached, seconds, summary):
            state = "cached" if cached else "done"
            warnings = results.of(node).warnings
            results.set_node(
                node, NodeResult(state, 1.0, seconds=seconds, summary=summary, warnings=warnings, cached=cached)
            )
        case events.NodeFailed():
            failure = Failure(event.code, event.message, event.remedy, event.detail)
            results.set_node(event.node, NodeResult("failed", failure=failure))
        case events.NodeBlocked(node, by, reason):
            results.set_node(node, NodeResult("blocked", note=reason or by))


def progress_note(event: events.NodeProgress) -> str:
    """As "step 11 / 20", or with what the node says itself."""
    whole = float(event.done).is_integer() and float(event.total).is_integer()
    counted = f"{event.done:.0f} / {event.total:.0f}" if whole and event.total > 1 else f"{event.fraction:.0%}"
    if event.note.startswith("step "):
        return f"step {counted}"
    return f"{event.note} {counted}" if event.note and not any(c.isdigit() for c in event.note) else counted
