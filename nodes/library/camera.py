"""Camera paths: presets, key frames, files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

from nodes.graph import Editor, FileName, Json, Out, Range, Run, Seed, node
from nodes.motion.camera import Preset
from nodes.motion.easing import Easing
from nodes.values import CameraPath

Frames = Annotated[int, Range(1, 1025)]
FieldOfView = Annotated[float, Range(1.0, 170.0, 1.0, "deg")]
Aspect = Annotated[float, Range(0.1, 10.0, 0.01)]


def _file_fingerprint(*, file: str, resolve: Callable[[str], Path], **_other: Any) -> str:
    from nodes.exchange.video_reader import file_digest

    return file_digest(resolve(file))


@node("Camera", title="Camera Path", search=("pan", "tilt", "dolly", "truck", "orbit", "zoom", "crane", "handheld"))
def camera_path(
    move: Preset = "dolly in",
    frames: Frames = 17,
    amount: Annotated[float, Range(-10.0, 10.0, 0.05)] = 1.0,
    easing: Easing = "linear",
    field_of_view: FieldOfView = 60.0,
    aspect: Aspect = 1.777,
    seed: Annotated[int, Seed()] = 0,
) -> Annotated[CameraPath, Out("camera")]:
    """A camera move by name.

    move: what the camera does; directions are the camera's own, so what it sees moves the other way.
    frames: how many frames the clip has.
    amount: 1 is the usual size (pan 30 degrees, tilt 20, roll 60, orbit a full turn, arc 45 degrees, dolly, truck,
    pedestal and crane half the subject's distance, zoom twice the focal length); a negative one goes the other way.
    easing: how the move spreads over its time; handheld has its own.
    field_of_view: horizontal, at the start.
    aspect: width of the picture divided by its height.
    seed: of the handheld shake.
    Returns camera: camera to world, in shares of the subject's distance.
    Errors: NodeError when the move would go through the subject.
    """
    from nodes.motion.camera import camera_move

    poses, intrinsics = camera_move(
        move, frames, amount=amount, easing=easing, fov_deg=field_of_view, aspect=aspect, seed=seed
    )
    return CameraPath(poses, intrinsics)


@node("Camera", title="Camera Keys", search=("key frames", "path", "animate"))
def camera_keys(
    keys: Annotated[Json, Editor("camera")] = ({"frame": 0}, {"frame": 16, "translation": [0.0, 0.0, 0.5]}),
    frames: Frames = 17,
    path: Literal["smooth", "straight"] = "smooth",
    easing: Easing = "linear",
    field_of_view: FieldOfView = 60.0,
    aspect: Aspect = 1.777,
    start_at_identity: bool = True,
) -> Annotated[CameraPath, Out("camera")]:
    """A camera path through key frames.

    keys: list of {"frame": 0, "translation": [right, down, forward], "rotation": [pan, tilt, roll], "fov": 60};
    degrees, pan to the right, tilt up, roll clockwise; all but the frame may be left out. Turns take the short way.
    frames: how many frames the clip has.
    path: a smooth curve through the keys, or straight lines.
    easing: between two keys.
    field_of_view: horizontal, for keys that do not say one.
    aspect: width of the picture divided by its height.
    start_at_identity: see the path from its first camera; otherwise it stays as the keys say.
    Returns camera: camera to world.
    Errors: NodeError naming the key and the field.
    """
    from nodes.motion.camera_keys import camera_from_keys, parse_camera_keys
    from nodes.motion.projection import relative_to_first

    poses, intrinsics = camera_from_keys(
        parse_camera_keys(keys), frames, path=path, easing=easing, fov_deg=field_of_view, aspect=aspect
    )
    if start_at_identity:
        poses = relative_to_first(poses)
    return CameraPath(poses, intrinsics, absolute=not start_at_identity)


@node(
    "Camera", title="Load Camera", concurrent=True, fingerprint=_file_fingerprint, search=("realestate10k", "import")
)
def load_camera(
    run: Run, file: Annotated[str, FileName("*.txt")] = "", start_at_identity: bool = True
) -> Annotated[CameraPath, Out("camera")]:
    """A camera path from a RealEstate10K text, which Wan-Fun camera files are too.

    file: the text; 19 numbers a line.
    start_at_identity: see the path from its first camera; otherwise it stays as written.
    Returns camera: camera to world.
    Errors: MediaError naming the file and the line.
    """
    from nodes.exchange.realestate10k import read_realestate10k

    return read_realestate10k(run.resolve(file), relative=start_at_identity)


@node("Camera", title="Save Camera", effect=True, search=("realestate10k", "export"))
def save_camera(
    run: Run,
    camera: CameraPath,
    file: Annotated[str, FileName("*.txt", save=True)] = "camera.txt",
    frames_per_second: Annotated[float, Range(0.1, 1000.0, 1.0, "fps")] = 24.0,
) -> None:
    """Write a camera path as a RealEstate10K text: 19 numbers a line, world to camera.

    camera: the path.
    file: the text to write.
    frames_per_second: gives the times.
    Errors: MediaError naming the file when it cannot be written.
    """
    from fractions import Fraction

    from nodes.exchange.realestate10k import write_realestate10k

    write_realestate10k(camera, run.output(file), Fraction(frames_per_second).limit_denominator(1001))
