"""Training goes on from its checkpoint as if it had never stopped, and feeds what the pipeline feeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")

from models.pocket.checkpoint import load_checkpoint, save_checkpoint  # noqa: E402
from models.pocket.distillation import Distillation, distil, join_halves  # noqa: E402
from models.pocket.encoding import SHARD_SAMPLES, encode_mean, fold_mask  # noqa: E402
from models.pocket.first_frames import single_frames  # noqa: E402
from models.pocket.inflation import inflate, sees_keyframes_only  # noqa: E402
from models.pocket.networks import build_text_encoder, build_tokenizer, build_transformer, build_vae  # noqa: E402
from models.pocket.training import Learner, Training, train  # noqa: E402
from models.pocket.vae_training import VaeTraining, decode_unclamped, train_vae  # noqa: E402


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def small_networks() -> tuple[torch.nn.Module, torch.nn.Module]:
    torch.manual_seed(5)
    transformer = build_transformer(
        num_attention_heads=2,
        attention_head_dim=12,
        in_channels=4,
        out_channels=4,
        vace_in_channels=72,
        num_layers=2,
        vace_layers=[0],
        ffn_dim=32,
        text_dim=16,
    )
    return transformer, build_text_encoder(d_model=16, d_kv=8, d_ff=16, num_heads=2)


def write_shard(folder: Path) -> None:
    from safetensors.numpy import save_file

    rng = np.random.default_rng(0)
    n, cells = SHARD_SAMPLES, (2, 2, 4)
    latents = {name: rng.normal(size=(n, 4, *cells)).astype(np.float16) for name in ("target", "kept", "remade")}
    ids = np.zeros((n, 8), dtype=np.int32)
    ids[:, :3] = rng.integers(3, 40, (n, 3))
    others = {
        "mask": rng.random((n, 64, *cells)) > 0.5,
        "ids": ids,
        "weight": rng.random((n, *cells)).astype(np.float16),
    }
    save_file({**latents, **others}, folder / "00000000.safetensors")


def run(options: Training) -> Learner:
    return train(*small_networks(), options)


def test_a_resumed_training_equals_an_uninterrupted_one(tmp_path: Path) -> None:
    write_shard(tmp_path)
    whole = run(Training(tmp_path, tmp_path / "whole.pt", steps=6, batch=2, warmup=2, save_every=100))
    broken = Training(tmp_path, tmp_path / "broken.pt", steps=6, batch=2, warmup=2, save_every=3)
    save_halfway(broken)
    resumed = run(broken)
    assert resumed.step == 6
    for name, value in whole.networks.state_dict().items():
        torch.testing.assert_close(resumed.networks.state_dict()[name], value, rtol=1e-5, atol=1e-6)
    for name, value in whole.mean.items():
        torch.testing.assert_close(resumed.mean[name], value, rtol=1e-5, atol=1e-6)


def save_halfway(options: Training) -> None:
    """Leave the checkpoint that a run killed after three steps would leave."""
    from models.pocket import training

    learner = Learner(*small_networks(), options)
    pool = training.ShardPool(options.shards)
    while learner.step < 3:
        torch.manual_seed(options.seed * 1_000_003 + learner.step)
        batch = pool.draw(np.random.default_rng([options.seed, learner.step]), options.batch)
        loss = training.flow_loss(learner.networks["transformer"], learner.networks["text_encoder"], batch, options)
        learner.update(loss, training._learning_rate(options, learner.step, 0.0, 0.0))
    save_checkpoint(options.checkpoint, learner.state())


def test_a_resumed_autoencoder_training_equals_an_uninterrupted_one(tmp_path: Path) -> None:
    np.save(tmp_path / "pool.npy", np.random.default_rng(0).integers(0, 255, (3, 5, 16, 16, 3), dtype=np.uint8))
    small = {"base_dim": 4, "decoder_base_dim": 4}
    options = VaeTraining((tmp_path / "pool.npy",), tmp_path / "a.pt", "frames", steps=4, pictures=2, save_every=2)

    def trained(options: VaeTraining) -> dict[str, torch.Tensor]:
        torch.manual_seed(1)
        return dict(train_vae(build_vae(**small), options).state_dict())

    whole = trained(options)
    trained(replace(options, checkpoint=tmp_path / "b.pt", steps=4, save_every=2))
    state = load_checkpoint(tmp_path / "b.pt")
    assert state is not None
    assert state["step"] == 4
    resumed = trained(replace(options, checkpoint=tmp_path / "b.pt"))
    for name, value in whole.items():
        torch.testing.assert_close(resumed[name], value, rtol=1e-5, atol=1e-6)


def test_a_checkpoint_is_replaced_in_one_go(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "state.pt"
    assert load_checkpoint(path) is None
    save_checkpoint(path, {"step": 1})
    save_checkpoint(path, {"step": 2})
    assert load_checkpoint(path) == {"step": 2}
    assert [p.name for p in path.parent.iterdir()] == ["state.pt"]


def test_single_frames_are_the_same_numbers() -> None:
    torch.manual_seed(0)
    vae = build_vae(base_dim=4, decoder_base_dim=4)
    frames = torch.rand(2, 3, 1, 16, 24) * 2 - 1
    with torch.no_grad():
        slow = vae._encode(frames)
        with single_frames(vae):
            fast = vae._encode(frames)
    torch.testing.assert_close(fast, slow, rtol=1e-4, atol=1e-5)


def test_an_inflated_autoencoder_treats_every_fourth_frame_as_a_picture() -> None:
    torch.manual_seed(0)
    vae = build_vae(base_dim=4, decoder_base_dim=4)
    clip = torch.rand(1, 3, 9, 16, 24) * 2 - 1
    assert not sees_keyframes_only(vae)
    inflate(vae)
    assert sees_keyframes_only(vae)
    with torch.no_grad():
        latents = vae.encode(clip).latent_dist.mode()
        pictures = [vae.encode(clip[:, :, t : t + 1]).latent_dist.mode() for t in (0, 4, 8)]
        torch.testing.assert_close(latents, torch.cat(pictures, dim=2), rtol=1e-4, atol=1e-5)
        torch.testing.assert_close(encode_mean(vae, clip), latents, rtol=1e-4, atol=1e-5)
        shown = vae.decode(latents).sample
    torch.testing.assert_close(shown[:, :, 1:5], shown[:, :, 4:5].expand_as(shown[:, :, 1:5]), rtol=1e-4, atol=1e-5)


def test_a_residual_autoencoder_cannot_be_inflated() -> None:
    with pytest.raises(ValueError, match="is_residual"):
        inflate(build_vae(base_dim=4, decoder_base_dim=4, is_residual=True))


def test_a_resumed_distillation_equals_an_uninterrupted_one_and_its_halves_join(tmp_path: Path) -> None:
    pool = tmp_path / "pool.npy"
    np.save(pool, np.random.default_rng(0).integers(0, 256, (2, 5, 16, 24, 3), dtype=np.uint8))
    sizes = {"base_dim": 4, "decoder_base_dim": 4, "z_dim": 4, "latents_mean": [0.0] * 4, "latents_std": [1.0] * 4}

    def run_half(half: str, name: str, steps: int) -> Path:
        torch.manual_seed(3)
        teacher, student = build_vae(is_residual=True, **sizes), build_vae(**sizes)
        options = Distillation((pool,), tmp_path / name, half, 4, pictures=2, save_every=2)
        if steps < 4:
            options = replace(options, save_every=steps)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("models.pocket.distillation.save_checkpoint", stop_after(tmp_path / name))
                with pytest.raises(KeyboardInterrupt):
                    distil(teacher, student, options)
            options = replace(options, save_every=2)
        distil(teacher, student, options)
        return tmp_path / name

    for half in ("encoder", "decoder"):
        whole, resumed = (load_checkpoint(run_half(half, f"{half}{steps}", steps)) for steps in (4, 2))
        assert whole is not None
        assert resumed is not None
        assert whole["step"] == resumed["step"] == 4
        for name, value in whole["vae"].items():
            torch.testing.assert_close(value, resumed["vae"][name])
    joined = join_halves(build_vae(**sizes), tmp_path / "encoder4", tmp_path / "decoder4", tmp_path / "joined")
    seen, drawn = load_checkpoint(tmp_path / "encoder4"), load_checkpoint(tmp_path / "decoder4")
    assert seen is not None
    assert drawn is not None
    for name, value in joined.state_dict().items():
        source = seen if name.startswith(("encoder.", "quant_conv.")) else drawn
        torch.testing.assert_close(value, source["vae"][name])
    with pytest.raises(FileNotFoundError, match="nothing-here"):
        join_halves(build_vae(**sizes), tmp_path / "nothing-here", tmp_path / "decoder4", tmp_path / "joined")


def stop_after(path: Path) -> Callable[[Path, dict[str, object]], None]:
    """A save that is the last thing its program does."""

    def save(to: Path, state: dict[str, object]) -> None:
        save_checkpoint(to, state)
        raise KeyboardInterrupt

    return save


def test_decoding_for_training_differs_from_the_vae_only_by_the_clamp() -> None:
    torch.manual_seed(0)
    vae = build_vae(base_dim=4, decoder_base_dim=4)
    latents = 3 * torch.randn(1, 24, 3, 2, 3)
    with torch.no_grad():
        torch.testing.assert_close(decode_unclamped(vae, latents).clamp(-1, 1), vae.decode(latents).sample)


def test_masks_fold_as_in_the_pipeline() -> None:
    mask = torch.rand(1, 17, 64, 96) > 0.5
    folded = fold_mask(mask)
    assert folded.shape == (1, 64, 5, 8, 12)
    assert folded[0, 8 * 3 + 5, 2, 4, 6] == mask[0, 8, 4 * 8 + 3, 6 * 8 + 5]


def test_the_tokenizer_reloads_and_knows_its_words(tmp_path: Path) -> None:
    from transformers import AutoTokenizer

    tokenizer = build_tokenizer()
    tokenizer.save_pretrained(tmp_path)
    loaded = AutoTokenizer.from_pretrained(tmp_path, local_files_only=True)
    sentence = "A red ball and a blue box on a checkered grey floor under a purple sky"
    assert loaded(sentence).input_ids == tokenizer(sentence).input_ids
    assert loaded.unk_token_id not in loaded(sentence).input_ids
    assert loaded.unk_token_id in loaded("a zebra").input_ids
    assert loaded.model_max_length == 40


def test_a_control_gain_is_the_same_as_a_conditioning_scale() -> None:
    from models.pocket.networks import amplify_control, build_transformer

    torch.manual_seed(0)
    small = {"num_attention_heads": 1, "attention_head_dim": 16, "ffn_dim": 32, "num_layers": 2, "vace_layers": [0]}
    transformer = build_transformer(**small).eval()
    inputs = {
        "hidden_states": torch.randn(1, 24, 2, 4, 4),
        "timestep": torch.tensor([500.0]),
        "encoder_hidden_states": torch.randn(1, 5, 128),
        "control_hidden_states": torch.randn(1, 112, 2, 4, 4),
    }
    with torch.no_grad():
        scaled = transformer(**inputs, control_hidden_states_scale=torch.tensor([1.5])).sample
        plain = transformer(**inputs).sample
        amplify_control(transformer, 1.5)
        gained = transformer(**inputs).sample
    torch.testing.assert_close(gained, scaled, atol=1e-5, rtol=1e-4)
    assert not torch.allclose(gained, plain, atol=1e-4)
