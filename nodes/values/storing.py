"""Values in folders, without pickle: fields.json, arrays.safetensors, one subfolder for each value inside the value.

value.json        {"type", "version"}: written by save_value, tells load_value what it is
fields.json       the fields; an array is named by its key, a value inside by its subfolder
arrays.safetensors   every array; its reader checks each shape against the file's size before it allocates
frames.npy / frames.mkv   frames of a Clip (nodes/values/clips.py)

Nothing outside the folder is ever opened: names are checked and symbolic links refused.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from nodes.errors import ValueRefused
from nodes.values.base import Record, Value
from nodes.values.parts import Part, Parts

MAX_JSON_BYTES = 256 * 2**20
MAX_DEPTH = 64

R = TypeVar("R", bound=Record)


def save_value(value: Value, folder: Path | str, *, compact: bool = False) -> None:
    """Writes `value` into `folder`, which is made when missing and must be empty.

    compact: a Clip of uint8 frames as FFV1 instead of raw frames: smaller, slower; other types are saved as always.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise ValueRefused(f"Cannot save a {value.type_name} into {folder}: the folder is not empty.")
    value.save(folder, compact=compact)
    head = {"type": value.type_name, "version": value.version, "hash": value.content_hash()}
    write_json(folder / "value.json", head)


def load_value(folder: Path | str, *, verify: bool = False) -> Value:
    """The value save_value wrote. verify: hash it again and compare (reads every frame).

    Raises ValueRefused for a missing, foreign, newer, cut or changed folder.
    """
    from nodes.values.types import value_type

    folder = Path(folder)
    head = read_json(folder, "value.json")
    kind = value_type(head.get("type")) if isinstance(head, dict) else None
    if kind is None:
        named = head.get("type") if isinstance(head, dict) else head
        raise refused(folder, f"value.json names the unknown type {named!r}")
    version = head.get("version")
    if type(version) is not int or not 1 <= version <= kind.version:
        raise refused(folder, f"{kind.type_name} version {version!r} is unknown, this program writes {kind.version}")
    value = kind.load(folder)
    if verify:
        _verify(value, folder, head.get("hash"))
    return value


def _verify(value: Value, folder: Path, told: object) -> None:
    for inner in folder.iterdir():
        if (inner / "value.json").is_file():
            load_value(inner, verify=True)
    value.__dict__.pop("_hash", None)
    if value.content_hash() != told or not value.holds_what_was_saved(folder):
        raise refused(folder, f"the content of this {value.type_name} is not what was saved")


def save_parts(parts: Parts, folder: Path) -> None:
    """Writes fields.json, arrays.safetensors and the subfolders of values inside."""
    arrays: dict[str, NDArray[Any]] = {}
    fields = {name: _to_json(part, name, arrays, folder) for name, part in parts.items()}
    if arrays:
        from safetensors.numpy import save_file

        save_file(arrays, str(folder / "arrays.safetensors"))
    write_json(folder / "fields.json", fields)


def load_parts(folder: Path) -> Parts:
    """The inverse of save_parts; arrays come back read-only."""
    fields = read_json(folder, "fields.json")
    if not isinstance(fields, dict):
        raise refused(folder, "fields.json holds no fields")
    arrays = _load_arrays(folder)
    return {name: _from_json(item, arrays, folder, 0) for name, item in fields.items()}


def build(kind: type[R], parts: Parts, folder: Path) -> R:
    """`kind` from loaded parts; a wrong set of fields is refused with the folder's name."""
    try:
        return kind.from_parts(parts)
    except (TypeError, KeyError, AttributeError) as error:
        raise refused(folder, f"the fields of this {kind.__name__} are not right ({error})") from error


def refused(folder: Path, problem: str) -> ValueRefused:
    return ValueRefused(f"Cannot load a value from {folder}: {problem}.", remedy="Make it again from its source.")


def member(folder: Path, name: str) -> Path:
    """The file or folder `name` directly inside `folder`; refuses links and names that lead elsewhere."""
    path = folder / name
    if not name or name in {".", ".."} or Path(name).name != name or "\\" in name or ":" in name:
        raise refused(folder, f"{name!r} is not a plain name")
    if path.is_symlink():
        raise refused(folder, f"{name} is a symbolic link")
    return path


def write_json(path: Path, data: object) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, allow_nan=False), encoding="utf-8")


def read_json(folder: Path, name: str) -> Any:
    """Parsed JSON of a member; NaN and numbers that overflow are refused."""
    path = member(folder, name)
    try:
        if path.stat().st_size > MAX_JSON_BYTES:
            raise refused(folder, f"{name} is larger than {MAX_JSON_BYTES} bytes")
        return json.loads(path.read_text(encoding="utf-8"), parse_constant=_no_constant)
    except FileNotFoundError as error:
        raise refused(folder, f"{name} is missing") from error
    except (OSError, ValueError, RecursionError) as error:
        raise refused(folder, f"{name} cannot be read ({error})") from error


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _load_arrays(folder: Path) -> dict[str, NDArray[Any]]:
    path = member(folder, "arrays.safetensors")
    if not path.exists():
        return {}
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        arrays: dict[str, NDArray[Any]] = load_file(str(path))
    except (SafetensorError, OSError, ValueError, KeyError, TypeError) as error:
        raise refused(folder, f"arrays.safetensors cannot be read ({error})") from error
    for array in arrays.values():
        array.setflags(write=False)
    return arrays


def _to_json(part: Part, path: str, arrays: dict[str, NDArray[Any]], folder: Path) -> Any:
    if part is None or isinstance(part, (bool, int, float, str)):
        return part
    if isinstance(part, Fraction):
        return {"fraction": [part.numerator, part.denominator]}
    if isinstance(part, np.ndarray):
        arrays[path] = part
        return {"array": path}
    if isinstance(part, Value):
        save_value(part, folder / path)
        return {"value": path}
    if isinstance(part, Record):
        fields = {name: _to_json(item, f"{path}.{name}", arrays, folder) for name, item in part.parts().items()}
        return {"record": type(part).__name__, "fields": fields}
    if isinstance(part, Mapping):
        return {
            "map": [
                [name, _to_json(item, f"{path}.{i}", arrays, folder)] for i, (name, item) in enumerate(part.items())
            ]
        }
    if isinstance(part, tuple):
        return {"tuple": [_to_json(item, f"{path}.{index}", arrays, folder) for index, item in enumerate(part)]}
    raise TypeError(f"{path}: a {type(part).__name__} cannot be saved")


def _from_json(item: Any, arrays: dict[str, NDArray[Any]], folder: Path, depth: int) -> Part:
    if item is None or isinstance(item, (bool, int, str)):
        return item
    if isinstance(item, float):
        if not math.isfinite(item):
            raise refused(folder, f"fields.json holds the number {item}")
        return item
    if depth > MAX_DEPTH:
        raise refused(folder, f"fields.json nests deeper than {MAX_DEPTH}")
    if not isinstance(item, dict):
        raise refused(folder, "fields.json holds a list where a field was expected")
    match item:
        case {"fraction": [int(numerator), int(denominator)]} if denominator:
            return Fraction(numerator, denominator)
        case {"array": str(key)} if key in arrays:
            return arrays[key]
        case {"value": str(name)}:
            return load_value(member(folder, name))
        case {"record": str(name), "fields": dict(fields)}:
            parts = {key: _from_json(value, arrays, folder, depth + 1) for key, value in fields.items()}
            return build(_record(name, folder), parts, folder)
        case {"map": list(pairs)} if all(
            isinstance(p, list) and len(p) == 2 and isinstance(p[0], str) for p in pairs
        ):
            return {name: _from_json(value, arrays, folder, depth + 1) for name, value in pairs}
        case {"tuple": list(items)}:
            return tuple(_from_json(value, arrays, folder, depth + 1) for value in items)
    raise refused(folder, f"fields.json holds {str(item)[:80]}, which names nothing here")


def _record(name: str, folder: Path) -> type[Record]:
    from nodes.values.types import record_type

    kind = record_type(name)
    if kind is None:
        raise refused(folder, f"the record {name!r} is unknown")
    return kind
