"""Load Model, Sample and Decode on a tiny random Wan VACE in an ordinary diffusers folder."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nodes.errors import Cancelled, KinographError, NodeError
from nodes.graph import PlainRun, node_type_of
from nodes.library import decode as decode_module
from nodes.library.decode import decode
from nodes.library.model import load_model
from nodes.library.sample import sample
from nodes.values import Clip, Conditioning, Control, Image, Latents, Lora, Mask, Model

SIDE, FRAMES = 32, 5


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch
    from diffusers import AutoencoderKLWan, UniPCMultistepScheduler, WanVACEPipeline, WanVACETransformer3DModel
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast, UMT5Config, UMT5EncoderModel

    torch.manual_seed(0)
    words = {word: number for number, word in enumerate(["<pad>", "</s>", "<unk>", *map(chr, range(32, 127))])}
    plain = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
    plain.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=plain, pad_token="<pad>", eos_token="</s>", unk_token="<unk>", model_max_length=16
    )
    network = WanVACETransformer3DModel(
        patch_size=(1, 2, 2),
        num_attention_heads=2,
        attention_head_dim=12,
        in_channels=4,
        out_channels=4,
        text_dim=16,
        freq_dim=32,
        ffn_dim=16,
        num_layers=2,
        rope_max_seq_len=32,
        vace_layers=[0],
        vace_in_channels=8 + 64,
    )
    vae = AutoencoderKLWan(
        base_dim=3,
        z_dim=4,
        dim_mult=[1, 1, 1, 1],
        num_res_blocks=1,
        temperal_downsample=[False, True, True],
        latents_mean=[0.0] * 4,
        latents_std=[1.0] * 4,
    )
    encoder = UMT5EncoderModel(UMT5Config(vocab_size=98, d_model=16, d_kv=8, d_ff=16, num_layers=1, num_heads=2))
    scheduler = UniPCMultistepScheduler(prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0)
    pipe = WanVACEPipeline(
        tokenizer=tokenizer,
        text_encoder=encoder.eval(),
        vae=vae.eval(),
        scheduler=scheduler,
        transformer=network.eval(),
    )
    place = tmp_path_factory.mktemp("models") / "tiny"
    pipe.save_pretrained(place)
    return place


@pytest.fixture(scope="module")
def loaded(folder: Path) -> dict[str, Any]:
    """Resources kept between runs, as the engine does."""
    return {}


@pytest.fixture
def make_run(tmp_path: Path, loaded: dict[str, Any]) -> Callable[[], PlainRun]:
    def make() -> PlainRun:
        run = PlainRun(tmp_path)
        run._resources = loaded
        return run

    return make


@pytest.fixture
def run(make_run: Callable[[], PlainRun]) -> PlainRun:
    return make_run()


@pytest.fixture
def model(run: PlainRun, folder: Path) -> Model:
    return load_model(run, str(folder))


PROMPT = Conditioning("a red ball")
QUICK: dict[str, Any] = {"width": SIDE, "height": SIDE, "frames": FRAMES, "steps": 4, "guidance": 1.0}


def drag(frames: int = FRAMES, side: int = SIDE, kind: str = "strokes") -> Control:
    pixels = np.full((frames, side, side, 3), 127, dtype=np.uint8)
    for number in range(frames):
        pixels[number, 8:16, 4 + 3 * number : 12 + 3 * number] = (220, 30, 30)
    mask = np.ones((frames, side, side), np.float32)
    mask[0] = 0
    return Control(kind, Clip(pixels, Fraction(8)), Mask(mask))


def test_a_model_handle_says_what_the_folder_is(model: Model, folder: Path) -> None:
    assert model.model_family == "wan-vace"
    assert "strokes" in model.controls
    assert model.facts["frame_rule"] == 4
    assert model.facts["cell"] == 16
    fingerprint = node_type_of(load_model).fingerprint
    assert fingerprint is not None
    assert fingerprint(folder=str(folder), precision="auto", resolve=PlainRun().resolve) == model.fingerprint


def test_a_folder_that_is_no_model_is_named(run: PlainRun, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(KinographError, match="empty"):
        load_model(run, "empty")
    with pytest.raises(KinographError, match="gone"):
        load_model(run, "gone")


def test_sampling_and_decoding_give_a_clip_with_progress_and_previews(run: PlainRun, model: Model) -> None:
    latents = sample(run, model, PROMPT, drag(), **QUICK)
    assert latents.array.shape == (4, 2, 4, 4)
    assert (latents.model_family, latents.frame_map, latents.fps) == ("wan-vace", (0, 1), 8)
    assert run.steps[-1][:2] == (4, 4)
    assert "step 4 of 4" in run.steps[-1][2]
    assert len(run.previews) == 4
    assert run.previews[0].frame_count >= 2
    clip = decode(run, model, latents)
    assert (clip.frame_count, clip.width, clip.height, clip.fps) == (FRAMES, SIDE, SIDE, 8)
    assert "decoding" in run.steps[-1][2]


def test_the_pipeline_is_loaded_once(run: PlainRun, model: Model, loaded: dict[str, Any]) -> None:
    sample(run, model, PROMPT, **QUICK)
    before = dict(loaded)
    sample(run, model, PROMPT, **{**QUICK, "seed": 5})
    assert loaded == before
    assert len([key for key in loaded if key.startswith("pipeline")]) == 1


def test_the_same_seed_gives_the_same_latents_and_another_others(run: PlainRun, model: Model) -> None:
    first = sample(run, model, PROMPT, **QUICK, seed=1)
    assert np.array_equal(first.array, sample(run, model, PROMPT, **QUICK, seed=1).array)
    assert not np.array_equal(first.array, sample(run, model, PROMPT, **QUICK, seed=2).array)


def test_control_image_and_solver_each_matter(run: PlainRun, model: Model) -> None:
    plain = sample(run, model, PROMPT, **QUICK).array
    red = Image(np.full((SIDE, SIDE, 3), (200, 20, 20), np.uint8))
    assert not np.allclose(plain, sample(run, model, PROMPT, drag(), **QUICK).array)
    assert not np.allclose(plain, sample(run, model, PROMPT, image=red, **QUICK).array)
    assert not np.allclose(plain, sample(run, model, PROMPT, scheduler="euler", **QUICK).array)
    assert not np.allclose(plain, sample(run, model, PROMPT, flow_shift=1.0, **QUICK).array)


def test_size_length_and_rate_come_from_the_control(run: PlainRun, model: Model) -> None:
    latents = sample(run, model, PROMPT, drag(9, 48), steps=2, guidance=1.0, previews=False)
    assert (latents.width, latents.height, latents.frames, latents.fps) == (48, 48, 9, 8)
    assert run.previews == []


def test_a_mask_of_one_frame_holds_for_all(run: PlainRun, model: Model) -> None:
    control = drag()
    one = Control("strokes", control.clip, Mask(np.ones((1, SIDE, SIDE), np.float32)))
    every = Control("strokes", control.clip, Mask(np.ones((FRAMES, SIDE, SIDE), np.float32)))
    assert np.array_equal(
        sample(run, model, PROMPT, one, **QUICK).array, sample(run, model, PROMPT, every, **QUICK).array
    )


def test_a_first_frame_of_another_aspect_is_cropped_and_said(run: PlainRun, model: Model) -> None:
    sample(run, model, PROMPT, image=Image(np.zeros((20, 60, 3), np.uint8)), **QUICK)
    assert any("cropped" in text for text in run.warnings)


def test_strips_and_whole_decode_to_the_same_numbers(run: PlainRun, model: Model) -> None:
    latents = sample(run, model, PROMPT, **QUICK)
    whole = decode(run, model, latents, "whole").as_uint8().astype(int)
    strips = decode(run, model, latents, "exact strips", 1).as_uint8().astype(int)
    assert np.abs(whole - strips).max() <= 1


def test_a_long_clip_is_decoded_to_disk(run: PlainRun, model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    latents = sample(run, model, PROMPT, **QUICK)
    expected = decode(run, model, latents).as_uint8()
    monkeypatch.setattr(decode_module, "IN_MEMORY_BYTES", 100)
    clip = decode(run, model, latents)
    assert clip.on_disk
    assert np.array_equal(clip.as_uint8(), expected)
    path = clip.frames.path  # type: ignore[union-attr]
    del clip
    assert not path.exists()


@pytest.mark.parametrize("after", [1, 3])
def test_cancel_answers_within_a_step(
    after: int, run: PlainRun, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    def progress(done: float, total: float, note: str = "") -> None:
        run.stop = run.stop or (done == after and note.startswith("step"))
        PlainRun.progress(run, done, total, note)

    monkeypatch.setattr(run, "progress", progress)
    with pytest.raises(Cancelled):
        sample(run, model, PROMPT, **QUICK)
    assert [step for step in run.steps if step[0] > after] == []


def test_cancel_stops_decoding(run: PlainRun, model: Model) -> None:
    latents = sample(run, model, PROMPT, **QUICK)
    run.stop = True
    with pytest.raises(Cancelled):
        decode(run, model, latents)


def test_a_stopped_run_goes_on_from_its_checkpoint_to_the_same_result(
    run: PlainRun, make_run: Callable[[], PlainRun], model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nodes.library import sample as sample_module

    whole = sample(run, model, PROMPT, drag(), **QUICK, seed=3)
    monkeypatch.setattr(sample_module, "CHECKPOINT_EVERY_S", 0.0)
    stopped = make_run()

    def progress(done: float, total: float, note: str = "") -> None:
        stopped.steps.append((done, total, note))
        stopped.stop = stopped.stop or done == 3

    monkeypatch.setattr(stopped, "progress", progress)
    with pytest.raises(Cancelled):
        sample(stopped, model, PROMPT, drag(), **QUICK, seed=3)
    assert stopped.resume() is not None
    stopped.stop = False
    stopped.steps.clear()
    monkeypatch.setattr(stopped, "progress", lambda done, total, note="": stopped.steps.append((done, total, note)))
    again = sample(stopped, model, PROMPT, drag(), **QUICK, seed=3)
    assert np.allclose(again.array, whole.array, atol=1e-5)
    assert next(step[0] for step in stopped.steps if step[2].startswith("step")) >= 3


# Bad input


@pytest.mark.parametrize(
    ("changes", "says", "remedy"),
    [
        ({"frames": 6}, "6 frames", "5"),
        ({"width": 40}, "width 40", "32|48"),
        ({"height": 8}, "height 8", "16"),
    ],
)
def test_sizes_the_model_cannot_take_are_refused_with_the_nearest(
    changes: dict[str, Any], says: str, remedy: str, run: PlainRun, model: Model
) -> None:
    import re

    with pytest.raises(KinographError, match=says) as caught:
        sample(run, model, PROMPT, **{**QUICK, **changes})
    assert re.search(remedy, caught.value.remedy)


def test_what_does_not_fit_together_is_named(run: PlainRun, model: Model) -> None:
    with pytest.raises(NodeError, match="for flux"):
        sample(run, model, Conditioning("x", "", "flux"), **QUICK)
    with pytest.raises(NodeError, match="does not take a wind control"):
        sample(run, model, PROMPT, drag(kind="wind"), **QUICK)
    with pytest.raises(NodeError, match="control has 9 frames"):
        sample(run, model, PROMPT, drag(9), **QUICK)
    other = Latents(np.zeros((4, 2, 4, 4), np.float32), "ltx", frame_map=(0, 1), width=32, height=32, frames=5)
    with pytest.raises(NodeError, match="latents are of ltx"):
        decode(run, model, other)
    wrong = Latents(np.zeros((6, 2, 4, 4), np.float32), "wan-vace", frame_map=(0, 1), width=32, height=32, frames=5)
    with pytest.raises(KinographError, match="6 channels"):
        decode(run, model, wrong)


def test_latents_that_do_not_make_up_their_clip_are_refused(run: PlainRun, model: Model) -> None:
    short = Latents(np.zeros((4, 2, 4, 4), np.float32), "wan-vace", frame_map=(0, 1), width=32, height=32, frames=9)
    with pytest.raises(NodeError, match="5 frames"):
        decode(run, model, short)


def test_a_folder_that_changed_since_is_refused(run: PlainRun, model: Model) -> None:
    stale = Model(model.folder, model.model_family, "0" * 64, label="tiny")
    with pytest.raises(NodeError, match="changed since"):
        sample(run, stale, PROMPT, **QUICK)


def test_lora_files_are_refused_for_now(run: PlainRun, model: Model) -> None:
    with_lora = Model(
        model.folder,
        model.model_family,
        model.fingerprint,
        loras=(Lora("style.safetensors", "1" * 64),),
        label="tiny",
    )
    with pytest.raises(NodeError, match=r"style\.safetensors"):
        sample(run, with_lora, PROMPT, **QUICK)


def test_the_dragged_ball_renders_through_the_engine(folder: Path, repository: Path, tmp_path: Path) -> None:
    from nodes.engine import Engine, Job
    from nodes.exchange.video_reader import read_clip
    from nodes.graph.embed import read_embedded
    from nodes.graph.project import Project

    example = repository / "assets" / "projects" / "dragged-ball.kino"
    document = Project.open(example, read_only=True, state=tmp_path / "state").document()
    job = Job(
        document,
        targets=("save", "error", "sheet"),
        overrides={"model": {"folder": str(folder)}, "sample": {"steps": 2, "guidance": 1.0}},
        project_path=str(example),
        output_folder=str(tmp_path / "out"),
    )
    engine = Engine()
    result = engine.run(job)
    assert result.ok, {path: str(outcome.error) for path, outcome in result.outcomes.items() if outcome.error}
    written = tmp_path / "out" / "dragged-ball.mp4"
    clip = read_clip(written).clip
    assert (clip.frame_count, clip.width, clip.height, clip.fps) == (17, 96, 64, 8)
    embedded = read_embedded(written)
    assert embedded is not None
    assert set(embedded["graph"]["nodes"]) == set(document["graph"]["nodes"])
    report = result.value("error", "report")
    assert "px of 96 x 64" in report.notes[0]
    again = engine.run(job)
    assert {path for path, outcome in again.outcomes.items() if outcome.state == "done"} == {"save"}
