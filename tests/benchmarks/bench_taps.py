"""What the taps cost: the bare pipeline against the same run with taps, with previews, and with checkpoints.

    .venv/bin/python -m tests.benchmarks.bench_taps [--width 832] [--height 480] [--frames 81]

First table: a tiny random VACE pipeline, where a step takes milliseconds and every overhead shows. Second: one
preview at a real size, against a given step time (--step-s), as a preview costs the same whatever the network does.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def main() -> None:
    parser = argparse.ArgumentParser(description="Cost of taps, previews and checkpoints.")
    parser.add_argument("--width", type=int, default=832)
    parser.add_argument("--height", type=int, default=480)
    parser.add_argument("--frames", type=int, default=81)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--step-s", type=float, default=10.0, help="seconds of a denoising step to compare with")
    given = parser.parse_args()
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    import torch

    torch.set_num_threads(1)
    overheads(given.repeats)
    preview_at(given.width, given.height, given.frames, given.step_s)


def overheads(repeats: int) -> None:
    """Milliseconds a step of the same run, barely and tapped."""
    import torch

    from models.families import load_model
    from models.sampling import DenoiseRequest, denoise

    steps = 10
    with tempfile.TemporaryDirectory() as place:
        os.environ["XDG_CACHE_HOME"] = str(Path(place) / "cache")
        save_tiny(Path(place) / "model")
        model = load_model(Path(place) / "model", device="cpu")
        request = DenoiseRequest(prompt="a", width=64, height=48, frames=9, steps=steps, guidance=1.0)

        def bare() -> None:
            model.pipe(
                prompt="a", negative_prompt="", width=64, height=48, num_frames=9, num_inference_steps=steps,
                guidance_scale=1.0, generator=torch.Generator().manual_seed(0), output_type="latent",
                max_sequence_length=24,
            )  # fmt: skip

        def checkpoint(write: Callable[[Path], None]) -> None:
            with tempfile.TemporaryDirectory() as folder:
                write(Path(folder))

        ways: dict[str, Callable[[], Any]] = {
            "bare pipeline": bare,
            "taps": lambda: denoise(model, request),
            "taps, previews": lambda: denoise(model, request, on_preview=lambda frames: None),
            "taps, a checkpoint each step": lambda: denoise(
                model, request, checkpoint=checkpoint, checkpoint_every_s=0
            ),
        }
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for number in range(repeats + 1):
            for name, way in ways.items():
                started = time.perf_counter()
                way()
                if number:
                    taken[name].append((time.perf_counter() - started) / steps)
        base = statistics.median(taken["bare pipeline"])
        print(f"tiny VACE, 9 frames of 64x48, {steps} steps, one thread, median of {repeats}")
        for name, seconds in taken.items():
            middle = statistics.median(seconds)
            print(f"  {name:30}{middle * 1e3:8.2f} ms a step{(middle - base) * 1e3:+8.2f} ms")


def preview_at(width: int, height: int, frames: int, step_s: float) -> None:
    """Milliseconds of one preview of every frame at a real size (Wan's 8x8x4 latents of 16 channels)."""
    import torch

    from models.decode.preview import LatentRGB

    fitted = LatentRGB(torch.rand(17, 48), torch.rand(17, 192), 4)
    latents = torch.randn(1, 16, (frames - 1) // 4 + 1, height // 8, width // 8)
    taken = []
    for _ in range(5):
        started = time.perf_counter()
        shown = fitted.frames(latents)
        taken.append(time.perf_counter() - started)
    best = min(taken)
    print(f"preview of {frames} frames of {width}x{height}: {shown.shape[2]}x{shown.shape[1]} each")
    print(f"  {best * 1e3:.0f} ms on one CPU thread, {100 * best / step_s:.2f} % of a step of {step_s:g} s")


def save_tiny(folder: Path) -> None:
    """The tiny VACE pipeline of the tests."""
    import importlib.util

    place = Path(__file__).resolve().parents[1] / "models" / "conftest.py"
    spec = importlib.util.spec_from_file_location("tiny_models", place)
    assert spec is not None
    assert spec.loader is not None
    tiny = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tiny)
    tiny._vace().save_pretrained(folder)


if __name__ == "__main__":
    main()
