"""Vision networks of transformers from a local folder: safetensors only, no network access, clear refusals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from models.errors import DetectorUnavailable, UnknownFamily
from models.families.folder import read_json, weight_files
from models.families.loading import choose_device


def load_network(folder: Path | str, kind: str, task: str, device: str = "auto") -> tuple[Any, Any, Any]:
    """(network, its image processor, device) of a transformers folder.

    kind: name of a transformers Auto class or model class.  task: what it should be able to do, for messages.
    Raises UnknownFamily, WeightsRefused and ModelError for the folder, DetectorUnavailable when transformers has no
    such network for it.
    """
    folder = Path(folder)
    if not (folder / "config.json").is_file():
        raise UnknownFamily(
            f"{folder} holds no config.json, so it is no network for {task}.",
            remedy="Choose the folder a transformers model was downloaded to.",
        )
    config = read_json(folder / "config.json")
    if not weight_files(folder):
        raise DetectorUnavailable(
            f"{folder} has no weights (*.safetensors).", remedy="Download the model completely."
        )
    import transformers

    place = choose_device(device)
    try:
        network = getattr(transformers, kind).from_pretrained(
            str(folder), local_files_only=True, use_safetensors=True, trust_remote_code=False
        )
        processor = transformers.AutoImageProcessor.from_pretrained(
            str(folder), local_files_only=True, trust_remote_code=False
        )
    except (OSError, ValueError, RuntimeError, ImportError, KeyError, TypeError, AttributeError) as error:
        raise DetectorUnavailable(
            f"transformers could not build a network for {task} from {folder} "
            f"(model type {config.get('model_type')!r}): {error}",
            remedy="Choose a folder of another model, or update transformers.",
        ) from error
    return network.to(place).eval(), processor, place
