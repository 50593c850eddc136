"""Recognising a model folder from its small files alone."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from models.errors import ModelError, UnknownFamily, WeightsRefused
from models.families import recognise


@pytest.fixture
def copy(vace_folder: Path, tmp_path: Path) -> Path:
    """A copy of the tiny VACE folder that a test may damage."""
    return Path(shutil.copytree(vace_folder, tmp_path / "copy"))


def network_file(folder: Path) -> Path:
    return next((folder / "transformer").glob("*.safetensors"))


def test_a_wan_folder_tells_its_family_sizes_and_licence(wan_folder: Path) -> None:
    facts = recognise(wan_folder)
    assert (facts.family, facts.pipeline_class, facts.licence) == ("wan", "WanPipeline", "apache-2.0")
    assert (facts.latent_channels, facts.temporal_stride, facts.spatial_stride, facts.cell) == (4, 4, 8, 16)
    assert facts.controls == ()
    assert facts.weight_bytes == sum(path.stat().st_size for path in wan_folder.rglob("*.safetensors"))
    assert facts.max_prompt_tokens == 24, "the tokenizer's own limit"


def test_a_vace_folder_takes_controls(vace_folder: Path) -> None:
    facts = recognise(vace_folder)
    assert facts.family == "wan-vace"
    assert {"strokes", "depth", "pose", "edges", "image"} <= set(facts.controls)


def test_recognising_does_not_import_torch(wan_folder: Path, repository: Path) -> None:
    code = (
        "import sys; from models.families import recognise; recognise(sys.argv[1]);"
        "sys.exit(any(name in sys.modules for name in ('torch', 'diffusers', 'transformers')))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(wan_folder)], cwd=repository, check=False)
    assert done.returncode == 0


def test_the_fingerprint_is_the_same_for_a_copy_and_another_for_other_weights(copy: Path, vace_folder: Path) -> None:
    before = recognise(vace_folder).fingerprint
    assert recognise(copy).fingerprint == before
    data = bytearray(network_file(copy).read_bytes())
    data[-40] ^= 1
    network_file(copy).write_bytes(data)
    assert recognise(copy).fingerprint != before


def test_the_fingerprint_changes_with_a_configuration(copy: Path) -> None:
    before = recognise(copy).fingerprint
    config = copy / "scheduler" / "scheduler_config.json"
    config.write_text(config.read_text().replace('"flow_shift": 3.0', '"flow_shift": 5.0'))
    assert recognise(copy).fingerprint != before


def test_a_class_no_record_names_gets_generic_facts(copy: Path) -> None:
    index = json.loads((copy / "model_index.json").read_text())
    index["_class_name"] = "SomeNewVideoPipeline"
    (copy / "model_index.json").write_text(json.dumps(index))
    facts = recognise(copy)
    assert (facts.family, facts.pipeline_class, facts.temporal_stride) == ("generic", "SomeNewVideoPipeline", 4)


def test_a_folder_may_carry_its_own_defaults(copy: Path) -> None:
    before = recognise(copy).fingerprint
    (copy / "kinograph.json").write_text(
        json.dumps({"label": "Toy", "defaults": {"width": 96, "height": 64, "frames": 17, "fps": 8, "steps": 20}})
    )
    facts = recognise(copy)
    assert facts.fingerprint != before
    assert (facts.label, facts.defaults.width, facts.defaults.fps, facts.defaults.steps) == ("Toy", 96, 8, 20)


def test_nearest_sizes_follow_the_model(vace_folder: Path) -> None:
    facts = recognise(vace_folder)
    assert [facts.nearest_frames(count) for count in (0, 1, 6, 7, 16, 81)] == [1, 1, 5, 9, 17, 81]
    assert [facts.nearest_side(side) for side in (1, 50, 100)] == [16, 48, 96]


def only_pickles(folder: Path) -> None:
    network_file(folder).rename(folder / "transformer" / "diffusion_pytorch_model.bin")


def cut_short(folder: Path) -> None:
    data = network_file(folder).read_bytes()
    network_file(folder).write_bytes(data[:-100])


def header_only_noise(folder: Path) -> None:
    network_file(folder).write_bytes(b"\xff" * 400)


def almost_nothing(folder: Path) -> None:
    network_file(folder).write_bytes(b"abc")


def no_weights(folder: Path) -> None:
    network_file(folder).unlink()


def no_component(folder: Path) -> None:
    shutil.rmtree(folder / "vae")


def no_index(folder: Path) -> None:
    (folder / "model_index.json").unlink()


def broken_index(folder: Path) -> None:
    (folder / "model_index.json").write_text("{")


def index_of_a_list(folder: Path) -> None:
    (folder / "model_index.json").write_text("[1, 2]")


def custom_code(folder: Path) -> None:
    index = json.loads((folder / "model_index.json").read_text())
    index["_class_name"] = ["pipeline", "MyPipeline"]
    (folder / "model_index.json").write_text(json.dumps(index))


def missing_shard(folder: Path) -> None:
    index = {"weight_map": {"a": "part-1.safetensors", "b": "part-2.safetensors"}}
    (folder / "transformer" / "diffusion_pytorch_model.safetensors.index.json").write_text(json.dumps(index))


def unknown_default(folder: Path) -> None:
    (folder / "kinograph.json").write_text(json.dumps({"defaults": {"colour": "blue"}}))


@pytest.mark.parametrize(
    ("damage", "error", "says"),
    [
        (only_pickles, WeightsRefused, "pickled"),
        (cut_short, WeightsRefused, "cut short"),
        (header_only_noise, WeightsRefused, "safetensors"),
        (almost_nothing, WeightsRefused, "3 bytes"),
        (no_weights, ModelError, "no weights"),
        (no_component, ModelError, "vae"),
        (no_index, UnknownFamily, "model_index.json"),
        (broken_index, ModelError, "JSON"),
        (index_of_a_list, ModelError, "list"),
        (custom_code, UnknownFamily, "custom"),
        (missing_shard, ModelError, "part-1.safetensors"),
        (unknown_default, ModelError, "colour"),
    ],
)
def test_a_damaged_folder_is_refused_by_name(
    copy: Path, damage: Callable[[Path], None], error: type[ModelError], says: str
) -> None:
    damage(copy)
    with pytest.raises(error, match=says) as refused:
        recognise(copy)
    assert type(refused.value) is error
    assert str(copy) in refused.value.message or "kinograph.json" in refused.value.message


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownFamily, match="does not exist"):
        recognise(tmp_path / "nowhere")
    (tmp_path / "file").write_text("x")
    with pytest.raises(UnknownFamily, match="is a file"):
        recognise(tmp_path / "file")
    with pytest.raises(UnknownFamily, match="no diffusers pipeline"):
        recognise(tmp_path)
