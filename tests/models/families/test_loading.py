"""Loading a recognised folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from models.errors import ModelError, UnknownFamily
from models.families import load_model
from models.families.loading import choose_device, choose_precision


def test_a_model_loads_as_the_unmodified_pipeline_class(wan: Any) -> None:
    import diffusers
    import torch

    assert type(wan.pipe) is diffusers.WanPipeline
    assert (wan.device.type, wan.dtype) == ("cpu", torch.float32)
    assert wan.facts.family == "wan"


def test_bf16_leaves_the_autoencoder_in_fp32(vace_folder: Path) -> None:
    import torch

    model = load_model(vace_folder, precision="bf16", device="cpu")
    assert model.pipe.transformer.dtype == torch.bfloat16
    assert model.pipe.vae.dtype == torch.float32


def test_fp16_is_never_used_on_a_cpu() -> None:
    import torch

    cpu = torch.device("cpu")
    assert choose_precision("fp16", cpu) == torch.float32
    assert choose_precision("auto", cpu) == torch.float32
    with pytest.raises(ModelError, match="int3"):
        choose_precision("int3", cpu)


def test_a_device_this_machine_lacks_is_refused() -> None:
    import torch

    with pytest.raises(ModelError, match="no device"):
        choose_device("toaster")
    if not torch.cuda.is_available():
        with pytest.raises(ModelError, match="no cuda"):
            choose_device("cuda")


def test_a_class_diffusers_has_not_got_is_refused(wan_folder: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(wan_folder, tmp_path / "copy"))
    index = json.loads((folder / "model_index.json").read_text())
    index["_class_name"] = "SomeNewVideoPipeline"
    (folder / "model_index.json").write_text(json.dumps(index))
    with pytest.raises(UnknownFamily, match="SomeNewVideoPipeline"):
        load_model(folder, device="cpu")


def test_a_configuration_that_does_not_fit_its_weights_is_refused(wan_folder: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(wan_folder, tmp_path / "copy"))
    config = folder / "transformer" / "config.json"
    config.write_text(config.read_text().replace('"ffn_dim": 32', '"ffn_dim": 64'))
    with pytest.raises(ModelError, match="could not build"):
        load_model(folder, device="cpu")
