"""What the top bar says of the run that goes on: "step 11 / 20  0:07 left"."""

from __future__ import annotations

__all__ = ["clock", "run_note"]


def run_note(now: object | None) -> str:
    """now: `RunNow` or None."""
    if now is None:
        return ""
    note, left = str(getattr(now, "note", "") or ""), getattr(now, "seconds_left", None)
    if left is None:
        return note
    from PySide6.QtCore import QCoreApplication

    told = QCoreApplication.translate("TopBar", "{0} left").format(clock(float(left)))
    return f"{note}  {told}".strip()


def clock(seconds: float) -> str:
    """0:07, 2:41, 1:02:00."""
    whole = max(0, round(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
