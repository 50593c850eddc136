"""What is typed into a number field: a number, or arithmetic with the names of the node's other numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from nodes.errors import GraphError, NodeError
from nodes.graph.nodetype import Parameter
from nodes.library.expression import evaluate

__all__ = ["calculated"]

_DECIMAL_COMMA = re.compile(r"^\s*[+-]?\d+,\d+\s*$")


def calculated(text: str, parameter: Parameter, names: Mapping[str, float]) -> int | float:
    """The number that `text` stands for: "17", "24*4+1", "0.5*frames", "12 px", "0,5".

    names: numbers that may be named.  Raises GraphError saying in words what is wrong; whether the parameter takes
    the number is not asked here, except that a whole one must be whole.
    """
    plain = text.strip().removesuffix(parameter.unit).strip() if parameter.unit else text.strip()
    if not plain:
        raise GraphError(_tr("Nothing is written."), remedy=_tr("Write a number such as 12 or 24*4+1."))
    if _DECIMAL_COMMA.match(plain):
        plain = plain.replace(",", ".")
    try:
        value = evaluate(plain, names)
    except NodeError as error:
        raise GraphError(error.message.removeprefix("Math: "), remedy=error.remedy) from error
    if isinstance(value, bool):
        raise GraphError(_tr("{0} is true or false, not a number.").format(plain))
    if parameter.kind != "integer":
        return float(value)
    if value != int(value):
        raise GraphError(_tr("{0} gives {1}; a whole number is needed.").format(plain, f"{value:g}"))
    return int(value)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Inspector", text)
