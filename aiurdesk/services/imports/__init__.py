"""Exports of other programs become collections."""
