"""How long the studio takes from its process to its first painting and to the first key it takes in, in parts.

    python tests/benchmarks/bench_start.py [--times 5]

Each time a new process under a virtual screen of its own, with settings of its own, as at the first start after
installing; what Python compiles and the system caches is warm after the first time, which is printed apart. A key is
sent again and again until the window takes one in, so "first key" is when a person could begin. "work" is the time
the process itself was computing: on a machine that does other things too, it says more than the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 1.5
GIVE_UP_S = 60.0
PARTS = ("imports", "application", "registry", "desk", "window", "first paint", "first key")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=5)
    arguments = parser.parse_args()
    with _screen() as display, tempfile.TemporaryDirectory(prefix="kinograph-compiled-") as compiled:
        runs = [_one(display, compiled) for _ in range(arguments.times + 1)]
    first, rest = runs[0], runs[1:]
    print(f"{'seconds since the process began':>34}  {'first':>7}  {'median':>7}  {'worst':>7}  {'work':>7}")
    for part in PARTS:
        values = [run["marks"][part] for run in rest]
        work = statistics.median(run["work"][part] for run in rest)
        median, worst = statistics.median(values), max(values)
        print(f"{part:>34}  {first['marks'][part]:7.2f}  {median:7.2f}  {worst:7.2f}  {work:7.2f}")
    print(f"{'modules imported':>34}  {first['modules']:7d}")
    usable = statistics.median(run["marks"]["first key"] for run in rest)
    torch = any(run["torch"] for run in runs)
    print(f"torch in the window's process: {'YES' if torch else 'no'}")
    print(f"usable after {usable:.2f} s (at most {LIMIT_S} s): {'kept' if usable <= LIMIT_S else 'NOT KEPT'}")
    return 0 if usable <= LIMIT_S and not torch else 1


class _screen:  # noqa: N801
    """An X server of its own; gives its name."""

    def __enter__(self) -> str:
        out, into = os.pipe()
        command = ["Xvfb", "-displayfd", str(into), "-screen", "0", "1920x1080x24", "-nolisten", "tcp"]
        self._server = subprocess.Popen(command, pass_fds=(into,), stderr=subprocess.DEVNULL)
        os.close(into)
        with os.fdopen(out) as told:
            return f":{told.readline().strip()}"

    def __exit__(self, *_: object) -> None:
        self._server.terminate()
        self._server.wait()


def _one(display: str, compiled: str) -> dict:
    with tempfile.TemporaryDirectory(prefix="kinograph-start-") as folder:
        times = Path(folder) / "times.json"
        environment = {
            **os.environ,
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "KINOGRAPH_START_TIMES": str(times),
            "KINOGRAPH_STATE": str(Path(folder) / "state"),
            "XDG_CONFIG_HOME": str(Path(folder) / "config"),
            "XDG_CACHE_HOME": str(Path(folder) / "cache"),
            "OMP_NUM_THREADS": "1",
            "PYTHONPYCACHEPREFIX": compiled,
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        began = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "main.py"), "--new-window"], env=environment, stdin=subprocess.DEVNULL
        )
        try:
            found = _until_key(process, times, environment)
        finally:
            process.terminate()
            process.wait(30)
    found["marks"] = {part: moment - began for part, moment in found["marks"].items()}
    return found


def _until_key(process: subprocess.Popen[bytes], times: Path, environment: dict[str, str]) -> dict:
    deadline = time.monotonic() + GIVE_UP_S
    focused = False
    while time.monotonic() < deadline and process.poll() is None:
        if times.exists():
            found = json.loads(times.read_text(encoding="utf-8"))
            if "first key" in found["marks"]:
                return found
            if not focused:
                focused = _xdotool(environment, "search", "--onlyvisible", "--name", "Kinograph", "windowfocus")
            _xdotool(environment, "key", "F6")
        time.sleep(0.005)
    raise SystemExit(f"the window took in no key in {GIVE_UP_S:.0f} s (exit code {process.poll()})")


def _xdotool(environment: dict[str, str], *arguments: str) -> bool:
    done = subprocess.run(["xdotool", *arguments], env=environment, capture_output=True, check=False)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
