"""The rounded frame around a panel: a dock whose title bar is the panel's own header, with tabs beside others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QTabBar, QVBoxLayout, QWidget

from app.look import Look
from app.look.widgets import Hairline, PanelHeader

__all__ = ["PanelFrame", "TitleRow"]

RADIUS = 8


class PanelFrame(QDockWidget):
    """fill: makes the panel, once it is to be seen.  asked_for_menu(frame, place): right click on its header.

    The panel's header becomes the title bar, which is what a person drags; the tabs of panels in the same place stand
    in it, so that a panel never has two title rows.
    """

    asked_for_menu = Signal(object, QPoint)
    was_filled = Signal(str)

    def __init__(self, look: Look, name: str, title: str, fill: Callable[[], QWidget | None]) -> None:
        super().__init__(title)
        self.name = name
        self.panel: QWidget | None = None
        self._look = look
        self._fill = fill
        self._has_focus = False
        self.tried = False
        self.setObjectName(f"dock.{name}")
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, False)
        self.row = TitleRow(look, title)
        self.setTitleBarWidget(self.row)
        self._holder = _Holder(look)
        self.setWidget(self._holder)
        self._corners = [_Corner(look, place, self) for place in range(4)]
        look.changed.connect(self.on_look_changed)

    # -- the panel ---------------------------------------------------------------------------------

    def fill(self, *, again: bool = False) -> None:
        """Make the panel, once.  again: also when that failed before."""
        if self.panel is not None or (self.tried and not again):
            return
        self.tried = True
        self.panel = self._fill()
        if self.panel is None:
            return
        header = _header_of(self.panel)
        self._holder.put(self.panel)
        if header is not None:
            self.row.take(header, lined=not _begins_with_line(self.panel))
        else:
            self.row.do_without_header()
        for corner in self._corners:
            corner.raise_()
        self.was_filled.emit(self.name)

    def take_focus(self) -> bool:
        """Give the keyboard to the panel: to what had it last in here, else to its first control."""
        if self.panel is None:
            return False
        target = self.panel.focusWidget() or self.panel
        if not _takes_focus(target):
            target = next((each for each in self.panel.findChildren(QWidget) if _takes_focus(each)), None)
        if target is None and self.row.tabs.isVisible():
            target = self.row.tabs
        if target is None:
            return False
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    @property
    def is_seen(self) -> bool:
        """Whether it is shown and not behind another tab; Qt moves those out of the window."""
        return self.isVisible() and (self.isFloating() or self.geometry().right() >= 0)

    def set_focused(self, focused: bool) -> None:
        """Whether the keyboard is in this panel; its edge says so."""
        if focused != self._has_focus:
            self._has_focus = focused
            self.update()
            for corner in self._corners:
                corner.set_focused(focused)

    # -- events ------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_corners()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._place_corners()
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.row.geometry().contains(event.pos()):
            self.asked_for_menu.emit(self, event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.edge_colour(), 1.0))
        painter.setBrush(self._look.colour("panel"))
        radius = self._look.px(RADIUS)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def edge_colour(self) -> QColor:
        return _edge(self._look, self._has_focus)

    def on_look_changed(self) -> None:
        self._place_corners()
        self.update()

    def _place_corners(self) -> None:
        for corner in self._corners:
            corner.place(self.size())


class TitleRow(QWidget):
    """The header of the panel in a frame, or a plain title until it has one; tabs first when it shares its place.

    chosen(index): another tab.
    """

    chosen = Signal(int)

    def __init__(self, look: Look, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.tabs = QTabBar(self)
        self.tabs.setObjectName("paneltabs")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setVisible(False)
        self.tabs.setAccessibleName(self.tr("Panels in this place"))
        self.tabs.tabBarClicked.connect(self.chosen)
        self.tabs.currentChanged.connect(self.on_current_changed)
        self._mine = -1
        self._bare = False
        self._lined = True
        self._header: QWidget = PanelHeader(look, title, self)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(0)
        self._row.addWidget(self.tabs)
        self._row.addWidget(self._header, 1)
        look.changed.connect(self.on_look_changed)
        self.on_look_changed()

    def take(self, header: QWidget, *, lined: bool) -> None:
        """Use this header from now on.  lined: a line is wanted under it."""
        self._lined = lined
        self._row.replaceWidget(self._header, header)
        self._row.setStretchFactor(header, 1)
        self._header.hide()
        self._header.deleteLater()
        self._header = header
        header.show()
        self._show_title()

    def do_without_header(self) -> None:
        """The panel has none: there is no row unless tabs stand in it."""
        self._bare = True
        self._show_title()

    def set_tabs(self, titles: Sequence[str], mine: int) -> None:
        """The panels in this place; fewer than two need no tabs."""
        self._mine = mine
        self.tabs.blockSignals(True)
        while self.tabs.count() > len(titles):
            self.tabs.removeTab(self.tabs.count() - 1)
        for index, title in enumerate(titles):
            if index >= self.tabs.count():
                self.tabs.addTab(title)
            elif self.tabs.tabText(index) != title:
                self.tabs.setTabText(index, title)
        self.tabs.setCurrentIndex(mine)
        self.tabs.blockSignals(False)
        self.tabs.setVisible(len(titles) > 1)
        self._show_title()

    def on_current_changed(self, index: int) -> None:
        """Another tab by keyboard or wheel: this row keeps showing its own panel; the other one comes up."""
        if index != self._mine:
            self.chosen.emit(index)
            self.tabs.blockSignals(True)
            self.tabs.setCurrentIndex(self._mine)
            self.tabs.blockSignals(False)

    def on_look_changed(self) -> None:
        gone = self._bare and self.tabs.count() < 2
        self._header.setVisible(not gone)
        self.setFixedHeight(1 if gone else self._look.px(32))
        self._row.setContentsMargins(self._look.px(4) if self.tabs.count() > 1 else 1, 1, 1, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._lined and self.height() > 1:
            line = self.rect().adjusted(1, self.height() - 1, -1, 0)
            QPainter(self).fillRect(line, self._look.colour("hairline"))

    def _show_title(self) -> None:
        tabbed = self.tabs.count() > 1
        for title in self._header.findChildren(QLabel):
            if title.property("role") == "title":
                title.setVisible(not tabbed)
        self.on_look_changed()


class _Holder(QWidget):
    """Keeps a line's width between the panel and the edge, and lets panels be made as small as a person likes."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 0, 1, 1)
        self._column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)

    def put(self, panel: QWidget) -> None:
        self._column.addWidget(panel)
        panel.show()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(120), self._look.px(60))


class _Corner(QWidget):
    """Covers one corner of what a panel paints with the colour of the window, along a quarter of a circle."""

    def __init__(self, look: Look, place: int, parent: PanelFrame) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._look = look
        self._place = place
        self._focused = False

    def place(self, size: QSize) -> None:
        side = self._look.px(RADIUS) + 1
        right, bottom = self._place % 2, self._place // 2
        self.setGeometry((size.width() - side) * right, (size.height() - side) * bottom, side, side)

    @property
    def is_seen(self) -> bool:
        """Whether it is shown and not behind another tab; Qt moves those out of the window."""
        return self.isVisible() and (self.isFloating() or self.geometry().right() >= 0)

    def set_focused(self, focused: bool) -> None:
        self._focused = focused
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        side, radius = float(self.width()), float(self._look.px(RADIUS))
        right, bottom = self._place % 2, self._place // 2
        middle = QPointF(
            side - 0.5 - radius if right else radius + 0.5, side - 0.5 - radius if bottom else radius + 0.5
        )
        circle = QPainterPath()
        circle.addEllipse(middle, radius, radius)
        outside = QPainterPath()
        outside.addRect(QRectF(side / 2 if right else 0, side / 2 if bottom else 0, side, side))
        outside.addRect(QRectF(self.rect()))
        square = QPainterPath()
        square.addRect(QRectF(middle.x() if right else 0, middle.y() if bottom else 0, radius + 1, radius + 1))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(square.subtracted(circle), self._look.colour("window"))
        painter.setClipPath(square)
        painter.setPen(QPen(_edge(self._look, self._focused), 1.0))
        painter.drawPath(circle)


def _edge(look: Look, focused: bool) -> QColor:
    return look.colour("hairline") if focused else look.colour("edge")


def _header_of(panel: QWidget) -> QWidget | None:
    """The header row of a panel: the one at the top of its layout."""
    layout = panel.layout()
    first = layout.itemAt(0).widget() if layout is not None and layout.count() else None
    return first if isinstance(first, PanelHeader) else None


def _begins_with_line(panel: QWidget) -> bool:
    """Whether a panel draws a line under its header itself."""
    layout = panel.layout()
    second = layout.itemAt(1) if layout is not None else None
    return second is not None and isinstance(second.widget(), Hairline)


def _takes_focus(widget: QWidget) -> bool:
    return widget.isEnabled() and widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
