"""The controlnet-aux detectors: as many of them as this machine can run, the others saying exactly what they lack.

The package imports all its detectors at once, and some need torchvision. Where no matching torchvision imports, its
parts are imported past the package's own `__init__`: a bare module with the package's path stands in sys.modules, so
each detector lives or fails alone. torchvision is used where it is sound and never forced.

Weights come from a local folder; they are pickled files, so a person has to allow that, and they are opened with
torch's weights_only reader, which runs no code.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from pickle import UnpicklingError
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import Cancelled, DetectorUnavailable, RequestRefused, WeightsRefused
from models.preprocess.frames import checked_clip
from models.preprocess.guards import quiet_arguments, seeded

PACKAGE = "controlnet_aux"
READY = "ready"


@dataclass(frozen=True)
class Detector:
    """module, class_name: where it lives in the package.  weights: the file names its folder must hold.

    load: further arguments of from_pretrained.  takes_image_resolution: whether calling it knows that argument.
    refused: why it can never run here ("" if it may).
    """

    module: str
    class_name: str
    weights: tuple[str, ...] = ()
    load: dict[str, Any] = field(default_factory=dict)
    takes_image_resolution: bool = True
    refused: str = ""


DETECTORS: dict[str, Detector] = {
    "anyline": Detector("anyline", "AnylineDetector", ("MTEED.pth",), {"filename": "MTEED.pth"}, False),
    "canny": Detector("canny", "CannyDetector"),
    "dwpose": Detector("dwpose", "DWposeDetector", refused="needs mmcv, mmdet and mmpose"),
    "hed": Detector("hed", "HEDdetector", ("ControlNetHED.pth",)),
    "leres": Detector("leres", "LeresDetector", ("res101.pth", "latest_net_G.pth")),
    "lineart": Detector("lineart", "LineartDetector", ("sk_model.pth", "sk_model2.pth")),
    "lineart_anime": Detector("lineart_anime", "LineartAnimeDetector", ("netG.pth",)),
    "lineart_standard": Detector("lineart_standard", "LineartStandardDetector", takes_image_resolution=False),
    "mediapipe_face": Detector(
        "mediapipe_face", "MediapipeFaceDetector", refused="needs mediapipe with its old `solutions`"
    ),
    "midas": Detector("midas", "MidasDetector", ("dpt_hybrid-midas-501f0c75.pt",)),
    "mlsd": Detector("mlsd", "MLSDdetector", ("mlsd_large_512_fp32.pth",)),
    "normalbae": Detector("normalbae", "NormalBaeDetector", ("scannet.pt",)),
    "openpose": Detector(
        "open_pose", "OpenposeDetector", ("body_pose_model.pth", "hand_pose_model.pth", "facenet.pth")
    ),
    "pidi": Detector("pidi", "PidiNetDetector", ("table5_pidinet.pth",)),
    "sam": Detector("segment_anything", "SamDetector", ("sam_vit_h_4b8939.pth",)),
    "shuffle": Detector("shuffle", "ContentShuffleDetector"),
    "teed": Detector("teed", "TEEDdetector", ("5_model.pth",), {"filename": "5_model.pth"}, False),
    "zoe": Detector("zoe", "ZoeDetector", ("ZoeD_M12_N.pt",)),
}


def available_detectors() -> dict[str, str]:
    """For every detector "ready", or what it lacks; weights are looked for when it is loaded, not here."""
    found = {}
    for name in DETECTORS:
        try:
            detector_class(name)
        except DetectorUnavailable as error:
            found[name] = error.message
        else:
            found[name] = READY
    return found


def detector_class(name: str) -> Any:
    """The detector's class; DetectorUnavailable says which package or module it lacks."""
    detector = _known(name)
    if detector.refused:
        raise DetectorUnavailable(f"The {name} detector {detector.refused}.", remedy="Use another detector.")
    _package()
    try:
        with quiet_arguments():
            return getattr(importlib.import_module(f"{PACKAGE}.{detector.module}"), detector.class_name)
    except (ImportError, RuntimeError, NameError, AttributeError) as error:
        sys.modules.pop(f"{PACKAGE}.{detector.module}", None)
        lacks = getattr(error, "name", None) or str(error).splitlines()[0]
        raise DetectorUnavailable(
            f"The {name} detector needs {lacks}, which does not import here.",
            remedy=f"Install a {lacks} that matches this torch, or use another detector.",
        ) from error


def load_detector(
    name: str, folder: Path | str | None = None, *, allow_pickled: bool = False, device: str = "cpu"
) -> Any:
    """A detector with its weights from `folder`.

    allow_pickled: a person's yes to opening these pickled files with the reader that runs no code; WeightsRefused
    without it. DetectorUnavailable names the missing package, folder or file.
    """
    import torch

    detector = _known(name)
    kind = detector_class(name)
    if not detector.weights:
        return kind()
    if folder is None or not Path(folder).is_dir():
        raise DetectorUnavailable(
            f"The {name} detector needs a folder with {' and '.join(detector.weights)}; {folder} is none.",
            remedy="Choose the folder its weights were downloaded to.",
        )
    missing = [file for file in detector.weights if not (Path(folder) / file).is_file()]
    if missing:
        raise DetectorUnavailable(
            f"The {name} detector finds no {missing[0]} in {folder}.", remedy="Download it into this folder."
        )
    if not allow_pickled:
        raise WeightsRefused(
            f"The {name} detector's weights ({', '.join(detector.weights)}) are pickled files.",
            remedy="Allow pickled weights for this detector if you trust where they came from.",
        )
    try:
        with quiet_arguments():
            loaded = kind.from_pretrained(str(folder), **detector.load)
    except (OSError, RuntimeError, ValueError, KeyError, TypeError, EOFError, ImportError) as error:
        raise DetectorUnavailable(
            f"The weights of the {name} detector in {folder} do not load: {error}", remedy="Download them again."
        ) from error
    except UnpicklingError as error:
        raise WeightsRefused(
            f"The weights of the {name} detector in {folder} hold more than tensors: {error}",
            remedy="Use a file that holds tensors only.",
        ) from error
    return loaded.to(torch.device(device)) if hasattr(loaded, "to") else loaded


def run_detector(
    name: str,
    clip: NDArray[np.uint8],
    folder: Path | str | None = None,
    *,
    allow_pickled: bool = False,
    device: str = "cpu",
    resolution: int = 512,
    seed: int = 0,
    settings: dict[str, Any] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> NDArray[np.uint8]:
    """A detector's picture of every frame of a clip uint8 [T,H,W,3] (or picture [H,W,3]): the same shape.

    resolution: short side in pixels it works at.  seed: of detectors that draw at random (shuffle).
    settings: further arguments of the detector (thresholds).  Raises what `load_detector` raises, and Cancelled
    between frames.
    """
    if not 64 <= resolution <= 4096:
        raise RequestRefused(f"The detector resolution {resolution} must lie in 64..4096 pixels.")
    frames, single = checked_clip(clip)
    detector = load_detector(name, folder, allow_pickled=allow_pickled, device=device)
    arguments = {"detect_resolution": resolution, "output_type": "np", **(settings or {})}
    if _known(name).takes_image_resolution:
        arguments["image_resolution"] = resolution
    drawn = np.empty_like(frames)
    for number, frame in enumerate(frames):
        if cancelled is not None and cancelled():
            raise Cancelled
        with seeded(seed):
            drawn[number] = _as_frame(detector(frame, **arguments), frame.shape)
        if on_progress is not None:
            on_progress(number + 1, len(frames))
    return drawn[0] if single else drawn


def has_sound_torchvision() -> bool:
    """Whether torchvision imports and its compiled part belongs to this torch."""
    if importlib.util.find_spec("torchvision") is None:
        return False
    try:
        importlib.import_module("torchvision.ops")
    except (ImportError, RuntimeError, OSError, AttributeError):
        return False
    return True


def _known(name: str) -> Detector:
    if name not in DETECTORS:
        raise DetectorUnavailable(f"'{name}' is no detector.", remedy=f"Use one of {', '.join(DETECTORS)}.")
    return DETECTORS[name]


def _package() -> None:
    if PACKAGE in sys.modules:
        return
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.submodule_search_locations is None:
        raise DetectorUnavailable("The package controlnet-aux is not installed.", remedy="Run the set-up again.")
    if has_sound_torchvision():
        try:
            importlib.import_module(PACKAGE)
        except (ImportError, RuntimeError, NameError, AttributeError):
            sys.modules.pop(PACKAGE, None)
        else:
            return
    bare = ModuleType(PACKAGE)
    bare.__path__ = list(spec.submodule_search_locations)
    bare.__spec__ = spec
    sys.modules[PACKAGE] = bare


def _as_frame(picture: Any, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    import cv2

    pixels = np.asarray(picture, dtype=np.uint8)
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[..., None], 3, axis=2)
    if pixels.shape[:2] != shape[:2]:
        pixels = np.asarray(cv2.resize(pixels, (shape[1], shape[0]), interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return pixels[..., :3]
