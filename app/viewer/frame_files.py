"""The present frame in a file or on the clipboard, in its own size."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from app.desk import Desk
from app.viewer.pages.writing import write_image
from nodes.errors import KinographError

__all__ = ["copy_frame", "save_frame"]


def save_frame(desk: Desk, image: QImage | None, name: str, parent: QWidget) -> None:
    """Write an image to a file that is asked for; what came of it is told. name: proposed, without suffix."""
    if image is None:
        _nothing(desk)
        return
    title = QCoreApplication.translate("ViewerPanel", "Save this frame")
    chosen, _ = QFileDialog.getSaveFileName(parent, title, f"{name}.png", "PNG (*.png)")
    if not chosen:
        return
    file = Path(chosen).with_suffix(".png")
    try:
        write_image(image, file)
    except (KinographError, OSError) as error:
        told = QCoreApplication.translate("ViewerPanel", "{file} cannot be written: {why}")
        desk.say(told.format(file=file, why=error), "fail")
    else:
        desk.say(QCoreApplication.translate("ViewerPanel", "Written: {file}").format(file=file), "ok")


def copy_frame(desk: Desk, image: QImage | None) -> None:
    """Put an image on the clipboard."""
    if image is None:
        _nothing(desk)
        return
    QGuiApplication.clipboard().setImage(image)
    desk.say(QCoreApplication.translate("ViewerPanel", "The frame is on the clipboard."), key="copied")


def _nothing(desk: Desk) -> None:
    told = QCoreApplication.translate("ViewerPanel", "There is no picture to copy: show one first.")
    desk.say(told, "warn", key="copied")
