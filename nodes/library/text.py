"""Text nodes: a text, a prompt, joining and filling in."""

from __future__ import annotations

import re
from typing import Annotated

from nodes.errors import NodeError
from nodes.graph import Multiline, Out, node
from nodes.values import Conditioning, Number, Text

_SLOT = re.compile(r"\{\{|\}\}|\{([^{}:]*)(?::([^{}]*))?\}|[{}]")


@node("Text", title="Text", search=("string", "words"))
def text(text: Annotated[str, Multiline()] = "") -> Text:
    """A text.

    text: the words, as many lines as you like.
    """
    return Text(text)


@node("Text", title="Prompt", search=("conditioning", "negative", "describe"))
def prompt(
    text: Annotated[str, Multiline()] = "", negative: Annotated[str, Multiline()] = ""
) -> Annotated[Conditioning, Out("conditioning")]:
    """What the clip should show, and what it should not.

    text: the prompt.
    negative: what to keep away from; models without classifier-free guidance ignore it.
    """
    return Conditioning(text.strip(), negative.strip())


@node("Text", title="Join Text", search=("concatenate", "append"))
def join_text(texts: list[Text], separator: str = ", ", skip_empty: bool = True) -> Text:
    """All texts of a list as one.

    texts: what to join, in order.
    separator: what stands between two of them.
    skip_empty: leave out texts that are empty or only spaces.
    """
    parts = [part.text for part in texts]
    return Text(separator.join(part for part in parts if part.strip() or not skip_empty))


@node("Text", title="Format Text", search=("template", "string", "replace"))
def format_text(
    a: Text | Number | None = None,
    b: Text | Number | None = None,
    c: Text | Number | None = None,
    template: Annotated[str, Multiline()] = "{a}",
) -> Text:
    """Fill values into a text: "a {a} ball, take {b:03}".

    a: stands for {a}.
    b: stands for {b}.
    c: stands for {c}.
    template: the text with {a}, {b}, {c}; after a colon how to write a number (03, .2f); {{ and }} are braces.
    Errors: NodeError for an unknown name, an open input, or a way of writing that does not fit the value.
    """
    given = {"a": a, "b": b, "c": c}

    def fill(found: re.Match[str]) -> str:
        token = found.group()
        if token in ("{{", "}}"):
            return token[0]
        if token in ("{", "}"):
            raise NodeError(
                f"Format Text: a lone {token} at place {found.start()}.", remedy=f"Write {token * 2} for one."
            )
        return _filled(found.group(1), found.group(2) or "", given)

    return Text(_SLOT.sub(fill, template))


def _filled(name: str, how: str, given: dict[str, Text | Number | None]) -> str:
    if name not in given:
        raise NodeError(f"Format Text: {{{name}}} is not known.", remedy="Use {a}, {b} or {c}.")
    value = given[name]
    if value is None:
        raise NodeError(f"Format Text: {{{name}}} is used but nothing is wired to {name}.", remedy=f"Wire {name}.")
    content = value.text if isinstance(value, Text) else value.value
    if re.search(r"\d{4,}", how):
        raise NodeError(f"Format Text: {{{name}:{how}}} asks for too wide a field.")
    try:
        return format(content, how)
    except ValueError as error:
        raise NodeError(f"Format Text: {{{name}:{how}}} does not fit {content!r} ({error}).") from error
