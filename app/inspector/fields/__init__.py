"""One field for each kind of parameter, chosen by its editor, its kind and what is special about it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.inspector.binding import Binding
from app.inspector.fields.choice import ChoiceField
from app.inspector.fields.colour import ColourField, is_colour
from app.inspector.fields.field import Field
from app.inspector.fields.file import FileField
from app.inspector.fields.json_field import JsonField
from app.inspector.fields.number import NumberField
from app.inspector.fields.optional import OptionalField
from app.inspector.fields.seed import SeedField
from app.inspector.fields.size import SizeField
from app.inspector.fields.switch import SwitchField
from app.inspector.fields.text import LineField, TextField
from nodes.graph.nodetype import Parameter

__all__ = ["Field", "SizeField", "field_for", "kind_of_field"]


def field_for(binding: Binding, parent: QWidget | None = None) -> Field:
    """The field of a parameter; behind a switch "auto" when it may be left to the node."""
    kind = kind_of_field(binding.parameter)
    if binding.parameter.optional:
        inner = kind(Binding(binding.desk, binding.where, binding.nodes, binding.parameter))
        return OptionalField(binding, inner, parent)
    return kind(binding, parent)


def kind_of_field(parameter: Parameter) -> type[Field]:
    """Which class edits it."""
    match parameter.kind:
        case "integer" | "number":
            return SeedField if parameter.seed else NumberField
        case "switch":
            return SwitchField
        case "choice":
            return ChoiceField
        case "file":
            return FileField
        case "json":
            return JsonField
        case "text":
            return _text_field(parameter)


def _text_field(parameter: Parameter) -> type[Field]:
    if parameter.multiline:
        return TextField
    named = "colour" in parameter.name and is_colour(parameter.default)
    return ColourField if parameter.editor == "colour" or named else LineField
