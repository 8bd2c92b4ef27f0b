"""Stands in for the package that PySide6 describes itself with; see aiurdesk/ui/signatures.py."""
