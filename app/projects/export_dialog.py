"""The dialog that writes a result as a clip: what, as what, how large; then how far it is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QSlider,
    QSpinBox,
    QWidget,
)

from app.desk import Desk
from app.look.widgets import button, label, tool_button
from app.projects.asking import Asker
from app.projects.clip_export import FORMATS, ClipExport, checked_file, export_job, sources
from app.projects.sheet import Sheet, padded, wrapped
from nodes.errors import KinographError

__all__ = ["ExportDialog"]


class ExportDialog(Sheet):
    """The engine does it; the dialog may be closed meanwhile, and the run goes on in the queue."""

    def __init__(self, desk: Desk, asker: Asker, suggestion: Path, parent: QWidget | None = None) -> None:
        super().__init__(desk.look, self.tr("Export clip"), "", parent, width=560)
        self._desk = desk
        self._asker = asker
        self.job_id = ""
        self.written: Path | None = None
        self._form = QFormLayout()
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self._sources = sources(desk.document)
        self._make_fields(suggestion)
        self.body.addLayout(self._form)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 1000)
        self.progress.setAccessibleName(self.tr("Progress of the export"))
        self.status = wrapped("", "caption")
        self.body.addWidget(self.progress)
        self.body.addWidget(self.status)
        self.progress.hide()
        self.show_button = self.add_button(button(self.tr("Show in Folder"), self.on_show))
        self.show_button.hide()
        self.buttons.addStretch(1)
        self.cancel_button = self.add_button(button(self.tr("Close"), self.on_cancel))
        self.export_button = self.add_button(button(self.tr("Export"), self.on_export, "now"))
        self.export_button.setDefault(True)
        if desk.runs is not None:
            desk.runs.progressed.connect(self.on_progressed)
            desk.runs.finished.connect(self.on_finished)
        if not self._sources:
            self._tell(self.tr("No node of this graph makes a clip. Add one, or step out of the subgraph."), "fail")
            self.export_button.setEnabled(False)
        self.on_format()

    # -- what is asked -----------------------------------------------------------------------------

    def wanted(self) -> ClipExport:
        """What the fields say. Raises MediaError when the file cannot be."""
        form = FORMATS[self.form.currentIndex()]
        file = checked_file(Path(self.file.text().strip()).expanduser(), form)
        return ClipExport(
            self._sources[self.source.currentIndex()],
            file,
            form,
            quality=self.quality.value(),
            fps=self.rate.value(),
            keep_length=self.keep_length.isChecked(),
            width=self.wide.value(),
            height=self.high.value(),
            sound=self.sound.isChecked(),
            embed=self.embed.isChecked(),
            private=self.private.isChecked(),
        )

    def on_format(self) -> None:
        """The suffix follows the format, and what it cannot do is off."""
        form = FORMATS[self.form.currentIndex()]
        text = self.file.text().strip()
        if text:
            self.file.setText(str(Path(text).with_suffix(form.suffix)))
        self.quality.setEnabled(form.graded)
        self.quality_text.setText(str(self.quality.value()) if form.graded else self.tr("lossless"))
        self.embed.setEnabled(form.carries)
        self.on_embed()

    def on_quality(self) -> None:
        self.quality_text.setText(str(self.quality.value()))

    def on_embed(self) -> None:
        self.private.setEnabled(self.embed.isEnabled() and self.embed.isChecked())

    def on_rate(self) -> None:
        self.keep_length.setVisible(self.rate.value() > 0)

    def on_browse(self) -> None:
        form = FORMATS[self.form.currentIndex()]
        file = self._asker.file_to_save(self.title.text(), f"{form.title} (*{form.suffix})", Path(self.file.text()))
        if file is not None:
            self.file.setText(str(file))

    # -- what happens ------------------------------------------------------------------------------

    def on_export(self) -> None:
        runs = self._desk.runs
        if runs is None:
            self._tell(self.tr("There is no engine to do it. Start the studio again."), "fail")
            return
        try:
            wanted = self.wanted()
        except KinographError as error:
            self._tell(f"{error.message} {error.remedy}".strip(), "fail")
            return
        self.job_id = runs.enqueue(
            export_job(self._desk.document, wanted), self.tr("Export {0}").format(wanted.file.name)
        )
        if self.job_id:
            self.written = wanted.file
            self._show_running(True)
            self._tell(self.tr("Waiting for the engine…"))

    def on_progressed(self, now: object) -> None:
        if self.job_id and getattr(now, "job_id", "") == self.job_id:
            self.progress.setValue(round(1000 * float(getattr(now, "fraction", 0.0))))
            self._tell(str(getattr(now, "note", "")))

    def on_finished(self, run: object) -> None:
        if not self.job_id or getattr(run, "job_id", "") != self.job_id:
            return
        self.job_id = ""
        self._show_running(False)
        state = getattr(run, "state", "")
        if state == "done":
            files = getattr(run, "written", ()) or (str(self.written),)
            self.written = Path(files[-1])
            self.show_button.show()
            self._tell(self.tr("Written to {0}.").format(self.written), "ok")
        elif state == "cancelled":
            self._tell(self.tr("Cancelled. Nothing was written."))
        else:
            self._tell(self.tr("It could not be written. {0}").format(getattr(run, "error", "")), "fail")

    def on_cancel(self) -> None:
        """Stop the export; when there is none, close."""
        if self.job_id and self._desk.runs is not None:
            self._desk.runs.cancel(self.job_id)
            if not any(entry.job_id == self.job_id and entry.state == "running" for entry in self._desk.runs.entries):
                self.job_id = ""
                self._show_running(False)
                self._tell(self.tr("Cancelled. Nothing was written."))
        else:
            self.reject()

    def on_show(self) -> None:
        if self.written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.written.parent)))

    # -- inside ------------------------------------------------------------------------------------

    def _show_running(self, running: bool) -> None:
        self.progress.setVisible(running)
        self.progress.setValue(0)
        self.export_button.setEnabled(not running)
        self.cancel_button.setText(self.tr("Cancel") if running else self.tr("Close"))
        self.show_button.hide()

    def _tell(self, text: str, role: str = "caption") -> None:
        self.status.setText(text)
        self.status.setProperty("role", role)
        self.status.style().unpolish(self.status)
        self.status.style().polish(self.status)

    def _make_fields(self, suggestion: Path) -> None:
        self.source = QComboBox()
        self.source.addItems([source.title for source in self._sources])
        current = [
            row for row, source in enumerate(self._sources) if source.path == self._desk.selection.current_path
        ]
        self.source.setCurrentIndex(current[0] if current else 0)
        self.form = QComboBox()
        self.form.addItems([form.title for form in FORMATS])
        self.form.currentIndexChanged.connect(self.on_format)
        self.file = QLineEdit(str(suggestion.with_suffix(FORMATS[0].suffix)))
        self.quality = QSlider(Qt.Orientation.Horizontal)
        self.quality.setRange(0, 100)
        self.quality.setPageStep(5)
        self.quality.setValue(85)
        self.quality.valueChanged.connect(self.on_quality)
        self.quality_text = label("85", "mono")
        self.quality_text.setMinimumWidth(self.look.px(60))
        self.rate = QDoubleSpinBox()
        self.rate.setRange(0.0, 1000.0)
        self.rate.setSuffix(" fps")
        self.rate.setSpecialValueText(self.tr("as it is"))
        padded(self.look, self.rate)
        self.rate.valueChanged.connect(self.on_rate)
        self.keep_length = self._switch(self.tr("keep the length"), True)
        self.keep_length.hide()
        self.wide, self.high = self._side(self.tr("Width")), self._side(self.tr("Height"))
        self.sound = self._switch(self.tr("Sound, where there is some"), True)
        self.embed = self._switch(
            self.tr("Put the project into the file"), bool(self._desk.settings.get("export.embed_graph"))
        )
        self.embed.toggled.connect(self.on_embed)
        self.private = self._switch(
            self.tr("without words and folders"), bool(self._desk.settings.get("export.private"))
        )
        self._row(self.tr("Clip"), self.source)
        self._row(self.tr("Format"), self.form)
        self._row(self.tr("File"), self.file, tool_button("…", self.tr("Choose the file"), self.on_browse))
        self._row(self.tr("Quality"), self.quality, self.quality_text)
        self._row(self.tr("Frame rate"), self.rate, self.keep_length)
        self._row(self.tr("Size"), self.wide, label("×", "dim"), self.high)
        self._row("", self.sound)
        self._row("", self.embed, self.private)

    def _row(self, title: str, *widgets: QWidget) -> None:
        row = QHBoxLayout()
        row.setSpacing(self.look.px(8))
        for place, widget in enumerate(widgets):
            row.addWidget(widget, 1 if place == 0 or isinstance(widget, QSpinBox) else 0)
            if title and not widget.accessibleName():
                widget.setAccessibleName(title)
        self._form.addRow(label(title, "dim"), row)

    def _switch(self, text: str, on: bool) -> QCheckBox:
        made = QCheckBox(text)
        made.setChecked(on)
        made.setAccessibleName(text)
        return made

    def _side(self, name: str) -> QSpinBox:
        made = QSpinBox()
        made.setRange(0, 16384)
        made.setSuffix(" px")
        made.setSpecialValueText(self.tr("as it is"))
        padded(self.look, made)
        made.setAccessibleName(name)
        return made
