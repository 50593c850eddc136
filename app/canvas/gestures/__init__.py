"""What a hand does on the canvas: one class for each gesture, and which one a press begins."""

from __future__ import annotations

from app.canvas.gestures.choose import gesture_for
from app.canvas.gestures.gesture import Gesture, Pointer

__all__ = ["Gesture", "Pointer", "gesture_for"]
