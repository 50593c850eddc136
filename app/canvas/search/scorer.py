"""How well what was typed fits the name of a node: whole, beginning, initials, inside, or letters in order."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

__all__ = ["Hit", "Searched", "score"]

_WORD = re.compile(r"[^\W_]+")
_TITLE, _KEYWORD, _CATEGORY, _ID = 1.0, 0.62, 0.5, 0.4


@dataclass(frozen=True, slots=True)
class Hit:
    """points: more is better.  marks: places in the title that matched, to be drawn bold."""

    points: float
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Searched:
    """What is searched of one entry, made ready once: all in small letters."""

    title: str
    starts: tuple[int, ...]
    keywords: tuple[str, ...]
    category: str
    type_id: str

    @classmethod
    def of(cls, title: str, keywords: tuple[str, ...], category: str, type_id: str) -> Searched:
        small = title.casefold() if len(title.casefold()) == len(title) else title.lower()
        starts = tuple(found.start() for found in _WORD.finditer(small))
        return cls(
            small, starts, tuple(word.casefold() for word in keywords), category.casefold(), type_id.casefold()
        )


def score(typed: str, entry: Searched) -> Hit | None:
    """None when some word of `typed` is nowhere in the entry. Every word counts where it fits best.

    "load m", "lm" and "ldmdl" all find Load Model; "checkpoint" finds it by its keyword.
    """
    wanted = typed.casefold().split()
    if not wanted:
        return Hit(0.0)
    whole = _in_title(" ".join(wanted), entry)
    if whole is not None and (len(wanted) == 1 or whole.points >= 500):
        best = whole
        if len(wanted) == 1:
            aside = _aside(wanted[0], entry)
            best = whole if whole.points >= aside else Hit(aside)
        return best
    points, marks = 0.0, []
    for word in wanted:
        hit = _in_title(word, entry)
        aside = _aside(word, entry)
        if hit is None and aside <= 0:
            return None
        if hit is not None and hit.points >= aside:
            points += hit.points
            marks += hit.marks
        else:
            points += aside
    return Hit(points / len(wanted) - 40.0, tuple(sorted(set(marks))))


def _in_title(word: str, entry: Searched) -> Hit | None:
    title = entry.title
    longer = len(title) - len(word)
    if title == word:
        return Hit(1000.0, tuple(range(len(word))))
    place = title.find(word)
    if place == 0:
        return Hit(900.0 - longer, tuple(range(len(word))))
    for number, start in enumerate(entry.starts):
        if number and title.startswith(word, start):
            return Hit(800.0 - 10.0 * number - longer, tuple(range(start, start + len(word))))
    initials = _by_initials(word, entry)
    if initials is not None:
        return Hit(700.0 - longer, initials)
    if place > 0:
        return Hit((560.0 if len(word) > 1 else 120.0) - place - longer, tuple(range(place, place + len(word))))
    return _by_letters(word, entry)


def _by_initials(word: str, entry: Searched) -> tuple[int, ...] | None:
    """One letter a word, in order and from the first word on: "lm" for Load Model."""
    if not 2 <= len(word) <= len(entry.starts):
        return None
    marks = entry.starts[: len(word)]
    return marks if all(entry.title[mark] == sign for mark, sign in zip(marks, word, strict=True)) else None


def _by_letters(word: str, entry: Searched) -> Hit | None:
    """The letters in order; the first must begin a word, and each gap costs."""
    if len(word) < 2:
        return None
    best: Hit | None = None
    for start in entry.starts:
        if entry.title[start] != word[0]:
            continue
        marks = _letters_from(word, entry, start)
        if marks is None:
            continue
        gaps = sum(1 for one, other in itertools.pairwise(marks) if other != one + 1)
        begun = sum(1 for mark in marks if mark in entry.starts)
        points = 380.0 - 45.0 * (gaps - (begun - 1)) - 2.0 * (marks[-1] - marks[0]) - start
        if points > 0 and (best is None or points > best.points):
            best = Hit(points, marks)
    return best


def _letters_from(word: str, entry: Searched, start: int) -> tuple[int, ...] | None:
    """Places of the letters, each preferring the next sign, then the next beginning of a word, then any."""
    title, marks = entry.title, [start]
    for sign in word[1:]:
        here = marks[-1] + 1
        place = here if title[here : here + 1] == sign else -1
        if place < 0:
            place = next((at for at in entry.starts if at >= here and title[at] == sign), -1)
        if place < 0:
            place = title.find(sign, here)
        if place < 0:
            return None
        marks.append(place)
    return tuple(marks)


def _aside(word: str, entry: Searched) -> float:
    """Points for what is not the title."""
    best = 0.0
    for keyword in entry.keywords:
        best = max(best, _TITLE * _KEYWORD * _plain(word, keyword))
    return max(best, _CATEGORY * _plain(word, entry.category), _ID * _plain(word, entry.type_id))


def _plain(word: str, text: str) -> float:
    if text == word:
        return 1000.0
    place = text.find(word)
    if place == 0:
        return 900.0 - (len(text) - len(word))
    if len(word) < 2 or place < 0:
        return 0.0
    return 760.0 if not text[place - 1].isalnum() else 480.0
