"""A report in files: tables and curves as CSV, the page as PNG."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from nodes.errors import MediaError
from nodes.exchange.atomic_file import replacing
from nodes.values import Report

__all__ = ["csv_text", "png_bytes", "write_csv", "write_image", "write_png"]


def csv_text(report: Report) -> str:
    """Every table and series under its title, an empty line between two."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    for table in report.tables:
        rows.writerow([table.title])
        rows.writerow(table.columns)
        rows.writerows(table.rows)
        rows.writerow([])
    for series in report.series:
        rows.writerow([series.title])
        rows.writerow([series.x_label, *series.lines])
        rows.writerows(zip(series.x.tolist(), *(line.tolist() for line in series.lines.values()), strict=True))
        rows.writerow([])
    for note in report.notes:
        rows.writerow([note])
    return out.getvalue()


def write_csv(report: Report, file: Path) -> None:
    """Whole or not at all. Raises MediaError or OSError."""
    with replacing(file) as part:
        part.write_text(csv_text(report), encoding="utf-8")


def write_png(widget: QWidget, file: Path) -> None:
    """The widget as it looks."""
    write_image(widget.grab().toImage(), file)


def write_image(image: QImage, file: Path) -> None:
    """Whole or not at all. Raises MediaError or OSError."""
    data = png_bytes(image)
    with replacing(file) as part:
        part.write_bytes(data)


def png_bytes(image: QImage) -> bytes:
    """Raises MediaError when there is nothing to write."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if image.isNull() or not image.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise MediaError("There is no picture to write.", remedy="Show one first.")
    return bytes(buffer.data().data())
