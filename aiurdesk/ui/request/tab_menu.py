"""The menu of the tab of an open request."""

from PySide6.QtWidgets import QWidget

from aiurdesk.core.translation import tr
from aiurdesk.ui.request.workbench import Workbench
from aiurdesk.ui.widgets.desktop import show_in_file_manager
from aiurdesk.ui.widgets.popup_menu import PopupMenu


def tab_menu(parent: QWidget, workbench: Workbench, key: int) -> PopupMenu:
    """Return the menu of a tab."""
    request = workbench.opened(key)
    menu = PopupMenu(parent)
    menu.addAction(tr("Close"), lambda: workbench.close(key))
    others = menu.addAction(tr("Close others"), lambda: workbench.close_others(key))
    others.setEnabled(len(workbench.open_requests) > 1)
    right = menu.addAction(tr("Close to the right"), lambda: workbench.close_right_of(key))
    right.setEnabled(workbench.open_requests[-1:] != (request,))
    menu.addAction(tr("Close all"), workbench.close_unpinned)
    is_pinned = request is not None and request.is_pinned
    text = tr("Unpin") if is_pinned else tr("Pin")
    menu.addAction(text, lambda: workbench.pin(key, not is_pinned))
    menu.addAction(tr("Duplicate"), lambda: workbench.duplicate(key))
    menu.addAction(tr("Copy as curl"), lambda: workbench.copy_as_curl(key))
    if request is not None and request.copy is not None:
        path = request.copy.path
        menu.addAction(tr("Show in file manager"), lambda: show_in_file_manager(path))
    menu.addSeparator()
    reopen = menu.addAction(tr("Reopen closed request"), workbench.reopen)
    reopen.setEnabled(workbench.has_closed)
    return menu
