"""What nodes that read a local folder of weights share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nodes.errors import NodeError
from nodes.graph import Run
from nodes.values import Clip, Image

SAMPLES = 16
SAMPLE_BYTES = 4096
READ_WHOLE_BYTES = 1 << 20


def weights_fingerprint(*, folder: str, resolve: Callable[[str], Path], **_other: Any) -> str:
    """Changes with the folder's contents: names, sizes, small files whole and evenly spaced samples of large ones."""
    if not folder:
        return ""
    root = resolve(folder)
    state = hashlib.blake2b(digest_size=32)
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        size = path.stat().st_size
        state.update(f"{path.relative_to(root).as_posix()}\0{size}\0".encode())
        with path.open("rb") as file:
            if size <= READ_WHOLE_BYTES:
                state.update(file.read())
                continue
            for sample in range(SAMPLES):
                file.seek((size - SAMPLE_BYTES) * sample // (SAMPLES - 1))
                state.update(file.read(SAMPLE_BYTES))
    return state.hexdigest()


def weights_folder(run: Run, folder: str, what: str) -> Path:
    """The folder as it resolves.  Errors: NodeError when none is chosen, MediaError when it does not exist."""
    if not folder:
        raise NodeError(
            f"No folder of weights for {what} is chosen.",
            remedy="Download a model once, and choose the folder it lies in.",
        )
    return run.resolve(folder)


def pictures_of(source: Image | Clip) -> NDArray[np.uint8]:
    """All pictures [T, H, W, 3] of an image (T = 1) or a clip."""
    return source.as_uint8()[None] if isinstance(source, Image) else source.as_uint8()
