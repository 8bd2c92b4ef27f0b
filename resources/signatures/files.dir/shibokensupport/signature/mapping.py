"""The names of Qt's types, empty until PySide6 asks for one to tell what is wrong with a call."""

from aiurdesk.ui.signatures import real_mapping


def update_mapping() -> None:
    """Take over all names; PySide6 evaluates the name of a function among them."""
    globals().update(vars(real_mapping()), update_mapping=update_mapping)
