"""Widgets and item models that several rooms use."""
