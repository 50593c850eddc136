"""Exact strips against the untiled decoder: time, peak memory and largest difference, one process a measurement.

    .venv/bin/python -m tests.benchmarks.bench_decode [--rows 40] [--columns 8] [--frames 3] [--base 48]

The autoencoder has random weights; numbers do not depend on their values. Seconds are processor time.
Memory is the most the process held beyond what it held before (Linux).
On one CPU thread torch takes a slow path with 27 times the memory for 3D convolutions where channels x frames x rows
is under 20480: narrow autoencoders (--base under 48) measure that and not the strips.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Freed tensors go back to the system at once, so that the peak is what was held and not how the heap was cut up.
QUIET = {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE", "MALLOC_MMAP_THRESHOLD_": "262144"}


def main() -> None:
    parser = argparse.ArgumentParser(description="Strips against the whole picture.")
    parser.add_argument("--rows", type=int, default=40, help="latent rows")
    parser.add_argument("--columns", type=int, default=8, help="latent columns")
    parser.add_argument("--frames", type=int, default=3, help="latent frames")
    parser.add_argument("--base", type=int, default=48, help="base_dim of the autoencoder")
    parser.add_argument("--residual", action="store_true")
    parser.add_argument("--one", default="", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        measure(given)
        return
    print(f"latents {given.frames}x{given.rows}x{given.columns}, base_dim {given.base}, fp32, one thread")
    print(f"{'':14}{'seconds':>9}{'ratio':>7}{'peak MB':>9}{'ratio':>7}{'planned MB':>12}{'max error in 0..1':>19}")
    with tempfile.TemporaryDirectory() as folder:
        base: dict[str, float] = {}
        for how in ("untiled", "0", "20", "10", "5"):
            arguments = [sys.executable, "-m", "tests.benchmarks.bench_decode", "--one", f"{how}:{folder}"]
            for name in ("rows", "columns", "frames", "base"):
                arguments += [f"--{name}", str(getattr(given, name))]
            arguments += ["--residual"] if given.residual else []
            environment = {**os.environ, **QUIET}
            done = subprocess.run(arguments, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
            found = json.loads(done.stdout.splitlines()[-1])
            base = base or found
            name = {"untiled": "vae.decode", "0": "one strip"}.get(how, f"{how} rows")
            print(
                f"{name:14}{found['seconds']:9.2f}{found['seconds'] / base['seconds']:7.2f}{found['peak'] / 1e6:9.0f}"
                f"{found['peak'] / base['peak']:7.2f}{found['planned'] / 1e6:12.0f}{found['error']:19.1e}"
            )


def measure(given: argparse.Namespace) -> None:
    """One decoding in this process; prints a line of JSON."""
    import torch
    from diffusers import AutoencoderKLWan

    from models.decode.plan import strip_bytes
    from models.decode.strips import StripDecoder

    how, _, folder = given.one.partition(":")
    torch.set_num_threads(1)
    torch.manual_seed(0)
    vae = AutoencoderKLWan(
        base_dim=given.base, z_dim=16, dim_mult=[1, 2, 4, 4], num_res_blocks=2, is_residual=given.residual
    ).eval()
    z = torch.randn(1, 16, given.frames, given.rows, given.columns)
    rows = None if how in ("untiled", "0") else int(how)
    with torch.no_grad():
        vae.decode(z[:, :, :1, :8, :8])
    before, started = _reset_peak(), time.process_time()
    place = Path(folder) / "untiled.pt"
    difference = 0.0
    if how == "untiled":
        with torch.no_grad():
            out = vae.decode(z).sample
        seconds, peak = time.process_time() - started, _status("VmHWM") - before
        torch.save(out, place)
    else:
        # Frames are let go of as a writer would; the comparison is outside the measured memory.
        for _picture in StripDecoder(vae, strip_rows=rows).frames(z):
            pass
        del _picture
        seconds, peak = time.process_time() - started, _status("VmHWM") - before
        right = torch.load(place, weights_only=True)
        exact = torch.cat(list(StripDecoder(vae, strip_rows=rows).frames(z)), dim=2)
        difference = float((exact - right).abs().max()) / 2
    planned = strip_bytes(vae, rows or given.rows, given.rows, given.columns)
    print(json.dumps({"seconds": seconds, "peak": peak, "error": difference, "planned": planned}))


def _reset_peak() -> int:
    """Forget the most memory held so far (Linux); gives what is held now."""
    Path("/proc/self/clear_refs").write_text("5")
    return _status("VmRSS")


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


if __name__ == "__main__":
    main()
