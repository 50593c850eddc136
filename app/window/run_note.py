"""What the top bar says of the run that goes on: "step 11 / 20  0:07 left"."""

from __future__ import annotations

from app.runs.run_now import duration_text

__all__ = ["run_note"]


def run_note(now: object | None) -> str:
    """now: `RunNow` or None."""
    if now is None:
        return ""
    note, left = str(getattr(now, "note", "") or ""), getattr(now, "seconds_left", None)
    if left is None:
        return note
    from PySide6.QtCore import QCoreApplication

    told = QCoreApplication.translate("TopBar", "{0} left").format(duration_text(float(left)))
    return f"{note}  {told}".strip()
