import pytest
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.request.request import FileBody, JsonBody, NoBody, Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.services.library import Library
from aiurdesk.ui.request.editor_tabs import BodyTab


@pytest.fixture
def parent(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def tab(theme, parent):
    return BodyTab(theme, parent)


def with_json(text):
    endpoint = Typed("https://a.example/", "POST")
    return Request(endpoint, body=JsonBody(text))


def test_the_body_is_the_same_before_and_after_the_tab_is_looked_at(tab, qtbot):
    tab.show_body_of(with_json("[1]"))
    assert (tab.value(), tab.title(), tab.is_made) == (JsonBody("[1]"), "Body JSON", False)
    assert tab.panel is not None
    assert (tab.value(), tab.title()) == (JsonBody("[1]"), "Body JSON")
    areas = tab.findChildren(QPlainTextEdit)
    area = next(area for area in areas if area.accessibleName() == "JSON body")
    with qtbot.waitSignal(tab.edited):
        area.setPlainText("[2]")
    assert tab.value() == JsonBody("[2]")


def test_the_title_says_the_kind_of_body(tab):
    endpoint = with_json("").endpoint
    for body, title in ((None, "Body"), (NoBody(), "Body"), (FileBody(""), "Body file")):
        tab.show_body_of(Request(endpoint, body=body))
        assert tab.title() == title


def test_an_endpoint_makes_its_body_unless_the_request_brings_one(tab):
    endpoint = Library().catalogue.endpoint("stargate.message.pushmessage")
    assert endpoint is not None
    tab.show_body_of(Request(endpoint))
    assert (tab.is_of_use, tab.value(), tab.title()) == (False, None, "Body")
    tab.show_body_of(Request(endpoint, body=JsonBody("[1]")))
    assert (tab.is_of_use, tab.value()) == (True, JsonBody("[1]"))
    tab.show_body_of(custom_request("https://a.example/"))
    assert tab.is_of_use


def test_what_the_server_says_stands_at_the_lines_of_the_body(tab):
    tab.show_body_of(with_json('{"qty": 0}'))
    said = {"qty": ("Too few",), "size": ("Too big",)}
    assert tab.take_server_errors(said) == {"qty"}
    assert tab.take_missing({"size": ("Too big",)}) == {"size"}


def test_errors_about_no_body_do_not_make_the_panel(tab):
    assert tab.take_server_errors({"size": ("Too big",)}) == frozenset()
    assert tab.take_missing({"size": ("Too big",)}) == frozenset()
    assert not tab.is_made
