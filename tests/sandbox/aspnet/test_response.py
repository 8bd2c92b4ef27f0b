"""Answers as values."""

import json

from aiurdesk.sandbox.aspnet.response import (
    envelope,
    html_page,
    invalid_input,
    json_response,
    redirect,
)


def test_code_and_message_come_last():
    response = envelope(-4, "Gone.", {"value": 1})
    assert list(json.loads(response.body)) == ["value", "code", "message"]
    assert response.status == 200
    assert response.content_type == "application/json; charset=utf-8"


def test_invalid_input_lists_what_is_wrong():
    body = json.loads(invalid_input(["a", "b"]).body)
    assert (body["items"], body["code"]) == (["a", "b"], -10)


def test_json_may_come_without_an_envelope():
    response = json_response([], content_type="application/json")
    assert (response.body, response.content_type) == (b"[]", "application/json")


def test_a_redirect_escapes_what_a_header_can_not_carry_and_no_more():
    response = redirect("https://例.example/a b?c=%20\r\nx: y", is_permanent=True)
    assert response.status == 301
    place = "https://%E4%BE%8B.example/a b?c=%20%0D%0Ax: y"
    assert response.headers == (("location", place),)


def test_a_redirect_names_the_place_and_may_set_a_cookie():
    assert redirect("/x", ("set-cookie", "a=b")).headers == (
        ("location", "/x"),
        ("set-cookie", "a=b"),
    )


def test_an_error_page_has_no_type():
    assert html_page("Oops", "<p>x</p>", status=500, content_type=None).content_type is None
    assert html_page("Hi", "").body.startswith(b"<!DOCTYPE html>")
