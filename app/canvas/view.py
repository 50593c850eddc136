"""The canvas as a view: zoom, what lies under the mouse, and the gesture in hand."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from app.canvas.animating import PicturePlayer
from app.canvas.connecting import WireEnd
from app.canvas.editing import Editing
from app.canvas.gestures import Gesture, Pointer, gesture_for
from app.canvas.hits import Hit, hit_at, node_near
from app.canvas.hovering import Hovering
from app.canvas.menus import show_menu
from app.canvas.node_item import NodeItem
from app.canvas.node_painter import FULL
from app.canvas.placing import place_node
from app.canvas.scene import CanvasScene
from app.canvas.standing import Standing
from app.canvas.tips import tip_for
from app.canvas.view_painting import ViewPainting
from app.desk import Desk

__all__ = ["CanvasView"]

LEAST_ZOOM, MOST_ZOOM = 0.05, 4.0


class CanvasView(QGraphicsView):
    """search_wanted(point of the scene, WireEnd | None): a double click on nothing, or a wire let go over nothing.

    moved(): another part of the scene is seen, or at another zoom.  zoom: 1 is the size of the sketches, whatever
    the scale of the studio.
    """

    search_wanted = Signal(object, object)
    moved = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.canvas = CanvasScene(desk, self)
        self.gesture: Gesture | None = None
        self.space_held = False
        self._zoom = 1.0
        self._standings: dict[str, Standing] = {}
        self._shown_where = ""
        self._unseen = True
        self.editing = Editing(self)
        self.player = PicturePlayer(self)
        self.hovering = Hovering(self)
        self.painting = ViewPainting(self)
        self._set_up()
        self.setScene(self.canvas)
        self._apply_zoom()
        self.on_selection_changed()

    # -- where it stands ---------------------------------------------------------------------------

    @property
    def zoom(self) -> float:
        return self._zoom

    @property
    def pixels_a_unit(self) -> float:
        return self._zoom * self.desk.look.scale

    def seen(self) -> QRectF:
        """The part of the scene on the screen."""
        return self.mapToScene(self.viewport().rect()).boundingRect()

    def set_zoom(self, zoom: float, about: QPointF | None = None, *, moving: bool = False) -> None:
        """about: the place on the viewport that stays where it is, else the middle. moving: more will follow."""
        zoom = min(max(zoom, LEAST_ZOOM), MOST_ZOOM)
        if zoom == self._zoom:
            return
        if moving:
            self.painting.keep_moving()
        anchor = about if about is not None else QPointF(self.viewport().rect().center())
        scene = self._to_scene(anchor)
        self._zoom = zoom
        self._apply_zoom()
        away = self._from_scene(scene) - anchor
        self.scroll_to(self.scroll_place() + QPoint(round(away.x()), round(away.y())))

    def zoom_in(self) -> None:
        self.set_zoom(self._zoom * 1.25)

    def zoom_out(self) -> None:
        self.set_zoom(self._zoom / 1.25)

    def zoom_to_one(self) -> None:
        self.set_zoom(1.0)

    def zoom_to_fit(self) -> None:
        """Everything."""
        self.show_rect(self.scene_rect_of_all())

    def zoom_to_selection(self) -> None:
        """What is selected; everything when nothing is."""
        selection = self.desk.selection
        self.show_rect(
            self.canvas.rect_of(selection.nodes, selection.frames, selection.notes) or self.scene_rect_of_all()
        )

    def show_rect(self, rect: QRectF, most: float = 1.0) -> None:
        """As large as fits, at most at this zoom."""
        if rect.isEmpty():
            self.set_zoom(1.0)
            self.centerOn(0.0, 0.0)
            return
        room = self.viewport().size()
        margin = 2 * self.desk.look.px(36)
        scale = min((room.width() - margin) / rect.width(), (room.height() - margin) / rect.height())
        self.set_zoom(min(max(scale, 0.01) / self.desk.look.scale, most))
        self.centerOn(rect.center())
        self.on_moved()

    def centre_on(self, path: str) -> None:
        """Show a node: opens the graph it is in, selects it and brings it into the middle."""
        where, _, name = path.rpartition("/")
        self.desk.selection.enter(where)
        item = self.canvas.nodes.get(name)
        if item is not None and self.desk.selection.where == where:
            self.desk.selection.select([name])
            self.set_zoom(max(self._zoom, 0.6))
            self.centerOn(item.scene_rect().center())

    def scene_rect_of_all(self) -> QRectF:
        return self.canvas.rect_of_all()

    def standing(self) -> Standing:
        middle = self._to_scene(QPointF(self.viewport().rect().center()))
        return (middle.x(), middle.y(), self._zoom)

    def stand(self, standing: Standing) -> None:
        """Go to a view that `standing` told."""
        self.set_zoom(standing[2])
        self.centerOn(standing[0], standing[1])

    def scroll_place(self) -> QPoint:
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def scroll_to(self, place: QPoint) -> None:
        self.horizontalScrollBar().setValue(place.x())
        self.verticalScrollBar().setValue(place.y())

    # -- for gestures and tools --------------------------------------------------------------------

    def place_node(self, type_id: str, scene_pos: QPointF, wire_end: WireEnd | None = None) -> str:
        """Add a node here, wired to what was pulled; its id, "" when it could not be."""
        return place_node(self.desk, type_id, scene_pos, wire_end)

    def node_near(self, point: QPointF) -> NodeItem | None:
        return node_near(self.canvas, point)

    def hit(self, point: QPointF) -> Hit:
        return hit_at(self.canvas, point, self.pixels_a_unit)

    def select_alone(self, name: str):  # type: ignore[no-untyped-def]
        """What a click on one of several selected nodes does."""
        return partial(self.desk.selection.select, [name])

    def edit_parameter(self, node: str, name: str) -> None:
        """Open the editor of a value over its box."""
        self.editing.edit_parameter(node, name)

    def set_hot_port(self, item: NodeItem | None, port: str, is_output: bool) -> None:
        """While a wire is dragged: the port it would end at."""
        for each in self.canvas.nodes.values():
            each.set_hot((port, is_output) if each is item and port else None)

    def redraw(self) -> None:
        self.viewport().update()

    def size_of(self, node):  # type: ignore[no-untyped-def]
        """How large a node is or will be, for the tools that place nodes."""
        return self.canvas.size_of(node)

    # -- mouse -------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self.gesture is not None:
            return
        pointer = self._pointer(event)
        hit = self.hit(pointer.scene)
        if (
            pointer.button == Qt.MouseButton.LeftButton
            and pointer.alt
            and hit.wire is not None
            and not pointer.control
        ):
            self.editing.add_dot(hit.wire, pointer.scene)
            return
        self.begin(gesture_for(self, pointer, hit))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()
        pointer = self._pointer(event)
        if self.gesture is not None:
            self.gesture.drag(pointer)
            self.player.hold()
        else:
            self.hovering.over(pointer.scene)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        gesture, pointer = self.gesture, self._pointer(event)
        if gesture is None or event.button() != gesture.begin.button:
            return
        self._end()
        gesture.finish(pointer)
        gesture.deleteLater()
        self.hovering.over(pointer.scene)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton:
            self.editing.double_click(self.hit(self._pointer(event).scene), self._pointer(event).scene)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()
        pixels, angle = event.pixelDelta(), event.angleDelta()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if not pixels.isNull() and event.phase() != Qt.ScrollPhase.NoScrollPhase and not control:
            self.scroll_to(self.scroll_place() - pixels)
        elif shift and not control:
            turn = angle.y() or angle.x()
            self.scroll_to(self.scroll_place() - QPoint(turn, 0))
        else:
            turn = angle.y() or angle.x()
            self.set_zoom(self._zoom * 1.0015**turn, event.position(), moving=True)
        self.player.hold()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.accept()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if self.gesture is None and not control:
            by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
            show_menu(self, event.globalPos(), self.mapToScene(event.pos()), by_mouse=by_mouse)

    def begin(self, gesture: Gesture | None) -> None:
        """Take a gesture in hand."""
        self.gesture = gesture
        if gesture is not None:
            self.editing.close()
            if gesture.cursor is not None:
                self.viewport().setCursor(gesture.cursor)
            gesture.press()

    def cancel_gesture(self) -> bool:
        """Whether there was one."""
        gesture = self.gesture
        if gesture is None:
            return False
        self._end()
        gesture.cancel()
        gesture.deleteLater()
        return True

    # -- keyboard ----------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            held = event.key() == Qt.Key.Key_Escape and self.gesture is not None
            if held or (event.key() == Qt.Key.Key_Space and not event.modifiers()):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.cancel_gesture():
            return
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._hold_space(True)
            return
        event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._hold_space(False)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._hold_space(False)
        self.redraw()

    def viewportEvent(self, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.ToolTip:
            tip_for(self, event)  # type: ignore[arg-type]
            return True
        if kind == QEvent.Type.Leave and self.gesture is None:
            self.hovering.forget()
        if kind == QEvent.Type.NativeGesture and isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.set_zoom(self._zoom * (1.0 + event.value()), event.position(), moving=True)
            return True
        return super().viewportEvent(event)

    # -- painting ----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painting.paint()

    def scrollContentsBy(self, x: int, y: int) -> None:
        super().scrollContentsBy(x, y)
        self.redraw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._unseen and event.size().width() > 80:
            self._unseen = False
            self._first_standing()
        self.on_moved()

    # -- what changed ------------------------------------------------------------------------------

    def on_where_changed(self) -> None:
        """Another graph: stand where one stood in it before."""
        self.cancel_gesture()
        self.editing.close()
        self.hovering.forget()
        self._shown_where = self.desk.selection.where
        known = self._standings.get(self._shown_where)
        if known is not None:
            self.stand(known)
        else:
            self._first_standing()

    def on_opened(self) -> None:
        self._standings.clear()
        self.on_where_changed()

    def on_look_changed(self) -> None:
        standing = self.standing()
        self._apply_zoom()
        self.stand(standing)
        self.painting.spoil()

    def on_selection_changed(self) -> None:
        selection = self.desk.selection
        node = self.canvas.graph.nodes.get(selection.current)
        said = self.canvas.title_of(node) if node is not None else self.tr("nothing")
        self.setAccessibleDescription(
            self.tr("{0} nodes, {1} wires; selected: {2}").format(
                len(self.canvas.nodes), len(self.canvas.wires), said
            )
        )

    def on_moved(self) -> None:
        if self._shown_where == self.desk.selection.where and not self._unseen:
            self._standings[self._shown_where] = self.standing()
        self.editing.close()
        self.moved.emit()

    # -- inside ------------------------------------------------------------------------------------

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setInteractive(False)
        self.setMouseTracking(True)
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.NoViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        for policy in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Graph of nodes"))
        desk = self.desk
        desk.selection.where_changed.connect(self.on_where_changed)
        desk.selection.changed.connect(self.on_selection_changed)
        desk.document.opened.connect(self.on_opened)
        desk.look.changed.connect(self.on_look_changed)
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.valueChanged.connect(self.on_moved)

    def _apply_zoom(self) -> None:
        scale = self.pixels_a_unit
        transform = self.transform()
        transform.reset()
        transform.scale(scale, scale)
        self.setTransform(transform)
        self.canvas.shows_text = scale >= FULL
        self.on_moved()

    def _first_standing(self) -> None:
        self.zoom_to_fit()

    def _to_scene(self, place: QPointF) -> QPointF:
        inverted, _ = self.viewportTransform().inverted()
        return inverted.map(place)

    def _from_scene(self, point: QPointF) -> QPointF:
        return self.viewportTransform().map(point)

    def _pointer(self, event: QMouseEvent) -> Pointer:
        place = event.position()
        return Pointer(place, self._to_scene(place), event.modifiers(), event.button())

    def _end(self) -> None:
        self.gesture = None
        self._hold_space(self.space_held)

    def _hold_space(self, held: bool) -> None:
        self.space_held = held
        if self.gesture is None:
            self.viewport().setCursor(Qt.CursorShape.OpenHandCursor if held else Qt.CursorShape.ArrowCursor)
