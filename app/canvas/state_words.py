"""What the header of a node says of its last run, and in which colour its dot is."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.runs.results import NodeResult

__all__ = ["state_token", "state_word"]

_TOKENS = {"cached": "ok", "done": "ok", "running": "accent", "failed": "fail", "blocked": "fail", "queued": "dim"}


def state_word(result: NodeResult) -> str:
    """One or two words; "" while nothing is known."""
    if result.state == "running":
        return result.note or f"{round(100 * result.fraction)} %"
    return {
        "cached": _tr("cached"),
        "done": _tr("done"),
        "stale": _tr("stale"),
        "queued": _tr("queued"),
        "failed": _tr("failed"),
        "blocked": _tr("blocked"),
        "muted": _tr("muted"),
    }.get(str(result.state), str(result.state))


def state_token(state: str) -> str:
    """The palette token of the dot."""
    return _TOKENS.get(state, "faint")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Canvas", text)
