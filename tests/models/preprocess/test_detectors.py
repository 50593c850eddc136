"""The controlnet-aux adapter: what runs here, what does not and why."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.errors import Cancelled, DetectorUnavailable, RequestRefused, WeightsRefused
from models.preprocess import DETECTORS, available_detectors, run_detector
from models.preprocess.detectors import detector_class, has_sound_torchvision

CLIP = np.random.default_rng(0).integers(0, 256, (2, 64, 96, 3)).astype(np.uint8)
WITHOUT_TORCHVISION = {
    "anyline", "canny", "hed", "lineart", "lineart_anime", "lineart_standard", "mlsd", "pidi", "shuffle", "teed",
}  # fmt: skip


def test_every_detector_is_ready_or_says_what_it_lacks() -> None:
    found = available_detectors()
    assert set(found) == set(DETECTORS)
    ready = {name for name, state in found.items() if state == "ready"}
    assert ready >= WITHOUT_TORCHVISION
    assert "mmpose" in found["dwpose"]
    if not has_sound_torchvision():
        assert ready == WITHOUT_TORCHVISION
        assert all("torchvision" in found[name] for name in ("midas", "openpose", "leres", "normalbae", "sam", "zoe"))


@pytest.mark.parametrize("name", ["canny", "lineart_standard", "shuffle"])
def test_detectors_without_weights_draw_every_frame(name: str) -> None:
    told: list[tuple[int, int]] = []
    drawn = run_detector(name, CLIP, resolution=64, on_progress=lambda *step: told.append(step))
    assert drawn.shape == CLIP.shape
    assert drawn.dtype == np.uint8
    assert told == [(1, 2), (2, 2)]
    assert drawn.std() > 1
    assert np.array_equal(drawn, run_detector(name, CLIP, resolution=64)), "the same seed, the same picture"
    assert run_detector(name, CLIP[0], resolution=64).shape == CLIP[0].shape


def _state(module: str, kind: str, *arguments: Any) -> Any:
    detector_class("canny")  # makes the package's parts importable
    return getattr(importlib.import_module(f"controlnet_aux.{module}"), kind)(*arguments).state_dict()


def _hed(folder: Path) -> None:
    import torch

    torch.save(_state("hed", "ControlNetHED_Apache2"), folder / "ControlNetHED.pth")


def _teed(folder: Path) -> None:
    import torch

    torch.save(_state("teed.ted", "TED"), folder / "5_model.pth")


def _mlsd(folder: Path) -> None:
    import torch

    torch.save(_state("mlsd.models.mbv2_mlsd_large", "MobileV2_MLSD_Large"), folder / "mlsd_large_512_fp32.pth")


@pytest.mark.parametrize(("name", "make"), [("hed", _hed), ("teed", _teed), ("mlsd", _mlsd)])
def test_detectors_with_weights_run_from_a_local_folder(
    name: str, make: Callable[[Path], None], tmp_path: Path
) -> None:
    make(tmp_path)
    assert run_detector(name, CLIP[:1], tmp_path, allow_pickled=True, resolution=64).shape == (1, 64, 96, 3)


def test_weights_are_asked_for_by_name(tmp_path: Path) -> None:
    with pytest.raises(DetectorUnavailable, match=r"ControlNetHED\.pth"):
        run_detector("hed", CLIP)
    with pytest.raises(DetectorUnavailable, match=r"ControlNetHED\.pth"):
        run_detector("hed", CLIP, tmp_path, allow_pickled=True)
    with pytest.raises(DetectorUnavailable, match="no detector"):
        run_detector("magic", CLIP)


def test_pickled_weights_need_a_persons_yes_and_run_no_code(tmp_path: Path) -> None:
    import pickle

    class Harm:
        def __reduce__(self) -> tuple[Any, ...]:
            return (Path.touch, (tmp_path / "harmed",))

    (tmp_path / "ControlNetHED.pth").write_bytes(pickle.dumps(Harm()))
    with pytest.raises(WeightsRefused, match="pickled"):
        run_detector("hed", CLIP, tmp_path)
    with pytest.raises((WeightsRefused, DetectorUnavailable)):
        run_detector("hed", CLIP, tmp_path, allow_pickled=True)
    assert not (tmp_path / "harmed").exists()


def test_truncated_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "ControlNetHED.pth").write_bytes(b"PK\x03\x04 not a whole file")
    with pytest.raises((WeightsRefused, DetectorUnavailable), match="hed"):
        run_detector("hed", CLIP, tmp_path, allow_pickled=True)


def test_cancelling_and_bad_resolutions() -> None:
    with pytest.raises(Cancelled):
        run_detector("canny", CLIP, cancelled=lambda: True)
    with pytest.raises(RequestRefused, match="resolution"):
        run_detector("canny", CLIP, resolution=1)
