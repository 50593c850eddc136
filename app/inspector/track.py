"""Numbers along a field: where a value stands, which value stands where, and how large a step is."""

from __future__ import annotations

from dataclasses import dataclass

from nodes.graph.nodetype import Parameter

__all__ = ["Track"]

_WIDEST_SPAN = 200_000
_EVEN_SPAN = 300


@dataclass(frozen=True)
class Track:
    """Of one parameter. A long range of positive numbers grows quadratically: small ones can be told apart."""

    parameter: Parameter

    @property
    def is_bounded(self) -> bool:
        """Whether a fill says something: both ends are known and not absurdly far apart."""
        low, high = self.parameter.minimum, self.parameter.maximum
        return low is not None and high is not None and 0 < high - low <= _WIDEST_SPAN

    @property
    def power(self) -> int:
        low, high = self.parameter.minimum or 0.0, self.parameter.maximum or 0.0
        return 2 if low >= 0 and high - low > _EVEN_SPAN else 1

    @property
    def step(self) -> float:
        """One notch."""
        record = self.parameter
        if record.step is not None:
            return record.step
        if record.kind == "integer":
            return 1
        if self.is_bounded:
            return _round_step(float(record.maximum - record.minimum) / 100)  # type: ignore[operator]
        return 0.1

    def share(self, value: float) -> float:
        """0 at the lowest, 1 at the highest; held within."""
        low, high = float(self.parameter.minimum or 0), float(self.parameter.maximum or 0)
        place = min(max((value - low) / (high - low), 0.0), 1.0)
        return float(place ** (1 / self.power))

    def value_at(self, share: float) -> float:
        low, high = float(self.parameter.minimum or 0), float(self.parameter.maximum or 0)
        return low + (high - low) * float(min(max(share, 0.0), 1.0) ** self.power)

    def snapped(self, value: float, notch: float) -> int | float:
        """The next multiple of `notch` that is accepted, free of the dust of binary fractions."""
        record = self.parameter
        stepped = round(value / notch) * notch
        low = record.minimum if record.minimum is not None else stepped
        high = record.maximum if record.maximum is not None else stepped
        held = min(max(stepped, low), high)
        return int(held) if record.kind == "integer" else float(f"{held:.10g}")

    def moved(self, value: float, notches: float) -> int | float:
        """Some notches up or down, for keys and wheel; whole numbers stay exact however large."""
        if self.parameter.kind == "integer":
            low, high = self.parameter.minimum, self.parameter.maximum
            whole = int(value) + int(notches * self.step or (1 if notches > 0 else -1))
            whole = whole if low is None else max(whole, int(low))
            return whole if high is None else min(whole, int(high))
        return self.snapped(value + notches * self.step, self.step * min(1.0, abs(notches)))


def _round_step(step: float) -> float:
    """The power of ten at or below."""
    text = f"{step:e}"
    return float(f"1e{text.split('e')[1]}")
