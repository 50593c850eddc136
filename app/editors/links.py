"""A link within a label, in a colour that can be read on both themes."""

from __future__ import annotations

from html import escape

from app.look import Look

__all__ = ["link"]


def link(look: Look, target: str, text: str) -> str:
    """Rich text. target: what `linkActivated` gives."""
    return f'<a href="{escape(target)}" style="color:{look.colour("link").name()}">{escape(text)}</a>'
