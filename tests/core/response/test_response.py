from aiurdesk.core.request.request import Header
from aiurdesk.core.response.response import Body, Response


def test_a_header_is_found_without_regard_to_case_and_the_first_one_wins():
    headers = (Header("Set-Cookie", "a=1"), Header("set-cookie", "b=2"))
    response = Response(200, "HTTP/2", headers, Body(), "https://127.0.0.1/")
    assert response.header("SET-COOKIE") == "a=1"
    assert response.header("ETag") is None
