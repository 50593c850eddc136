"""Sending to a process that may not read: what does not fit into the pipe waits here, and nobody waits for it.

A pipe takes some 200 KB.  A stopped or hanging reader would hold a plain `connection.send` of a larger document for
ever, and the window with it.
"""

from __future__ import annotations

import os
import select
import socket
import struct
import sys
import time
from collections import deque
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from typing import Any

__all__ = ["Sender"]

_PATIENCE_S = 0.006  # in one call, for a reader that does read


class Sender:
    """The sending side of a Connection, in its own format; the reader uses `recv` as ever. From one thread."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._left: deque[memoryview] = deque()
        self._socket: socket.socket | None = None
        if sys.platform != "win32":  # there a pipe is no socket, and is written as it is
            self._socket = socket.socket(fileno=os.dup(connection.fileno()))

    @property
    def waiting(self) -> bool:
        """Whether something has not gone out yet."""
        return bool(self._left)

    def send(self, message: Any) -> None:
        """Hand over what the pipe takes within a few milliseconds; `flush` goes on. Raises OSError, closed."""
        if self._socket is None:
            self._connection.send(message)
            return
        data = ForkingPickler.dumps(message)
        size = len(data)
        head = struct.pack("!i", size) if size <= 0x7FFFFFFF else struct.pack("!iQ", -1, size)
        self._left.extend((memoryview(head), memoryview(data).cast("B")))
        self.flush()

    def flush(self) -> None:
        """Go on with what is left. Raises OSError when the other end is closed."""
        until = time.monotonic() + _PATIENCE_S
        while self._left and self._socket is not None:
            try:
                count = self._socket.send(self._left[0], socket.MSG_DONTWAIT)
            except BlockingIOError:
                left = until - time.monotonic()
                if left <= 0 or not select.select([], [self._socket], [], left)[1]:
                    return
                continue
            self._left[0] = self._left[0][count:]
            if not self._left[0]:
                self._left.popleft()

    def close(self) -> None:
        self._left.clear()
        if self._socket is not None:
            self._socket.close()
            self._socket = None
