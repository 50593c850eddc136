"""Nodes for the tests of the engine process, which imports this module by its name."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from nodes.graph import Run, node
from nodes.values import Clip, Image, Number, Text

CALLS: list[str] = []


@node("Test")
def shout(text: str = "a") -> Text:
    """Upper case.

    text: words.
    """
    return Text(text.upper())


@node("Test", dear=True)
def how_often(name: str = "x") -> Number:
    """How often this process ran the node with this name.

    name: of the count.
    """
    CALLS.append(name)
    return Number(CALLS.count(name))


@node("Test")
def surroundings(question: str = "pid") -> Text:
    """Something about the process.

    question: pid, omp, threads or torch.
    """
    print("printed by a node", flush=True)
    answers: dict[str, Any] = {
        "pid": os.getpid(),
        "omp": os.environ.get("OMP_WAIT_POLICY"),
        "torch": "torch" in sys.modules,
    }
    return Text(str(answers[question]))


@node("Test")
def die(how: str = "exit") -> Text:
    """End the process.

    how: exit, kill, crash, raise.
    """
    if how == "exit":
        os._exit(7)
    if how == "kill":
        os.kill(os.getpid(), 9)
    if how == "crash":
        import ctypes

        ctypes.string_at(0)
    raise RuntimeError("it was asked to")


@node("Test")
def steps(run: Run, count: int = 1000000, pause_ms: int = 5, marker: str = "") -> Text:
    """Work in steps.

    count: of steps.  pause_ms: sleep in each.  marker: file that says how far it came.
    """
    from tqdm import tqdm  # as diffusers does in its loop

    for step in tqdm(range(count)):
        if marker:
            Path(marker).write_text(str(step))
        run.progress(step + 1, count)
        time.sleep(pause_ms / 1000)
    return Text("done")


@node("Test")
def resumable(run: Run, total: int = 6, folder: str = "") -> Text:
    """Sum numbers with a checkpoint after each; stops for ever after the third one, the first time.

    total: how many numbers.  folder: where it says what it did.
    """
    begin, so_far = 0, 0
    last = run.resume()
    if last is not None:
        begin, so_far = map(int, (last / "state.txt").read_text().split())
    for number in range(begin, total):
        so_far += number
        with (Path(folder) / "done.txt").open("a") as file:
            file.write(f"{number}\n")
        run.checkpoint(lambda into, at=number + 1, now=so_far: (into / "state.txt").write_text(f"{at} {now}"))
        run.progress(number + 1, total)
        if last is None and number == 2:
            (Path(folder) / "waiting").touch()
            time.sleep(60)
    return Text(str(so_far))


@node("Test")
def previewing(run: Run, count: int = 200, side: int = 64, frames: int = 0, wait_for: str = "") -> Image:
    """Give many previews, each in one grey that tells its number.

    count: of previews.  side: of the picture.  frames: of a clip, 0 for an image.  wait_for: file that ends it.
    """
    began, rss = time.monotonic(), []
    for index in range(count):
        shape = (max(frames, 1), side, side, 3)
        pixels = np.full(shape, index % 256, np.uint8)
        run.preview(Clip(pixels, 8) if frames else Image(pixels[0]))
        if index in (count // 4, count - 1):
            rss.append(_resident_bytes())
    seconds = time.monotonic() - began
    run.warn(f"{seconds} {rss[-1] - rss[0]}")
    while wait_for and not Path(wait_for).exists():
        run.check()
        time.sleep(0.005)
    return Image(np.full((side, side, 3), 200, np.uint8))


@node("Test")
def moving(frames: int = 40, width: int = 640, height: int = 360) -> Clip:
    """A clip whose grey is its frame number.

    frames: of the clip.  width: pixels.  height: pixels.
    """
    pixels = np.empty((frames, height, width, 3), np.uint8)
    pixels[:] = np.arange(frames, dtype=np.uint8)[:, None, None, None]
    return Clip(pixels, 20)


def _resident_bytes() -> int:
    import psutil

    return int(psutil.Process().memory_info().rss)
