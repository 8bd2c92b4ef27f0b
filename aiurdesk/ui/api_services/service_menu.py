"""What can be done with a service that was added, as a menu and as commands."""

from collections.abc import Callable
from enum import Enum
from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from aiurdesk.core.api.endpoint import OWN_GENERATION, Service
from aiurdesk.core.translation import tr


class ServiceCommand(Enum):
    """What a person can do with a service; the value is its entry of the menu."""

    UPDATE = tr("Update…")
    OPEN = tr("Open description")
    REMOVE = tr("Remove service…")


def service_menu(
    parent: QWidget, service: Service, on_chosen: Callable[[ServiceCommand, str], object]
) -> QMenu | None:
    """Return the menu of a service; None where it is built in, because nothing can be done then.

    Args:
        on_chosen: Called with the command and the id of the service.
    """
    if service.generation != OWN_GENERATION:
        return None
    menu = QMenu(parent)
    # Not at once: the chosen action is triggered after the menu has hidden.
    menu.aboutToHide.connect(menu.deleteLater)
    for command in ServiceCommand:
        if command is ServiceCommand.REMOVE:
            menu.addSeparator()
        menu.addAction(command.value, partial(on_chosen, command, service.id))
    return menu
