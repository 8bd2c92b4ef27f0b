"""The context menu of the tab of a request."""

from PySide6.QtWidgets import QMenu, QWidget

from aiurdesk.ui.workbench import Workbench


def tab_menu(parent: QWidget, workbench: Workbench, key: int) -> QMenu:
    """Return the menu of a tab, which deletes itself when it is closed."""
    menu = QMenu(parent)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.addAction("Close", lambda: workbench.close(key))
    others = menu.addAction("Close others", lambda: workbench.close_others(key))
    others.setEnabled(len(workbench.open_requests) > 1)
    menu.addAction("Duplicate", lambda: workbench.duplicate(key))
    menu.addSeparator()
    reopen = menu.addAction("Reopen closed request", workbench.reopen)
    reopen.setEnabled(workbench.has_closed)
    return menu
