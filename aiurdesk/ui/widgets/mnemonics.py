"""Texts of other people in buttons, tabs and menus, where an ampersand would mark a key."""


def escaped(text: str) -> str:
    """Return a text for a button, tab, menu or label of a field that shows its ampersands.

    Qt takes a single one as the mark of a key: "R&D" would be shown as RD, and Alt+D press it.
    """
    return text.replace("&", "&&")
