"""The bundled folder: it loads offline in the unmodified pipeline, is small, and makes a clip."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")

from models.pocket.evaluation import Settings, generate, keep_first, stroke_clip, stroke_scenes  # noqa: E402
from models.pocket.folder import ASSETS, folder_bytes, load_folder  # noqa: E402


def test_the_folder_is_under_sixty_megabytes_and_holds_no_pickles() -> None:
    assert folder_bytes() < 60_000_000
    assert not [path for path in ASSETS.rglob("*") if path.suffix in (".bin", ".pt", ".pth", ".pkl", ".ckpt")]
    assert max(path.stat().st_size for path in ASSETS.rglob("*") if path.is_file()) < 16_000_000


def test_it_loads_offline_and_follows_a_clip_of_control(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    torch.set_num_threads(1)
    pipeline = load_folder()
    take, n = next(iter(stroke_scenes(1)))
    control, mask = keep_first(take, stroke_clip(take, n))
    clip = generate(pipeline, control, mask, take.caption_still, 1, Settings(steps=3))
    assert clip.shape == (17, 64, 96, 3)
    assert np.isfinite(clip).all()
    error = np.abs(clip[0].astype(float) - take.colour[0]).mean()
    assert error < 25


def test_the_card_names_the_licence() -> None:
    card = Path(ASSETS / "README.md").read_text(encoding="utf-8")
    assert "license: apache-2.0" in card
