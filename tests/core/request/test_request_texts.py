import pytest

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.request.environment import Environment
from aiurdesk.core.request.request import (
    FileBody,
    FileValue,
    FormBody,
    Header,
    JsonBody,
    MultipartBody,
    Request,
    Row,
    TextBody,
)
from aiurdesk.core.request.request_texts import texts_of, texts_of_body, texts_with_address
from aiurdesk.services.library import Library


def test_all_texts_of_a_custom_url_are_found():
    endpoint = Endpoint("x", "", "", "x", "GET", "https://{{host}}/")
    values = (("a", "{{a}}"), ("b", ("{{b}}", "c")), ("f", FileValue("{{f}}", "f")))
    request = Request(endpoint, values, (Header("X", "{{h}}"),))
    found = ["https://{{host}}/", "a", "b", "f", "{{a}}", "{{b}}", "c", "{{f}}", "f", "X", "{{h}}"]
    assert list(texts_of(request)) == found
    assert list(texts_with_address(request, None, Environment(""))) == found


def test_the_base_url_of_a_service_may_hold_variables():
    catalogue = Library().catalogue
    endpoint = catalogue.endpoint("stargate.home.index")
    assert endpoint is not None
    service = catalogue.service("stargate")
    environment = Environment("", {"stargate": "https://{{host}}"})
    assert list(texts_with_address(Request(endpoint), service, environment)) == ["https://{{host}}"]


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        (None, []),
        (FormBody((Row("a", "{{a}}"), Row("b", "{{b}}", is_sent=False))), ["a", "{{a}}"]),
        (
            MultipartBody((Row("f", FileValue("{{f}}", "f")), Row("{{n}}", "{{a}}"))),
            ["f", "{{n}}", "{{f}}", "f", "{{a}}"],
        ),
        (JsonBody("[{{a}}]"), ["[{{a}}]"]),
        (TextBody("{{a}}", "{{type}}"), ["{{a}}", "{{type}}"]),
        (FileBody("/{{a}}", "{{type}}"), ["/{{a}}", "{{type}}"]),
    ],
)
def test_texts_of_bodies_are_found(body, texts):
    assert list(texts_of_body(body)) == texts
