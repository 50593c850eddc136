"""The outline of the thing under a point, found from colours alone (GrabCut), a step at a time.

Source: Rother, Kolmogorov, Blake, "GrabCut: interactive foreground extraction using iterated graph cuts", 2004.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, QTimer

from app.desk import Desk
from app.editors.active_strokes import active_strokes
from app.editors.source_picture import source_picture
from app.editors.stroke_edits import Points, points_of, with_region

__all__ = ["OutlineFinder", "outline_finder", "outline_steps"]

WIDTH_PX = 128
FINE = 4
STEPS = 5
SURE, FAR = 0.02, 0.4
LIKELY = (0.05, 0.09)
SMALLEST, LARGEST = 0.0008, 0.5
CLEAR = 12.0
RIM = 0.3  # graph cuts leave out the mixed pixels at the rim
SMALLEST_THING, LARGEST_THING, COMPACT = 0.003, 0.2, 0.85


def outline_steps(picture: NDArray[np.uint8], xy: Points, *, careful: bool = False) -> Iterator[Points | None]:
    """Gives None while there is more to do, then the outline [M, 2] in shares; nothing more when none was found.

    picture: [H, W, 3].  xy: a point on the thing.  careful: only a compact thing that lies within the picture.
    """
    import cv2

    width = min(WIDTH_PX, picture.shape[1])
    height = max(2, round(picture.shape[0] * width / picture.shape[1]))
    small = np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)
    for likely in LIKELY:
        kind = _guess(width, height, xy, likely)
        back, front = np.zeros((1, 65)), np.zeros((1, 65))
        cv2.setRNGSeed(0)
        for step in range(STEPS):
            mode = cv2.GC_EVAL if step else cv2.GC_INIT_WITH_MASK
            cv2.grabCut(small, kind, None, back, front, 1, mode)
            yield None
        thing = _piece((kind == cv2.GC_FGD) | (kind == cv2.GC_PR_FGD), xy)
        clear = SMALLEST < float(thing.mean()) < LARGEST and _stands_out(small, thing)
        if clear and (not careful or _is_compact(thing)):
            yield _contour(thing.astype(np.float32))
            return


def _guess(width: int, height: int, xy: Points, likely: float) -> NDArray[np.uint8]:
    """What GrabCut begins with: sure at the point, likely around it, unlikely farther, not the thing far away."""
    import cv2

    rows, columns = np.indices((height, width))
    away = np.hypot(columns + 0.5 - xy[0] * width, rows + 0.5 - xy[1] * height) / width
    kind = np.full((height, width), cv2.GC_PR_BGD, np.uint8)
    kind[away < likely] = cv2.GC_PR_FGD
    kind[away < SURE] = cv2.GC_FGD
    kind[away > FAR] = cv2.GC_BGD
    return kind


def _piece(found: NDArray[np.bool_], xy: Points) -> NDArray[np.bool_]:
    """The connected piece of a mask that lies at a point, without thin threads; empty where there is none."""
    import cv2

    height, width = found.shape
    opened = cv2.morphologyEx(found.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    _, labels = cv2.connectedComponents(opened)
    row, column = int(np.clip(xy[1] * height, 0, height - 1)), int(np.clip(xy[0] * width, 0, width - 1))
    return np.asarray((labels == labels[row, column]) & (labels[row, column] > 0))


def _is_compact(thing: NDArray[np.bool_]) -> bool:
    """Whether it lies within the picture, without bays, and is not large: what is hardly a piece of the ground."""
    import cv2

    edges = (thing[0], thing[-1], thing[:, 0], thing[:, -1])
    if any(edge.any() for edge in edges) or not SMALLEST_THING < float(thing.mean()) < LARGEST_THING:
        return False
    contours, _ = cv2.findContours(thing.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    longest = max(contours, key=len)
    hull = float(cv2.contourArea(cv2.convexHull(longest)))
    return hull > 0 and float(cv2.contourArea(longest)) / hull > COMPACT


def _stands_out(picture: NDArray[np.uint8], thing: NDArray[np.bool_]) -> bool:
    """Whether the thing's rim has another colour than the ground around it."""
    import cv2

    mask, kernel = thing.astype(np.uint8), np.ones((3, 3), np.uint8)
    around = (cv2.dilate(mask, kernel, iterations=4) > cv2.dilate(mask, kernel, iterations=1)).astype(np.bool_)
    rim = thing & (cv2.erode(mask, kernel, iterations=4) == 0)
    if not around.any() or not rim.any():
        return False
    return float(np.abs(picture[rim].mean(axis=0) - picture[around].mean(axis=0)).max()) > CLEAR


def _contour(mask: NDArray[np.float32]) -> Points:
    import cv2

    height, width = mask.shape
    size = (width * FINE, height * FINE)
    fine = cv2.GaussianBlur(cv2.resize(mask, size, interpolation=cv2.INTER_LINEAR), (0, 0), FINE * 0.8)
    contours, _ = cv2.findContours((fine > RIM).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    longest = max(contours, key=len)
    corners = cv2.approxPolyDP(longest, 0.5, closed=True)[:, 0]
    return np.asarray((np.asarray(corners, dtype=np.float64) + 0.5) / size)


def outline_finder(desk: Desk) -> OutlineFinder:
    """The one that all panels of a desk share."""
    found = desk.findChild(OutlineFinder, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return found if isinstance(found, OutlineFinder) else OutlineFinder(desk)


class OutlineFinder(QObject):
    """Gives the selected stroke the outline of what it begins on."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._active = active_strokes(desk)
        self._source = source_picture(desk)
        self._steps: Iterator[Points | None] | None = None
        self._stroke: object = None
        self._timer = QTimer(self, interval=1)
        self._timer.timeout.connect(self.on_timer)

    @property
    def busy(self) -> bool:
        return self._steps is not None

    def find(self) -> None:
        stroke, image = self._active.selected, self._source.image
        if stroke is None or image is None:
            return
        self._steps, self._stroke = outline_steps(image.as_uint8(), points_of(stroke)[0]), stroke
        self._timer.start()

    def on_timer(self) -> None:
        stroke = self._active.selected
        if (
            self._steps is None or stroke is None or stroke is not self._stroke
        ):  # the person went on to something else
            self._end()
            return
        try:
            found = next(self._steps)
        except StopIteration:
            self._end()
            self._desk.say(
                self.tr("No clear outline was found where this stroke begins."),
                "warn",
                detail=self.tr("Begin it on the thing, or outline the thing by hand with G."),
                key="outline",
            )
            return
        if found is not None:
            self._end()
            title = self.tr("Find the outline of {0}").format(stroke.get("name") or self.tr("a stroke"))
            self._active.change_stroke(self._active.index, with_region(stroke, found), title)

    def _end(self) -> None:
        self._timer.stop()
        self._steps = self._stroke = None
