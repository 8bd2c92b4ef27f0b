from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.request.request import Header, PreparedRequest, Request


def test_an_absent_value_is_not_an_empty_one():
    request = Request(Endpoint("a.b.c", "a", "b", "c", "GET", "/"), (("Given", ""), ("Given", "2")))
    assert request.value("Given") == ""
    assert request.value("Absent") is None


def test_what_goes_on_the_wire_prints_none_of_it():
    prepared = PreparedRequest(
        "POST", "https://h/?AccessToken=needle", (Header("X-Key", "needle"),), (b"needle",)
    )
    assert repr(prepared) == "PreparedRequest(POST, 1 headers)"
