"""What can be done with a service that was added, as a menu and as commands."""

from collections.abc import Callable
from enum import Enum

from PySide6.QtWidgets import QMenu, QWidget

from aiurdesk.core.api.endpoint import OWN_GENERATION, Service


class ServiceCommand(Enum):
    """What a person can do with a service; the value is its entry of the menu."""

    UPDATE = "Update…"
    OPEN = "Open description"
    REMOVE = "Remove service…"


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
        menu.addAction(command.value, lambda command=command: on_chosen(command, service.id))
    return menu
