"""Where panels stand in each workspace before a person moves them, in shares of the window."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ARRANGEMENTS", "WORKSPACES", "Arrangement"]

WORKSPACES = ("build", "direct", "review")


@dataclass(frozen=True)
class Arrangement:
    """Panels by name; those in one tuple share a place as tabs, the first one in front.

    left: the large one.  right: one above another.  bottom: across the whole width.  right_share: of the width.
    right_shares: of the right column's height.  bottom_share: of the height.
    """

    left: tuple[str, ...]
    right: tuple[tuple[str, ...], ...]
    bottom: tuple[str, ...]
    right_share: float
    right_shares: tuple[float, ...]
    bottom_share: float

    def panels(self) -> list[str]:
        return [*self.left, *(name for place in self.right for name in place), *self.bottom]


ARRANGEMENTS = {
    "build": Arrangement(
        ("canvas",), (("viewer",), ("inspector",)), ("queue", "history", "curves", "log"), 0.2887, (0.51, 0.49), 0.21
    ),
    "direct": Arrangement(
        ("strokes",),
        (("look_through",), ("layers", "inspector")),
        ("curves", "queue", "viewer"),
        0.27,
        (0.46, 0.54),
        0.21,
    ),
    "review": Arrangement(("viewer",), (("history", "reports"), ("queue", "inspector")), (), 0.27, (0.6, 0.4), 0.21),
}
