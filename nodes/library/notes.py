"""A note on the canvas that can also feed a text."""

from __future__ import annotations

from typing import Annotated

from nodes.graph import Multiline, node
from nodes.values import Text


@node("Notes", title="Note", search=("comment", "remark", "sticky"))
def note(text: Annotated[str, Multiline()] = "") -> Text:
    """Words beside the graph, for whoever opens it next.

    text: what there is to say.
    """
    return Text(text)
