"""A diffusers folder read from its JSON and safetensors headers: nothing is imported, nothing is unpickled."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.errors import ModelError, UnknownFamily, WeightsRefused

PICKLED = (".bin", ".pth", ".ckpt", ".pt", ".pkl", ".pickle")
OWN_FACTS = "kinograph.json"
SMALL_TEXT = (".json", ".txt", ".model", ".md")
LARGEST_HEADER_BYTES = 100_000_000
SAMPLES_PER_FILE = 16
SAMPLE_BYTES = 4096


@dataclass(frozen=True)
class Component:
    """One entry of model_index.json: its folder, the class diffusers will make of it, and its weight files."""

    name: str
    library: str
    class_name: str
    folder: Path
    config: dict[str, Any]
    weights: tuple[Path, ...]


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file; ModelError names the file when it is missing, damaged or no object."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError(f"{path} is missing.", remedy="Download the model folder again, completely.") from None
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise ModelError(f"{path} could not be read as JSON: {error}.", remedy="Download this file again.") from error
    if not isinstance(data, dict):
        raise ModelError(f"{path} should hold a JSON object, it holds a {type(data).__name__}.")
    return data


def read_index(folder: Path) -> dict[str, Any]:
    """model_index.json of a pipeline folder; UnknownFamily when the path is no such folder."""
    if not folder.exists():
        raise UnknownFamily(f"{folder} does not exist.", remedy="Choose the folder that holds model_index.json.")
    if not folder.is_dir():
        raise UnknownFamily(
            f"{folder} is a file, not a model folder.", remedy="Choose the folder that holds model_index.json."
        )
    if not (folder / "model_index.json").is_file():
        raise UnknownFamily(
            f"{folder} holds no model_index.json, so it is no diffusers pipeline.",
            remedy="Choose the top folder of the downloaded model.",
        )
    return read_json(folder / "model_index.json")


def safetensors_header(path: Path) -> bytes:
    """The JSON header of a safetensors file, after checking that the file is as long as the header says.

    Source: https://github.com/huggingface/safetensors#format (8 bytes length, JSON, then the data).
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(8)
        length = struct.unpack("<Q", start)[0] if len(start) == 8 else -1
        if not 2 <= length <= min(LARGEST_HEADER_BYTES, size - 8):
            raise WeightsRefused(
                f"{path} is not a whole safetensors file ({size} bytes).", remedy="Download this file again."
            )
        header = file.read(length)
    try:
        entries = json.loads(header)
        ends = [entry["data_offsets"][1] for name, entry in entries.items() if name != "__metadata__"]
    except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        raise WeightsRefused(
            f"{path} has a damaged safetensors header.", remedy="Download this file again."
        ) from error
    expected = 8 + length + max(ends, default=0)
    if size != expected:
        raise WeightsRefused(
            f"{path} should be {expected} bytes long and is {size}: the download was cut short or damaged.",
            remedy="Download this file again.",
        )
    return header


def weight_files(folder: Path) -> tuple[Path, ...]:
    """The safetensors files of one component; WeightsRefused where only pickled weights are there."""
    files = tuple(sorted(folder.glob("*.safetensors")))
    for index in sorted(folder.glob("*.safetensors.index.json")):
        named = read_json(index).get("weight_map", {})
        for name in sorted(set(named.values())):
            if not (folder / name).is_file():
                raise ModelError(
                    f"{folder / name} is missing: {index.name} names it.", remedy="Download this file again."
                )
    if not files:
        pickled = sorted(path for path in folder.glob("*") if path.suffix in PICKLED)
        if pickled:
            raise WeightsRefused(
                f"{pickled[0]} holds pickled weights, which can run code when they are opened.",
                remedy="Use the safetensors form of this model.",
            )
    return files


def components(folder: Path, index: dict[str, Any]) -> Iterator[Component]:
    """Every component model_index.json names, checked: its folder, its configuration and its weights are there."""
    for name, entry in index.items():
        if name.startswith("_") or not isinstance(entry, (list, tuple)) or len(entry) != 2 or entry[1] is None:
            continue
        library, class_name = entry
        place = folder / name
        if not place.is_dir():
            raise ModelError(
                f"{place} is missing: model_index.json names a {class_name} there.",
                remedy="Download the model folder again, completely.",
            )
        config_file = place / "config.json"
        config = read_json(config_file) if config_file.is_file() else {}
        weights = weight_files(place)
        if config and "Scheduler" not in str(class_name) and not weights:
            raise ModelError(
                f"{place} has a config.json and no weights.", remedy="Download the model folder again, completely."
            )
        yield Component(name, str(library), str(class_name), place, config, weights)


def fingerprint(folder: Path, parts: list[Component]) -> str:
    """64 hex digits from names, sizes, headers, small text files and evenly spaced samples of every weight file.

    Reads some 64 KB a file, so it costs milliseconds; two trainings of one network differ in the samples.
    """
    digest = hashlib.sha256()
    small = [path for name in ("model_index.json", OWN_FACTS) if (path := folder / name).is_file()]
    for part in parts:
        small += [path for path in part.folder.iterdir() if path.suffix in SMALL_TEXT and path.is_file()]
    for path in sorted(small):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for path in sorted(weight for part in parts for weight in part.weights):
        digest.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0".encode())
        digest.update(_samples(path, safetensors_header(path)))
    return digest.hexdigest()


def _samples(path: Path, header: bytes) -> bytes:
    digest = hashlib.sha256(header)
    start, size = 8 + len(header), path.stat().st_size
    with path.open("rb") as file:
        for number in range(SAMPLES_PER_FILE):
            file.seek(start + (size - start) * number // SAMPLES_PER_FILE)
            digest.update(file.read(SAMPLE_BYTES))
        file.seek(max(start, size - SAMPLE_BYTES))
        digest.update(file.read(SAMPLE_BYTES))
    return digest.digest()


def licence(folder: Path) -> str:
    """The `license` of the model card's front matter ("" where there is none)."""
    for name in ("README.md", "readme.md", "MODEL_CARD.md"):
        card = folder / name
        if card.is_file():
            return _front_matter(card.read_text(encoding="utf-8", errors="replace"))
    return ""


def _front_matter(text: str) -> str:
    lines = text.splitlines()
    if not lines or lines[0].strip() != "---":
        return ""
    found = {"license": "", "license_name": ""}
    for line in lines[1:]:
        if line.strip() == "---":
            break
        key, _, value = line.partition(":")
        if key.strip() in found and not line.startswith((" ", "-")):
            found[key.strip()] = value.strip().strip("\"'")
    return found["license_name"] if found["license"] in ("", "other") and found["license_name"] else found["license"]
