import pytest
from PySide6.QtWidgets import QLineEdit, QWidget

from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.preparing.query_rows import shown_address
from aiurdesk.core.request.request import Request
from aiurdesk.services.library import Library
from aiurdesk.ui.request.editor_tabs import ValuesTab


@pytest.fixture
def parent(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def tab(theme, parent):
    return ValuesTab(theme, parent)


def line(tab, name):
    return next(line for line in tab.findChildren(QLineEdit) if line.accessibleName() == name)


def of_endpoint(**fields):
    endpoint = Library().catalogue.endpoint("stargate.message.pushmessage")
    assert endpoint is not None
    return Request(endpoint, **fields)


def test_an_endpoint_has_a_form(tab, qtbot):
    request = of_endpoint(values=(("ChannelId", "2"),))
    tab.show_request(request)
    assert (tab.currentWidget(), tab.fields, tab.title()) == (tab.form, tab.form, "Form")
    assert tab.with_values(request) == request
    with qtbot.waitSignal(tab.edited):
        line(tab, "ChannelId").setText("3")
    assert tab.with_values(request).values == (("ChannelId", "3"),)


def test_a_custom_url_has_a_row_for_each_part_of_its_address(tab):
    request = custom_request("https://localhost/:id?a=1")
    tab.show_request(request)
    assert tab.title() == "Parameters 2"
    assert [(row.name, row.value) for row in tab.fields.rows()] == [("id", ""), ("a", "1")]
    changed = tab.with_typed_address(request, "https://localhost/:id?a=1&b=2")
    assert tab.title() == "Parameters 3"
    assert shown_address(changed) == "https://localhost/:id?a=1&b=2"


def test_other_values_replace_what_is_shown(tab):
    for request in (of_endpoint(), custom_request("https://localhost/:ChannelId")):
        tab.show_request(request)
        tab.set_values(request, (("ChannelId", "7"),))
        assert tab.with_values(request).values == (("ChannelId", "7"),)
