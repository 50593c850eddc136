"""How names and values of parameters are written for people."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QCoreApplication

from nodes.graph.nodetype import InputPort, OutputPort, Parameter

__all__ = ["meaning_of", "number_text", "readable", "shown", "type_names"]

_SPELLINGS = {"fps": "FPS", "xy": "XY", "id": "ID", "x": "X", "y": "Y", "a": "A", "b": "B", "c": "C", "lora": "LoRA"}
_MEANING = r"(?<![\d.\-]){value} (takes|keeps|is|means) ([^;,.()]+)"


def readable(name: str) -> str:
    """ "frames_per_second" as "Frames per second"."""
    words = [_SPELLINGS.get(word, word) for word in name.replace("_", " ").split()]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def meaning_of(parameter: Parameter, value: Any) -> str:
    """What 0 or -1 stands for where the help says so ("0 takes the image's"): "the image's"; else ""."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value not in (0, -1):
        return ""
    found = re.search(_MEANING.format(value=int(value)), parameter.help)
    if found is None:
        return ""
    verb, rest = found.groups()
    return f"{verb} {rest.strip()}" if verb == "keeps" else rest.strip()


def number_text(value: float, parameter: Parameter) -> str:
    """Digits as a field shows them: whole numbers exactly, others with the places that the step has, or more."""
    if parameter.kind == "integer" or isinstance(value, int):
        return str(value) if parameter.kind == "integer" else _decimal(float(value), parameter)
    return _decimal(value, parameter)


def shown(value: Any, parameter: Parameter) -> str:
    """Any value in one short line."""
    if value is None:
        return "auto"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, int | float):
        return f"{number_text(value, parameter)}{parameter.unit and ' ' + parameter.unit}"
    text = str(value).replace("\n", " ")
    return text if len(text) <= 60 else f"{text[:57]}..."


def type_names(port: InputPort | OutputPort) -> list[str]:
    """The types that a port takes or gives; "anything" where that is open."""
    if port.any:
        return [QCoreApplication.translate("Inspector", "anything")]
    types = port.types if isinstance(port, InputPort) else (port.type,)
    return [getattr(kind, "type_name", kind.__name__) for kind in types]


def _decimal(value: float, parameter: Parameter) -> str:
    if value != value or value in (float("inf"), float("-inf")) or abs(value) >= 1e15:
        return str(value)
    wanted = _places(parameter.step) if parameter.step is not None else 2
    exact = _places(float(f"{value:.7g}"))
    return f"{value:.{min(max(wanted, exact, 1), 9)}f}"


def _places(number: float) -> int:
    exponent = Decimal(repr(float(number))).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
