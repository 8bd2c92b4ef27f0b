from aiurdesk.core.endpoint import Endpoint
from aiurdesk.core.request import Request


def test_an_absent_value_is_not_an_empty_one():
    request = Request(Endpoint("a.b.c", "a", "b", "c", "GET", "/"), (("Given", ""), ("Given", "2")))
    assert request.value("Given") == ""
    assert request.value("Absent") is None
