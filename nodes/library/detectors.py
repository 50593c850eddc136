"""The controlnet-aux detectors by name: lines, soft edges, depth, normals, poses as pictures."""

from __future__ import annotations

from typing import Annotated, Literal

from nodes.graph import FileName, Out, Range, Run, Seed, node
from nodes.library.weights import pictures_of, weights_fingerprint
from nodes.values import Clip, Image

Detector = Literal[
    "anyline",
    "canny",
    "dwpose",
    "hed",
    "leres",
    "lineart",
    "lineart_anime",
    "lineart_standard",
    "mediapipe_face",
    "midas",
    "mlsd",
    "normalbae",
    "openpose",
    "pidi",
    "sam",
    "shuffle",
    "teed",
    "zoe",
]


@node(
    "Preprocess",
    title="Preprocess",
    dear=True,
    fingerprint=weights_fingerprint,
    search=("controlnet aux", "hed", "lineart", "mlsd", "normal", "openpose", "midas", "soft edge"),
)
def preprocess(
    run: Run,
    source: Image | Clip,
    detector: Detector = "lineart_standard",
    folder: Annotated[str, FileName("folder")] = "",
    allow_pickled_weights: bool = False,
    resolution: Annotated[int, Range(64, 4096, 64, "px")] = 512,
    seed: Annotated[int, Seed()] = 0,
) -> Annotated[Clip, Out("clip")]:
    """Pictures for a control by a controlnet-aux detector.

    source: a picture or a clip.
    detector: which one. canny, lineart_standard and shuffle need no weights.
    folder: where its weights lie; nothing is downloaded.
    allow_pickled_weights: these weights come as pickled files; say yes only when you trust where they are from.
    resolution: short side it works at.
    seed: of detectors that draw at random.
    Returns clip: as large as the source.
    Errors: DetectorUnavailable names the missing package or file, WeightsRefused pickled weights without a yes.
    """
    from models.preprocess import run_detector

    drawn = run_detector(
        detector,
        pictures_of(source),
        run.resolve(folder) if folder else None,
        allow_pickled=allow_pickled_weights,
        resolution=resolution,
        seed=seed % 2**32,
        on_progress=lambda done, total: run.progress(done, total, f"frame {done} of {total}"),
        cancelled=run.cancelled,
    )
    return Clip(drawn) if isinstance(source, Image) else Clip(drawn, source.fps)
