"""The field of a file or folder: its name, a way to look for it, what it shows, and what to do when it is missing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from app.folders import output_folder
from app.inspector.binding import Binding
from app.inspector.fields.text import LineField
from app.inspector.first_picture import FirstPicture
from app.inspector.painting import draw_text
from app.inspector.sign_button import SignButton
from app.look.widgets import button
from nodes.errors import KinographError
from nodes.graph.names import BUNDLED, MEDIA
from nodes.graph.nodetype import Parameter

__all__ = ["FileField"]

_PATTERNS = {
    "image": "*.png *.jpg *.jpeg *.webp *.tif *.tiff *.bmp *.gif",
    "clip": "*.mp4 *.mov *.mkv *.webm *.avi *.gif *.webp *.m4v",
    "audio": "*.wav *.mp3 *.flac *.ogg *.m4a *.aac",
}
_SHOWN_KINDS = ("image", "clip", "any")


class FileField(LineField):
    """Text can be written, a file chosen or dropped. A picture or clip to read shows its first frame."""

    def __init__(self, binding: Binding, parent: QWidget | None = None) -> None:
        super().__init__(binding, parent)
        record = self.parameter
        self.wide = self.shows_picture
        self.browse = SignButton(self.look, "folder", self._browse_tip(), self.open_dialog, self)
        self.line.setPlaceholderText(self._empty_text())
        self.line.setAcceptDrops(False)
        self.setAcceptDrops(not record.save)
        self.picture = FirstPicture(binding.desk, self)
        self.picture.arrived.connect(self.update)
        self.relink = button(self.tr("Relink…"), self.on_relink, "chip", tip=self.tr("Look for what is missing"))
        self.relink.setParent(self)
        self.relink.hide()
        self._missing = ""
        self._facts = ""
        self._asked: str | None = None

    def use_inline(self) -> None:
        """There is only room for the name."""
        self.wide = False
        super().use_inline()

    @property
    def shows_picture(self) -> bool:
        """Whether it has a thumbnail: files to read that may be seen."""
        return not self.parameter.save and self.parameter.file_kind in _SHOWN_KINDS

    @property
    def missing(self) -> str:
        """Why the file cannot be used; "" while it can."""
        return self._missing

    def refresh(self) -> None:
        super().refresh()
        if not self.is_mixed() and not self.line.placeholderText():
            self.line.setPlaceholderText(self._empty_text())
        name = "" if self.is_mixed() else str(self.value() or "")
        if name != self._asked and not self.line.hasFocus():
            self._asked = name
            self._look_at(name)
        self.line.setToolTip(self._place_of(name))
        self.update()

    def leave(self) -> None:
        super().leave()
        name = "" if self.is_mixed() else str(self.value() or "")
        if name != self._asked:
            self._asked = name
            self._look_at(name)

    def height_for(self, width: int) -> int:
        return self.look.px(62) if self.wide else self.look.px(24)

    # -- choosing

    def open_dialog(self) -> None:
        """Ask for a file or folder with the system's dialog."""
        record = self.parameter
        dialog = QFileDialog(self.window(), self._browse_tip(), str(self._start_folder()))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if record.file_kind in ("folder", "model"):
            dialog.setFileMode(QFileDialog.FileMode.Directory)
        elif record.save:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            dialog.setNameFilters(self._filters())
        dialog.fileSelected.connect(self.take)
        dialog.open()

    def take(self, chosen: str) -> None:
        """Use this file: a small one is taken into the project, others are named by their way from it."""
        path = Path(chosen)
        try:
            name = self._name_of(path)
        except (KinographError, OSError) as error:
            self.refuse(f"{path.name}: {error}")
            return
        self.end()
        self.write(name)
        self.end()
        self._asked = name
        self._look_at(name)
        self.finished.emit()

    def _name_of(self, path: Path) -> str:
        project = self.binding.desk.document.project
        if path.is_file() and not self.parameter.save:
            return project.add_media(path)
        folder = project.folder
        absolute = path.resolve()
        return str(absolute.relative_to(folder)) if absolute.is_relative_to(folder) else str(absolute)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.take(files[0])

    # -- what is there

    def _look_at(self, name: str) -> None:
        self._missing = self._facts = ""
        if self.parameter.save or not name:
            self.picture.show(None)
        else:
            try:
                path = self.binding.desk.document.project.resolve(name)
                self._facts = _facts(path)
                self.picture.show(path if self.shows_picture and path.is_file() else None)
            except (KinographError, OSError) as error:
                self._missing = str(error)
                self.picture.show(None)
        self.refuse(self._missing)
        self.relink.setVisible(bool(self._missing) and self.wide)
        self.update()

    def on_relink(self) -> None:
        """Where the studio can look for missing media it does, for all at once; else one file is asked for."""
        projects = self.binding.desk.projects
        if projects is not None:
            projects.show_missing()
        else:
            self.open_dialog()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.wide:
            return
        painter, px, look = QPainter(self), self.look.px, self.look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = self._picture_rect()
        painter.setPen(look.colour("fail" if self._missing else "hairline"))
        painter.setBrush(look.colour("input"))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), px(5), px(5))
        picture = self.picture.image
        if picture is not None:
            _draw_within(painter, rect.adjusted(2, 2, -2, -2), picture)
        elif self._asked:
            word = self.tr("missing") if self._missing else "…" if self.picture.is_reading else self.picture.problem
            painter.setFont(look.font("caption"))
            painter.setPen(look.colour("fail" if self._missing else "dim"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(rect.adjusted(px(4), 0, -px(4), 0), int(flags), word)
        below = QRectF(rect.right() + px(10), px(30), self.width() - rect.right() - px(12), px(24))
        draw_text(painter, look, below, self._line_below(), role="caption", token="dim")

    def _line_below(self) -> str:
        if not self._asked:
            return self.tr("Drop a file here")
        if self._missing:
            return ""
        place = self.tr("in the project") if self._asked.startswith(MEDIA) else ""
        place = self.tr("comes with Kinograph") if self._asked.startswith(BUNDLED) else place
        return " · ".join(filter(None, (self.picture.size_text, self._facts, place)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._picture_rect().contains(event.position()):
            self.open_dialog()
        else:
            super().mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        side, px = min(self.look.px(24), self.height()), self.look.px
        left = round(self._picture_rect().right()) + px(10) if self.wide else 0
        self.browse.setGeometry(self.width() - side, 0, side, side)
        self.line.setGeometry(left, 0, max(0, self.width() - left - side - px(2)), side)
        self.relink.setGeometry(left, px(32), self.relink.sizeHint().width(), px(22))

    def _picture_rect(self) -> QRectF:
        high = self.look.px(60)
        return QRectF(0, 0, round(high * 16 / 9), high) if self.wide else QRectF()

    # -- words

    def _browse_tip(self) -> str:
        record: Parameter = self.parameter
        if record.file_kind in ("folder", "model"):
            return self.tr("Choose a folder")
        return self.tr("Name the file to write") if record.save else self.tr("Choose a file")

    def _place_of(self, name: str) -> str:
        """Where it is, or will be written."""
        if not name or name.startswith((MEDIA, BUNDLED)):
            return name
        project = self.binding.desk.document.project
        return str((output_folder(project) if self.parameter.save else project.folder) / name)

    def _empty_text(self) -> str:
        kind = self.parameter.file_kind
        if kind in ("folder", "model"):
            return self.tr("no folder")
        return kind if kind.startswith("*") else self.tr("no file")

    def _filters(self) -> list[str]:
        kind = self.parameter.file_kind
        everything = self.tr("All files (*)")
        if kind.startswith("*"):
            return [f"{kind} ({kind})", everything]
        if kind not in _PATTERNS:
            return [everything]
        return [f"{kind} ({_PATTERNS[kind]})", everything]

    def _start_folder(self) -> Path:
        project = self.binding.desk.document.project
        try:
            path = project.resolve(str(self.value() or ""))
        except (KinographError, OSError):
            return project.folder
        inside = path.is_relative_to(project.folder)
        return path.parent if inside or not str(self.value()).startswith((MEDIA, BUNDLED)) else project.folder


def _facts(path: Path) -> str:
    if path.is_dir():
        return ""
    size = float(path.stat().st_size)
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"


def _draw_within(painter: QPainter, rect: QRectF, picture: QImage) -> None:
    """Whole, in the middle, never blurred upwards."""
    size = picture.size().toSizeF()
    share = min(rect.width() / size.width(), rect.height() / size.height())
    wide, high = size.width() * share, size.height() * share
    place = QRectF(rect.center().x() - wide / 2, rect.center().y() - high / 2, wide, high)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(place, picture)
