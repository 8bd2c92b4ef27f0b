"""Saved requests that a test in Python sends, over real servers on loopback."""

import asyncio
from importlib.resources import files

import pytest

from aiurdesk.testing import NotSent


def test_what_one_request_captures_the_next_one_uses(client):
    made = client.send("mine/Make")
    assert made.verdict.code == 0
    assert made.captures == {"id": "7"}
    used = client.send("mine/inner/Use")
    assert (used.verdict.code, used.verdict.message) == (-4, "7")
    assert client.captures == {"id": "7"}
    assert client.exchanges == (made, used)
    assert repr(client) == "<Aiurdesk, exchanges: 2>"


def test_another_test_has_captured_nothing(client, open_client):
    client.send("mine/Make")
    with pytest.raises(NotSent, match="inner/Use was not sent") as caught:
        open_client().send("mine/inner/Use")
    assert "id" in str(caught.value)


def test_requests_are_found_by_their_names_in_a_named_collection(open_client, folder):
    client = open_client(collection=folder / "mine")
    assert client.collection == folder / "mine"
    assert client.send("Make").name == "Make"
    assert client.send("inner/Use").name == "inner/Use"
    # A path is right, too.
    assert client.send("mine/Make.request.toml").name == "Make"


def test_a_request_is_looked_for_beside_the_test_and_in_the_folders_above(open_client, put, base):
    client = open_client(test_folder="mine/inner")
    client.send("Make")
    assert client.send("Use").name == "inner/Use"
    # The collection says the environment, wherever in it the test is.
    assert client.send("Say").verdict.message == "own"
    put("../Outside.request.toml", f'method = "GET"\nurl = "{base}/0/x"\n')
    with pytest.raises(NotSent, match="no saved request Outside"):
        client.send("Outside")


def test_a_named_collection_that_is_not_there_is_told(open_client, folder):
    client = open_client(collection=folder / "mime")
    with pytest.raises(NotSent, match=r"There is no folder .*mime\. Name the folder"):
        client.send("Make")


def test_an_environment_can_be_named(open_client):
    client = open_client(environment="Other")
    assert client.environment == "Other"
    assert client.send("mine/Say").verdict.message == "other"


def test_variables_are_set_for_the_rest_of_the_test(client):
    client.set(word="mine", id="9")
    assert client.send("mine/Say").verdict.message == "mine"
    client.send("mine/Make")
    # As with --set, a capture does not replace it.
    assert client.send("mine/inner/Use").verdict.message == "9"
    client.set(word="{{base}}")
    assert client.send("mine/Say").verdict.message == "%7B%7Bbase%7D%7D"


def test_values_are_sent_instead_of_the_saved_ones(client, put, base):
    text = f'method = "GET"\nurl = "{base}/0/:word"\nvalues = [["word", "saved"]]\n'
    put("mine/With value.request.toml", text)
    assert client.send("mine/With value").verdict.message == "saved"
    assert client.send("mine/With value", word="given").verdict.message == "given"
    braces = client.send("mine/With value", word="{{base}}")
    assert braces.url == f"{base}/0/%7B%7Bbase%7D%7D"
    # The braces are forgotten again.
    assert client.send("mine/With value").verdict.message == "saved"


def test_an_endpoint_needs_no_file(open_client):
    client = open_client(environment="Sandbox")
    status = client.send("gateway.home.index")
    assert (status.name, status.verdict.code) == ("gateway.home.index", 0)
    made = client.send("stargate.channel.createchannel", Description="x")
    assert made.verdict.severity == "success"
    wrong = client.send("stargate.channel.viewmychannels", AccessToken="wrong")
    assert wrong.verdict.severity == "credential"


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        ("mine/Mak", {}, "There is no saved request mine/Mak in "),
        ("gateway.home.inde", {}, "Did you mean gateway.home.index"),
        ("mine/Broken", {}, "Broken.request.toml, line 2: "),
        ("mine/inner/Use", {}, "inner/Use was not sent. "),
        ("stargate.channel.createchannel", {"x": "1"}, "has no parameter named x. Its parameters"),
        ("\0", {}, "There is no saved request"),
    ],
)
def test_what_cannot_be_sent_is_told_in_a_sentence(client, put, name, values, words):
    put("mine/Broken.request.toml", 'method = "GET"\nurl = oops\n')
    with pytest.raises(NotSent) as caught:
        client.send(name, **values)
    assert words in str(caught.value)
    assert client.exchanges == ()


def test_tools_that_check_types_read_the_types_of_the_program():
    assert files("aiurdesk").joinpath("py.typed").is_file()


def test_a_test_that_runs_in_a_loop_is_told_what_to_write(client):
    async def test():
        with pytest.raises(NotSent, match="await asyncio.to_thread"):
            client.send("mine/Make")
        return await asyncio.to_thread(client.send, "mine/Make")

    assert asyncio.run(test()).verdict.code == 0


def test_secrets_that_were_received_are_dots_in_a_text(client, put, base):
    capture = 'captures = [{ variable = "api_key", value = "message" }]\n'
    text = f'method = "GET"\nurl = "{base}/0/hunter2-of-mine"\n{capture}'
    put("mine/Secret.request.toml", text)
    client.send("mine/Secret")
    assert client.captures["api_key"] == "hunter2-of-mine"
    assert client.redacted("it is hunter2-of-mine, 7") == "it is ••••, 7"
