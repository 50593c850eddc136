"""The errors of the nodes floor, under the one root KinographError.

KinographError (models.errors)
├─ ValueRefused                a value for a wire is not valid (NaN, wrong shape, wrong dtype, too large)
├─ NodeError                   a node cannot do what it was asked; shows on the node. Nodes raise this one
├─ MediaError                  a media file is missing, cut short or of a foreign kind; names the file
├─ GraphError                  an edit or a graph that cannot be
│  └─ GraphInvalid             validation: carries every problem at once in `.problems`
├─ ProjectError                a project file cannot be read or written; `.path` names it
│  ├─ ProjectLocked            another process has it open
│  └─ ProjectTooNew            written by a newer version
└─ EngineError                 the engine or its process cannot go on
   └─ EngineDied               the engine process ended without an answer
"""

from __future__ import annotations

from models.errors import Cancelled, KinographError

__all__ = [
    "Cancelled",
    "EngineDied",
    "EngineError",
    "GraphError",
    "KinographError",
    "MediaError",
    "NodeError",
    "ProjectError",
    "ProjectLocked",
    "ProjectTooNew",
    "ValueRefused",
]


class ValueRefused(KinographError):
    code = "value"


class NodeError(KinographError):
    code = "node"


class MediaError(KinographError):
    code = "media"


class GraphError(KinographError):
    code = "graph"


class ProjectError(KinographError):
    """A project file cannot be read or written. `path`: the file."""

    code = "project"

    def __init__(self, message: str, *, path: object = "", remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.path = str(path)


class ProjectLocked(ProjectError):
    code = "project.locked"


class ProjectTooNew(ProjectError):
    code = "project.too-new"


class EngineError(KinographError):
    code = "engine"


class EngineDied(EngineError):
    code = "engine.died"
