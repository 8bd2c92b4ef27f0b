import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from aiurdesk.core.request.conversation import Capture, ResponseTest
from aiurdesk.core.request.request import Request
from aiurdesk.services.library import Library
from aiurdesk.ui.request.checks_tab import ChecksTab

STATUS, CODE = ResponseTest("status", 200, "equals"), ResponseTest("code", 0, "equals")
ID = Capture("id", "value", "items[0].id")


@pytest.fixture
def parent(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def tab(theme, parent):
    return ChecksTab(theme, parent)


def a_request(**members):
    endpoint = Library().catalogue.endpoint("gateway.home.index")
    assert endpoint is not None
    return replace(Request(endpoint), **members)


def test_the_checks_of_a_request_are_there_before_the_tab_is_looked_at(tab):
    assert (tab.checks(), tab.title()) == (((), ()), "Tests")
    tab.show_request(a_request(tests=(STATUS,), captures=(ID,)))
    assert tab.checks() == ((STATUS,), (ID,))
    assert tab.title() == "Tests 2"
    assert not tab.is_made


def test_what_is_added_is_told_and_shown(tab, qtbot):
    tab.show_request(a_request(tests=(STATUS,)))
    with qtbot.waitSignal(tab.edited):
        tab.add((CODE,), (ID,))
    assert tab.checks() == ((STATUS, CODE), (ID,))
    members = tab.edited_rows()
    assert [len(members[name]) for name in ("tests", "captures")] == [2, 1]
    assert (members["expectations"], members["frame_tests"]) == ((), ())


def test_another_request_replaces_the_checks(tab):
    tab.show_request(a_request(tests=(STATUS,)))
    tab.add((CODE,))
    tab.show_request(a_request(captures=(ID,)))
    assert tab.checks() == ((), (ID,))
