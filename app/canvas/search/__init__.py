"""The search for nodes: by name, by category and by the wire that was pulled."""

from __future__ import annotations

from app.canvas.search.catalogue import Catalogue
from app.canvas.search.fitting import Pulled, pulled_from
from app.canvas.search.hanging import HangingWire
from app.canvas.search.popup import SearchPopup

__all__ = ["Catalogue", "HangingWire", "Pulled", "SearchPopup", "pulled_from"]
