"""Coroutine tests run on a Qt loop here, as in ``tests/ui``; ``toured`` is what a tour shows."""

from dataclasses import dataclass, field

import pytest
from PySide6.QtWidgets import QMenu, QWidget

from tests.end_to_end.window.control_names import faults, named_controls
from tests.end_to_end.window.everything_shown import accessible_texts
from tests.end_to_end.window.manners import dialog_faults
from tests.end_to_end.window.text_table import shown_texts
from tests.end_to_end.window.tour import tour, window_for_tour
from tests.ui.conftest import (
    application,
    pytest_pyfunc_call,
    qtbot,
    run_on_qt_loop,
    theme,
    worn_theme,
)

__all__ = ["application", "pytest_pyfunc_call", "qtbot", "theme"]


@dataclass
class Toured:
    """What was seen on one tour through pages and dialogs of the window."""

    faults: list[str] = field(default_factory=list)
    """Controls with another name than they show."""
    names: set[str] = field(default_factory=set)
    """Names of all controls."""
    spoken: set[tuple[str, str]] = field(default_factory=set)
    """What a screen reader gets: kind and text."""
    texts: set[tuple[str, str]] = field(default_factory=set)
    """What the window shows: place and text."""

    dialog_faults: dict[str, str] = field(default_factory=dict)
    """What is another way in a dialog than in the others → where it was first seen."""
    menu_icons: set[str] = field(default_factory=set)
    """Entries of menus with an icon."""

    def look(self, window: QWidget, stop: str = "") -> None:
        """Note what a window and its dialogs show now."""
        controls = named_controls()
        self.faults += faults(controls)
        self.names.update(name for _, name in controls)
        self.spoken.update(accessible_texts(with_hidden=False))
        self.texts.update(shown_texts(window))
        for fault in dialog_faults():
            self.dialog_faults.setdefault(fault, stop)
        menus: list[QMenu] = window.findChildren(QMenu)
        actions = [action for menu in menus for action in menu.actions()]
        self.menu_icons.update(one.text() for one in actions if not one.icon().isNull())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the tests of the tour follow one another, so that one process runs them all."""
    shared = [item for item in items if "toured" in getattr(item, "fixturenames", ())]
    for item in reversed(shared[1:]):
        items.remove(item)
        items.insert(items.index(shared[0]) + 1, item)


@pytest.fixture(scope="session")
def toured(qapp, tmp_path_factory):
    """Return what a tour has seen. A tour takes seconds, so tests share one."""
    seen = Toured()

    async def go() -> None:
        async with window_for_tour(worn, tmp_path_factory.mktemp("tour")) as opened:
            window = opened.window
            await tour(window, opened.controller, lambda stop: seen.look(window, stop))

    with worn_theme(qapp) as worn:
        run_on_qt_loop(go, qapp, limit_s=300)
    return seen
