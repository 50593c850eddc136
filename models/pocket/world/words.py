"""The colours and words of the world, and the captions built from them."""

from __future__ import annotations

from collections.abc import Sequence

Colour = tuple[float, float, float]

OBJECT_COLOURS: dict[str, Colour] = {
    "red": (0.86, 0.14, 0.14),
    "orange": (0.96, 0.50, 0.08),
    "yellow": (0.95, 0.86, 0.16),
    "green": (0.16, 0.66, 0.22),
    "teal": (0.08, 0.66, 0.66),
    "blue": (0.14, 0.28, 0.88),
    "purple": (0.52, 0.18, 0.76),
    "pink": (0.96, 0.46, 0.68),
    "white": (0.95, 0.95, 0.95),
    "black": (0.12, 0.12, 0.13),
}
FLOOR_COLOURS: dict[str, tuple[Colour, Colour]] = {
    "grey": (((0.62, 0.62, 0.64)), (0.42, 0.42, 0.45)),
    "beige": ((0.80, 0.73, 0.60), (0.62, 0.54, 0.42)),
    "brown": ((0.52, 0.38, 0.27), (0.38, 0.26, 0.18)),
    "slate": ((0.40, 0.46, 0.54), (0.26, 0.31, 0.38)),
    "olive": ((0.48, 0.52, 0.32), (0.35, 0.39, 0.22)),
    "rose": ((0.74, 0.58, 0.58), (0.58, 0.42, 0.44)),
}
FLOOR_PATTERNS = ("checkered", "striped", "speckled", "plain")
SKY_COLOURS: dict[str, tuple[Colour, Colour]] = {
    "blue": ((0.80, 0.90, 0.98), (0.36, 0.58, 0.90)),
    "orange": ((0.99, 0.86, 0.62), (0.90, 0.56, 0.34)),
    "purple": ((0.84, 0.74, 0.90), (0.48, 0.36, 0.66)),
    "grey": ((0.86, 0.87, 0.88), (0.58, 0.60, 0.64)),
    "pink": ((0.98, 0.84, 0.86), (0.84, 0.58, 0.70)),
    "night": ((0.30, 0.34, 0.48), (0.08, 0.09, 0.20)),
}
SHAPES = ("ball", "box", "cylinder", "cone")
SIZES = ("small", "", "large")
CAMERA_WORDS: dict[str, str] = {
    "static": "static camera",
    "pan left": "camera pans left",
    "pan right": "camera pans right",
    "tilt up": "camera tilts up",
    "tilt down": "camera tilts down",
    "dolly in": "camera moves in",
    "dolly out": "camera moves out",
    "truck left": "camera trucks left",
    "truck right": "camera trucks right",
    "pedestal up": "camera rises",
    "pedestal down": "camera sinks",
    "orbit left": "camera orbits left",
    "orbit right": "camera orbits right",
    "roll left": "camera rolls left",
    "roll right": "camera rolls right",
}

_GLUE = (
    "a an and on under with the in floor sky person walking shirt trousers , . of small large scene is are moving "
    "moves left right up down camera clip video ball box cylinder cone sphere cube man woman figure object objects "
    "two three one static still"
)


def vocabulary() -> list[str]:
    """Every word a caption can hold (and a few a person may type), sorted; the tokenizer is built from it."""
    words = set(_GLUE.split())
    for group in (OBJECT_COLOURS, FLOOR_COLOURS, SKY_COLOURS):
        words.update(group)
    words.update(FLOOR_PATTERNS, SHAPES, (size for size in SIZES if size))
    for sentence in CAMERA_WORDS.values():
        words.update(sentence.split())
    return sorted(words)


def join_phrases(phrases: Sequence[str]) -> str:
    """["a red ball", "a cone"] -> "a red ball and a cone"."""
    if len(phrases) < 2:
        return "".join(phrases)
    return " , ".join(phrases[:-1]) + " and " + phrases[-1]


def with_article(phrase: str) -> str:
    return ("an " if phrase[0] in "aeiou" else "a ") + phrase


def caption(things: Sequence[str], pattern: str, floor: str, sky: str, camera_move: str | None = None) -> str:
    """One sentence in lower case; every word is in `vocabulary()`."""
    scene = f"{join_phrases(things)} on a {pattern} {floor} floor under {with_article(sky)} sky"
    return scene if camera_move is None else f"{scene} , {CAMERA_WORDS[camera_move]}"
