from aiurdesk.core.request.request import Header
from aiurdesk.core.response.response import Body, Response


def test_the_first_header_of_a_name_is_returned_in_any_case():
    headers = (Header("Set-Cookie", "a=1"), Header("set-cookie", "b=2"))
    response = Response(200, "HTTP/2", headers, Body(), "https://127.0.0.1/")
    assert response.header("SET-COOKIE") == "a=1"
    assert response.header("ETag") is None
