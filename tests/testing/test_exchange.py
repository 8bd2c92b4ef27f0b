"""What a test in Python sees of a request that was sent."""

import pytest


def test_a_response_is_read_as_bytes_text_and_json(client, base):
    response = client.send("mine/Make").response
    assert response.status == 200
    members = response.json()
    assert (members["code"], members["message"], members["id"]) == (0, "made", 7)
    assert response.text == response.body.decode()
    assert response.header("content-length") == str(len(response.body))
    assert ("Content-Length", str(len(response.body))) in response.headers
    assert response.elapsed_ms > 0
    assert repr(response) == f"<Response 200, no Content-Type, {len(response.body)} B>"


def test_an_exchange_says_what_was_sent_and_which_tests_passed(client, base):
    made = client.send("mine/Make")
    assert (made.name, made.method, made.url) == ("Make", "GET", f"{base}/0/made")
    assert made.passed
    assert made.tests == ()
    used = client.send("mine/inner/Use")
    (test,) = used.tests
    assert (test.title, test.passed) == ("result code is 0", False)
    assert test.found == "−4 NotFound"
    assert not used.passed
    assert used.frames == ()
    # What failed comes first, because pytest shows the beginning of it.
    assert repr(used).startswith(
        "<Exchange inner/Use: not passed: result code is 0: −4 NotFound; Input: −4 "
    )
    assert repr(made).startswith("<Exchange Make: Success: 0 ")


def test_a_body_that_is_not_json_fails_the_test(open_client):
    page = open_client(environment="Sandbox").send("code-lab.broken.html").response
    assert page.text.startswith("<!DOCTYPE html>")
    with pytest.raises(
        AssertionError, match=r"The body of <Response \d+, text/html, .* is not JSON"
    ):
        page.json()


def test_without_a_response_the_verdict_says_why(client, put):
    put("mine/Nobody.request.toml", 'method = "GET"\nurl = "http://127.0.0.1:9/"\n')
    exchange = client.send("mine/Nobody")
    assert exchange.verdict.severity == "failure"
    assert exchange.verdict.code is None
    with pytest.raises(AssertionError, match=r"^Nobody has no response\. Connection refused\. \w+"):
        assert exchange.response.status == 200


def test_the_messages_of_a_socket_are_its_frames(open_client, put):
    put("lab/collection.toml", 'format = 1\nenvironment = "Sandbox"\n')
    put(
        "lab/Echo.request.toml",
        'endpoint = "code-lab.sockets.echo"\n'
        'messages = [{ text = "hello" }, { base64 = "AAEC" }]\nexpected_frames = 2\n',
    )
    echo = open_client().send("lab/Echo")
    assert echo.passed
    assert echo.frames == ("hello", b"\x00\x01\x02")
