"""Settings of the studio: the dialog, the shortcut editor, what lies where on the disk."""

from __future__ import annotations

from app.preferences.settings_dialog import SettingsDialog
from app.preferences.shortcut_editor import ShortcutEditor

__all__ = ["SettingsDialog", "ShortcutEditor"]
