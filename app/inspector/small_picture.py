"""A file's first frame made small, as a program of its own: `python -m app.inspector.small_picture FILE`.

It writes the small and the true size in one line of JSON and then the pixels as RGB bytes; what is wrong goes to
stderr in words, with exit code 1. A decoder that takes long, or falls over a damaged file, harms nobody here.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

__all__ = ["main", "small_picture"]

WIDEST, HIGHEST = 320, 180
CLIPS = (".mp4", ".mov", ".mkv", ".webm", ".avi", ".m4v", ".gif")


def small_picture(path: Path) -> tuple[bytes, int, int, str]:
    """RGB bytes, width, height, and the file's own size in words. Raises what the decoders raise."""
    return _of_clip(path) if path.suffix.casefold() in CLIPS else _of_image(path)


def main() -> int:
    """Exit code."""
    try:
        pixels, width, height, words = small_picture(Path(sys.argv[1]))
    except Exception as error:  # noqa: BLE001  foreign decoders raise what they like; the words are the answer
        sys.stderr.write(str(error))
        return 1
    head = json.dumps({"width": width, "height": height, "words": words})
    sys.stdout.buffer.write(head.encode() + b"\n" + pixels)
    return 0


def _of_image(path: Path) -> tuple[bytes, int, int, str]:
    from PIL import Image

    from nodes.exchange.image_files import read_picture, to_bytes

    pixels = to_bytes(read_picture(path).pixels)
    image = Image.fromarray(pixels[..., :3])
    words = f"{image.width}×{image.height}"
    image.thumbnail((WIDEST, HIGHEST))
    return image.tobytes(), image.width, image.height, words


def _of_clip(path: Path) -> tuple[bytes, int, int, str]:
    import av

    with av.open(str(path)) as container:
        frame: Any = next(container.decode(video=0))
        share = min(WIDEST / frame.width, HIGHEST / frame.height, 1.0)
        width, height = max(1, round(frame.width * share)), max(1, round(frame.height * share))
        pixels = frame.to_ndarray(format="rgb24", width=width, height=height)
        return pixels.tobytes(), width, height, f"{frame.width}×{frame.height}"


if __name__ == "__main__":
    sys.exit(main())
