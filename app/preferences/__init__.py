"""Settings of the studio: the dialog, the shortcut editor, caches."""
