from PySide6.QtWidgets import QWidget

from aiurdesk.core.api.endpoint import OWN_GENERATION, Service
from aiurdesk.ui.api_services.service_actions import ServiceCommand, service_menu


def test_an_own_service_can_be_updated_opened_and_removed(qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    chosen = []
    service = Service("lamps", "Lamp shop", "https://x", OWN_GENERATION, "")
    menu = service_menu(holder, service, lambda *entry: chosen.append(entry))
    assert menu is not None
    for action in menu.actions():
        action.trigger()
    assert chosen == [(command, "lamps") for command in ServiceCommand]


def test_a_built_in_service_has_no_menu(qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    service = Service("gateway", "Gateway", "https://x", "2020-09", "2020")
    assert service_menu(holder, service, print) is None
