"""All dialogs, menus and movements of the window follow one manner."""

import ast

from PySide6.QtCore import QCoreApplication, Qt

from tests.house.test_layout import PACKAGE, trees_with

MOVING = {"QPropertyAnimation", "QVariantAnimation", "QTimeLine", "QGraphicsOpacityEffect"}


def test_all_dialogs_have_their_button_at_one_place_and_fields_one_edge(toured):
    assert toured.dialog_faults == {}


def test_no_menu_has_icons_since_those_of_qt_are_another_set(toured):
    # The menus of text fields are made by Qt, with icons of the desktop where it has some.
    no_icons = Qt.ApplicationAttribute.AA_DontShowIconsInMenus
    assert QCoreApplication.testAttribute(no_icons)
    assert toured.menu_icons == set()


def made_by(names: set[str]) -> dict[str, set[str]]:
    """Return the modules of the window that name classes of Qt, by their paths."""
    found: dict[str, set[str]] = {}
    for path, tree in trees_with(*names, folder=PACKAGE / "ui"):
        for node in ast.walk(tree):
            made = [node.func] if isinstance(node, ast.Call) else []
            made += node.bases if isinstance(node, ast.ClassDef) else []
            named = {getattr(one, "id", getattr(one, "attr", "")) for one in made}
            if hits := named & names:
                found.setdefault(str(path.relative_to(PACKAGE)), set()).update(hits)
    return found


def test_all_menus_are_of_one_class():
    assert made_by({"QMenu"}) == {"ui/widgets/popup_menu.py": {"QMenu"}}


def test_nothing_moves_but_messages_which_follow_the_desktop():
    # Their own tests see that they take 120 ms at most, and nothing with reduced motion.
    assert set(made_by(MOVING)) == {"ui/window/message_bar.py"}
