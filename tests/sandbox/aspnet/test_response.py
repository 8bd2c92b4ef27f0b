"""Response values."""

import json

from aiurdesk.sandbox.aspnet.response import (
    envelope,
    html_page,
    invalid_input,
    json_response,
    redirect,
)


def test_an_envelope_ends_with_code_and_message():
    response = envelope(-4, "Gone.", {"value": 1})
    assert list(json.loads(response.body)) == ["value", "code", "message"]
    assert response.status == 200
    assert response.content_type == "application/json; charset=utf-8"


def test_invalid_input_lists_the_errors():
    body = json.loads(invalid_input(["a", "b"]).body)
    assert (body["items"], body["code"]) == (["a", "b"], -10)


def test_a_json_response_has_no_envelope():
    response = json_response([], content_type="application/json")
    assert (response.body, response.content_type) == (b"[]", "application/json")


def test_a_redirect_escapes_only_characters_that_headers_cannot_contain():
    response = redirect("https://例.example/a b?c=%20\r\nx: y", is_permanent=True)
    assert response.status == 301
    location = "https://%E4%BE%8B.example/a b?c=%20%0D%0Ax: y"
    assert response.headers == (("location", location),)


def test_a_redirect_has_its_location_and_further_headers():
    response = redirect("/x", ("set-cookie", "a=b"))
    assert response.status == 302
    assert response.headers == (("location", "/x"), ("set-cookie", "a=b"))


def test_an_error_page_has_no_content_type():
    assert html_page("Oops", "<p>x</p>", status=500, content_type=None).content_type is None
    assert html_page("Hi", "").body.startswith(b"<!DOCTYPE html>")
