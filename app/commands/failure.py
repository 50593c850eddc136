"""How a command says that it could not do what was asked."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from app.exit_codes import ExitCode


class CommandFailed(Exception):
    """Ends a command. code: what the shell gets; message and remedy: one paragraph for standard error."""

    def __init__(self, code: ExitCode, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The known words near to `word` as a sentence, or all of them when they are few; empty when there are none."""
    known = sorted(set(known))
    lowered = {each.casefold(): each for each in reversed(known)}
    near = [lowered[each] for each in difflib.get_close_matches(word.casefold(), lowered, n=3, cutoff=0.5)]
    if near:
        return f"Did you mean {' or '.join(near)}?"
    return f"There is: {', '.join(known)}." if 0 < len(known) <= 24 else ""
