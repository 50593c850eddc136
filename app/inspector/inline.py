"""A single field outside the inspector, as when a value is changed on its node on the canvas."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from app.desk import Desk
from app.inspector.binding import Binding
from app.inspector.fields import Field, field_for
from nodes.graph.nodetype import Parameter

__all__ = ["make_field"]


def make_field(
    desk: Desk, where: str, node_ids: Iterable[str], parameter: Parameter, parent: QWidget | None = None
) -> Field:
    """The editor of one parameter of these nodes, of any size; it takes the focus when it is shown.

    It follows the document, and says `finished` when the person is done. Whoever made it then closes it.
    """
    field = field_for(Binding(desk, where, tuple(node_ids), parameter), parent)
    field.use_inline()
    field.refresh()
    return field
