"""A result written as a clip: what can be written, and the job that does it in the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.edits import Document
from nodes.engine import Job
from nodes.errors import MediaError
from nodes.graph import Graph, Node, Wire
from nodes.graph.edits import AddNodes
from nodes.graph.model import new_id
from nodes.graph.redact import redact
from nodes.values import Clip

__all__ = ["FORMATS", "ClipExport", "Format", "Source", "checked_file", "export_job", "sources"]


@dataclass(frozen=True)
class Format:
    """title: as shown.  codec, suffix: what Save Clip is told.  graded: quality counts.  carries: a project."""

    title: str
    codec: str
    suffix: str
    graded: bool = True
    carries: bool = True


FORMATS: Sequence[Format] = (
    Format("MP4 · H.264", "H.264", ".mp4"),
    Format("MP4 · H.265", "H.265", ".mp4"),
    Format("MP4 · AV1", "AV1", ".mp4"),
    Format("MOV · ProRes", "ProRes", ".mov"),
    Format("MOV · H.264", "H.264", ".mov"),
    Format("MKV · FFV1, lossless", "FFV1", ".mkv", graded=False),
    Format("WebM · VP9", "VP9", ".webm"),
    Format("GIF", "GIF", ".gif", carries=False),
    Format("WebP, animated", "WebP", ".webp", carries=False),
    Format("PNG sequence", "PNG sequence", ".png", graded=False),
)


@dataclass(frozen=True)
class Source:
    """An output that gives a clip. path: of the node in the outermost graph."""

    path: str
    output: str
    title: str


@dataclass(frozen=True)
class ClipExport:
    """fps, width, height: 0 leaves them as they are; one side alone keeps the shape.

    keep_length: another rate repeats or drops frames, else they play faster or slower.  private: the project that
    goes along has no words and no absolute paths.
    """

    source: Source
    file: Path
    form: Format
    quality: int = 75
    fps: float = 0.0
    keep_length: bool = True
    width: int = 0
    height: int = 0
    sound: bool = True
    embed: bool = True
    private: bool = False


def sources(document: Document) -> list[Source]:
    """Every clip of the outermost graph, the last made first."""
    found = []
    for name, node in document.graph.nodes.items():
        ports = document.interface("", name)
        for port in ports.outputs if ports is not None else ():
            if not port.any and issubclass(port.type, Clip):
                kind = document.registry.get(node.type_id)
                title = node.title or (kind.title if kind is not None else name)
                found.append((node.position[0], Source(name, port.name, f"{title}  ·  {name}")))
    return [source for _, source in sorted(found, key=lambda each: -each[0])]


def checked_file(file: Path, form: Format) -> Path:
    """The file with its suffix. Raises MediaError when it cannot be written there."""
    from nodes.exchange.video_codecs import choose

    if not file.name:
        raise MediaError("No file is named.", remedy="Type a name or choose a folder.")
    if not file.suffix:
        file = file.with_suffix(form.suffix)
    choose(file.name, form.codec, "auto")
    if not file.parent.is_dir():
        raise MediaError(f"There is no folder {file.parent}.", remedy="Make it first, or choose another one.")
    if file.is_dir() and form.codec != "PNG sequence":
        raise MediaError(f"{file} is a folder.", remedy="Choose another name.")
    return file


def export_job(document: Document, wanted: ClipExport) -> Job:
    """The document as it is now, with the nodes that write the file; only they and what they need are run."""
    project = document.project
    original = project.document()
    graph = document.graph.copy()
    last = _add_steps(graph, document, wanted)
    carried: dict[str, Any] = redact(original, document.registry) if wanted.private else original
    return Job(
        document={**original, "graph": graph.to_document()},
        targets=(last,),
        project_path=str(project.path or project.folder),
        output_folder=str(wanted.file.parent),
        outputs={last: str(wanted.file)},
        embed=wanted.embed and wanted.form.carries,
        carried=carried,
    )


def _add_steps(graph: Graph, document: Document, wanted: ClipExport) -> str:
    """Add what changes rate and size, and what saves; the id of that."""
    steps: list[tuple[str, str, dict[str, Any]]] = []
    if wanted.fps > 0:
        how = "keep length" if wanted.keep_length else "keep frames"
        steps.append(("export_rate", "picture.frame_rate", {"frames_per_second": wanted.fps, "how": how}))
    if wanted.width or wanted.height:
        size = {"width": wanted.width, "height": wanted.height, "how": "fit (pad)"}
        steps.append(("export_size", "picture.resize_clip", size))
    save = {"file": wanted.file.name, "codec": wanted.form.codec, "quality": wanted.quality, "sound": wanted.sound}
    steps.append(("export_save", "media.save_clip", save))
    before, output = wanted.source.path, wanted.source.output
    for stem, type_id, parameters in steps:
        name = new_id(graph.nodes, stem)
        node = Node(name, type_id, document.registry[type_id].version, parameters)
        AddNodes((node,), (Wire(before, output, name, "clip"),)).apply(graph)
        before, output = name, "clip"
    return before
