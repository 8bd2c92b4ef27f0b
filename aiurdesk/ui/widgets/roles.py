"""Roles of data that all item models have in common."""

from PySide6.QtCore import Qt

ItemRole = Qt.ItemDataRole.UserRole + 1
"""Role that returns the item itself."""
