from msgspec.structs import replace

from aiurdesk.core.collection.made_case import made_case
from aiurdesk.core.request.conversation import ResponseTest
from aiurdesk.core.request.request import FormBody, JsonBody, Request, Row
from aiurdesk.core.request.typed import Typed
from tests.core.collection.exchanges import an_exchange


def made(request, base=None, others=()):
    return made_case(replace(an_exchange(), request=request), base, others)


def a_request(**members):
    return Request(Typed("https://host/", "POST"), **members)


def test_a_case_has_the_values_that_were_sent_and_the_code_that_came():
    case = made(a_request(values=(("id", "1"), ("tag", "a"), ("tag", "b"))))
    assert case.values == (("id", "1"), ("tag", ("a", "b")))
    assert case.expected == (ResponseTest("code", -10),)


def test_no_secret_gets_into_a_case():
    request = a_request(
        values=(("password", "hunter22"), ("id", "1"), ("x", "{{secret:Mine}}")),
        body=FormBody((Row("api_key", "0123456789abcdef0123"), Row("name", "n"))),
    )
    case = made(request)
    assert case.values == (("id", "1"), ("x", "{{secret:Mine}}"), ("name", "n"))
    token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abcdefghijklmnopqrstuvwxyz012345"
    assert made(a_request(body=JsonBody(f'{{"token": "{token}"}}'))).body is None


def test_what_was_not_sent_is_left_out_and_an_equal_body_is_not_repeated():
    base = a_request(values=(("id", "1"), ("gone", "2")), body=JsonBody("{}"))
    case = made(a_request(values=(("ID", "3"),), body=JsonBody("{}")), base)
    assert (case.values, case.left_out, case.body) == ((("ID", "3"),), ("gone",), None)
    assert made(a_request(body=JsonBody("[]")), base).body == JsonBody("[]")


def test_each_case_gets_a_name_of_its_own():
    names: list[str] = []
    for _ in range(3):
        names.append(made(a_request(), None, names).name)  # noqa: PERF401 - each needs those before
    assert names == ["InvalidInput", "InvalidInput 2", "InvalidInput 3"]
