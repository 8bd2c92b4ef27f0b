"""The menu at the edge of a verdict: what judges responses, and how that is changed."""

from collections.abc import Callable
from enum import Enum, auto

import msgspec
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.dialect import HTTP
from aiurdesk.core.wording import truncate
from aiurdesk.ui.widgets.mnemonics import escaped

AS_USUAL = tr("As usual")
BY_STATUS = tr("HTTP status only")
_LONGEST_NAME = 40


class Scope(Enum):
    """What a dialect is chosen for."""

    REQUEST = auto()
    HOST = auto()
    COLLECTION = auto()


class DialectChoices(msgspec.Struct, frozen=True):
    """What can be chosen, and what is."""

    titles: tuple[tuple[str, str], ...]
    """Name and title of each dialect, those that a response looks like first."""
    host: str
    of_request: str | None = None
    """The name that was chosen; None where nothing was. So for the others."""
    of_host: str | None = None
    of_collection: str | None = None
    collection: str = ""
    """Name of the collection that the request is in; empty where it is in none."""


class Done(msgspec.Struct, frozen=True):
    """What the entries of the menu do."""

    choose: Callable[[Scope, str | None], None]
    teach: Callable[[], None]
    explain: Callable[[], None] | None
    """None where there is nothing to be explained."""


def dialect_menu(parent: QWidget, choices: DialectChoices, done: Done) -> QMenu:
    """Return the menu, not yet open; it is deleted when it is closed."""
    menu = QMenu(parent)
    menu.setAccessibleName(tr("Dialect"))
    chosen = {
        Scope.REQUEST: (tr("Judge this request by"), choices.of_request),
        Scope.HOST: (tr("Judge {short} by").format(short=_short(choices.host)), choices.of_host),
    }
    if choices.collection:
        title = tr("Judge the collection {short} by").format(short=_short(choices.collection))
        chosen[Scope.COLLECTION] = (title, choices.of_collection)
    for scope, (title, name) in chosen.items():
        menu.addMenu(_scope_menu(menu, title, scope, name, choices, done))
    menu.addSeparator()
    menu.addAction(tr("Teach…")).triggered.connect(lambda: done.teach())
    if done.explain is not None:
        explain = done.explain
        menu.addAction(tr("Why?")).triggered.connect(lambda: explain())
    return menu


def _scope_menu(
    parent: QMenu, title: str, scope: Scope, chosen: str | None, choices: DialectChoices, done: Done
) -> QMenu:
    menu = QMenu(escaped(title), parent)
    group = QActionGroup(menu)
    entries = ((None, AS_USUAL), (HTTP, BY_STATUS), *choices.titles)
    for name, text in entries:
        if name not in (None, HTTP) and len(menu.actions()) == 2:
            menu.addSeparator()
        action = menu.addAction(escaped(_short(text)))
        action.setCheckable(True)
        action.setChecked(name == chosen)
        action.triggered.connect(lambda _checked, name=name: done.choose(scope, name))
        group.addAction(action)
    return menu


def _short(text: str) -> str:
    return truncate(text, _LONGEST_NAME)
