"""Roles of data that all item models have in common."""

from PySide6.QtCore import Qt

# Not UserRole itself, which combo boxes and completers use for their own data.
ItemRole = Qt.ItemDataRole.UserRole + 1
"""Role that returns the item itself."""
