"""The root of every Kinograph error, and the errors of the models floor.

KinographError
└─ ModelError                  a model folder, a tensor or a device is not what was asked for
   ├─ UnknownFamily            the folder is no pipeline that can be recognised
   ├─ WeightsRefused           pickled weights, or weights that do not fit
   ├─ ControlRefused           the family does not take this control
   ├─ DetectorUnavailable      a preprocessor lacks weights or a package; the message names which
   ├─ CheckpointRefused        a saved run that cannot be gone on with
   ├─ RequestRefused           a size, frame count or control picture this model cannot take
   └─ OutOfMemory              the smallest plan did not fit either
Cancelled                      not an error: the person asked to stop
"""

from __future__ import annotations


class KinographError(Exception):
    """An error with a stable code and a way out.

    message: what was attempted, with which value.  remedy: what to do next (may be empty).
    """

    code = "kinograph"

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".rstrip()

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.message, self.remedy, dict(self.__dict__)))


def _rebuild(kind: type[KinographError], message: str, remedy: str, state: dict[str, object]) -> KinographError:
    error = kind.__new__(kind)
    Exception.__init__(error, message)
    error.message, error.remedy = message, remedy
    error.__dict__.update(state)
    return error


class ModelError(KinographError):
    code = "model"


class UnknownFamily(ModelError):
    code = "model.unknown-family"


class WeightsRefused(ModelError):
    code = "model.weights-refused"


class ControlRefused(ModelError):
    code = "model.control-refused"


class DetectorUnavailable(ModelError):
    code = "model.detector-unavailable"


class CheckpointRefused(ModelError):
    code = "model.checkpoint-refused"


class RequestRefused(ModelError):
    code = "model.request-refused"


class OutOfMemory(ModelError):
    code = "model.out-of-memory"


class Cancelled(Exception):
    """Raised inside a running node when the person asked to stop."""
