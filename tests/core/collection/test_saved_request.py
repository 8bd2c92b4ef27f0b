import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.collection.request_file import parse_request, write_request
from aiurdesk.core.collection.saved_request import (
    as_written_before,
    paths_of,
    request_of,
    saved_request,
    with_paths,
)
from aiurdesk.core.environments.environment import CUSTOM_URLS
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.preparing.custom_url import (
    custom_request,
    with_own_body,
)
from aiurdesk.core.preparing.prepare import prepare
from aiurdesk.core.request.conversation import Conversation, SocketMessage
from aiurdesk.core.request.request import (
    FileBody,
    FileValue,
    FormBody,
    GraphqlBody,
    Header,
    JsonBody,
    MultipartBody,
    NoBody,
    OffRow,
    PreparedRequest,
    Request,
    Row,
    SavedRequest,
)
from aiurdesk.core.request.typed import Typed
from aiurdesk.services.library import load_catalogue
from tests.core.collection.requests import TEXTS, TYPED_REQUESTS
from tests.rows import check_each

CATALOGUE = load_catalogue()
BOUNDARY = "b" * 32


def stored(request):
    """Return a request after it was written to a file and read again."""
    return request_of(parse_request(write_request(saved_request(request))), CATALOGUE)


def value_of(parameter):
    if parameter.traits.is_list:
        return ("1", "two\nlines")
    if parameter.traits.is_file:
        return FileValue("a folder/picture.png", "picture.png", "image/png")
    return "{{variable}} 'and' \"text\""


def test_a_request_to_each_endpoint_can_be_saved():
    assert check_each(CATALOGUE.endpoints, check_saved, lambda endpoint: endpoint.id) > 300


def check_saved(endpoint: Endpoint) -> None:
    request = Request(
        endpoint,
        values=tuple((p.name, value_of(p)) for p in endpoint.parameters),
        headers=(Header("Accept-Language", "en"),),
        method="POST",
        dialect="2021",
        is_forced=True,
        credential="Work app",
    )
    assert stored(request) == request


@given(TYPED_REQUESTS)
@settings(max_examples=2 * settings().max_examples)
def test_whatever_is_typed_in_the_window_can_be_saved(request):
    assert with_own_body(stored(request)) == request


def test_a_new_request_can_be_saved():
    assert stored(custom_request()) == replace(custom_request(), body=None)
    assert with_own_body(stored(custom_request())) == custom_request()


def test_a_request_with_defaults_can_be_saved():
    request = Request(CATALOGUE.endpoints[0])
    assert stored(request) == request


@given(
    st.sampled_from(["GET", "DELETE", "PATCH", "QUERY"]),
    st.lists(st.tuples(st.sampled_from(["a", "b", "token"]), TEXTS), max_size=4),
)
def test_a_custom_url_sends_the_same_after_it_was_saved(method, pairs):
    target = Typed("https://host.example/path?x=%2F", method)
    request = Request(target, values=tuple(pairs), is_forced=True)
    before = prepare(request, None, CUSTOM_URLS, BOUNDARY)
    assert prepare(stored(request), None, CUSTOM_URLS, BOUNDARY) == before


def test_an_endpoint_that_does_not_exist_is_named():
    with pytest.raises(ProblemError, match=r"no endpoint a\.b\.c"):
        request_of(SavedRequest(endpoint_id="a.b.c"), CATALOGUE)


def test_lists_show_the_endpoint_or_the_address():
    assert SavedRequest(endpoint_id="a.b.c").target_text == "a.b.c"
    assert SavedRequest(url="https://host/").target_text == "https://host/"


def test_a_custom_request_is_the_same_after_it_was_saved():
    body = JsonBody('{"a": [1, 2]}')
    endpoint = Typed("https://h/:id", "PURGE")
    request = Request(
        endpoint,
        values=(("id", "1"), ("q", "x")),
        values_off=(OffRow(1, "page", "2"),),
        headers_off=(OffRow(0, "Accept", "text/csv"),),
        body=body,
    )
    assert stored(request) == request


@pytest.mark.parametrize("address", ["wss://chat.example/:room?a=1", "ws://localhost:8080/"])
def test_a_socket_of_any_address_can_be_saved(address):
    endpoint = Typed(address)
    conversation = Conversation(
        subprotocols=("chat",), messages=(SocketMessage("hi", name="Greeting"),), frame_count=1
    )
    request = Request(endpoint, values=(("room", "7"),), conversation=conversation)
    saved = saved_request(request)
    assert (saved.url, saved.method, saved.endpoint_id) == (address, "", "")
    back = stored(request)
    assert back.endpoint.is_websocket
    assert (back.values, back.conversation) == (request.values, conversation)
    assert saved_request(back) == saved


def test_the_paths_of_all_files_can_be_changed():
    file = FileValue("a.png", "a.png")
    saved = SavedRequest(
        values=(("f", file), ("t", "a.png")),
        values_off=(OffRow(0, "g", file),),
        body=MultipartBody((Row("h", file), Row("t", "a.png"), Row("e", FileValue("", "")))),
    )
    assert paths_of(saved) == ("a.png",)
    changed = with_paths(saved, lambda path: f"/top/{path}")
    moved = FileValue("/top/a.png", "a.png")
    assert (changed.values[0][1], changed.values_off[0].value) == (moved, moved)
    assert changed.body == MultipartBody(
        (Row("h", moved), Row("t", "a.png"), Row("e", FileValue("", "")))
    )
    messages = (SocketMessage("c.png", "file"), SocketMessage("", "file"), SocketMessage("c.png"))
    said = with_paths(
        SavedRequest(conversation=Conversation(messages=messages)), lambda path: f"/top/{path}"
    )
    assert [message.content for message in said.conversation.messages] == [
        "/top/c.png",
        "",
        "c.png",
    ]
    alone = with_paths(SavedRequest(body=FileBody("b.bin")), lambda path: f"/top/{path}")
    assert alone.body == FileBody("/top/b.bin")


@pytest.mark.parametrize(
    ("method", "values", "is_told"),
    [
        ("GET", (), False),
        ("GET", (("a", "1"),), False),
        ("DELETE", (), False),
        # Without a body of its own it would send its values as a form, or an empty one.
        ("DELETE", (("a", "1"),), True),
        ("POST", (), True),
    ],
)
def test_a_missing_body_is_only_said_where_it_makes_a_difference(method, values, is_told):
    endpoint = Typed("https://h/a", method)
    request = Request(endpoint, values=values, body=NoBody())
    text = write_request(saved_request(request))
    assert ('body = "none"' in text) == is_told
    again = request_of(parse_request(text), CATALOGUE)
    assert with_own_body(again).body == NoBody()
    sent = prepare(request, None, CUSTOM_URLS, BOUNDARY)
    assert isinstance(sent, PreparedRequest)
    assert prepare(again, None, CUSTOM_URLS, BOUNDARY) == sent


BY_HAND = """\
method = "POST"
url = "https://h/a/:id?x=1"
values = [
    ["name", "Ann"],
    ["id", "7"],
    ["age", "5"],
]
headers = [
    ["A", "1"],
]
"""


def edited(text, change):
    """Return the file of a request after an edit in the window, which gives it a body."""
    before = parse_request(text)
    in_window = with_own_body(request_of(before, CATALOGUE))
    saved = as_written_before(saved_request(change(in_window)), before)
    return write_request(saved, text)


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        (lambda r: replace(r, headers=(Header("A", "2"),)), '["A", "1"]', '["A", "2"]'),
        (lambda r: replace(r, values=(("id", "8"),)), '["id", "7"]', '["id", "8"]'),
        (
            lambda r: replace(r, body=FormBody((Row("name", "Bob"), Row("age", "5")))),
            '"Ann"',
            '"Bob"',
        ),
        (
            lambda r: replace(r, body=FormBody((*r.body.rows, Row("b", "2")))),
            '["age", "5"],\n',
            '["age", "5"],\n    ["b", "2"],\n',
        ),
        (lambda r: replace(r, body=FormBody(r.body.rows[:1])), '    ["age", "5"],\n', ""),
    ],
)
def test_values_that_were_written_by_hand_stay_values(change, old, new):
    assert edited(BY_HAND, change) == BY_HAND.replace(old, new)


def test_no_empty_form_is_added():
    text = 'method = "POST"\nurl = "https://h/a"\n'
    assert edited(text, lambda r: replace(r, notes="x")) == text + 'notes = "x"\n'


@pytest.mark.parametrize(
    "change",
    [
        lambda r: replace(r, body=FormBody((Row("name", "Ann", is_sent=False),))),
        # As a value alone it would be sent in the form.
        lambda r: replace(r, values=(*r.values, ("page", "2"))),
        lambda r: replace(r, body=JsonBody("{}")),
    ],
)
def test_what_values_cannot_say_becomes_a_body(change):
    in_window = change(with_own_body(request_of(parse_request(BY_HAND), CATALOGUE)))
    again = parse_request(edited(BY_HAND, change))
    assert (again.values, again.body) == (in_window.values, in_window.body)


def test_a_missing_body_stays_where_it_was_written_without_need():
    text = 'method = "GET"\nurl = "https://h/a"\nbody = "none"\n'
    assert edited(text, lambda r: replace(r, notes="x")) == text.replace(
        "body", 'notes = "x"\nbody'
    )


@pytest.mark.parametrize("scheme", ["https", "wss"])
def test_a_subscription_is_saved_with_the_address_that_was_typed(scheme):
    body = GraphqlBody("subscription { a }")
    url = f"{scheme}://h.example/graphql"
    endpoint = Typed(url, "POST")
    text = write_request(saved_request(Request(endpoint, body=body)))
    assert f'url = "{url}"' in text
    assert ("method" in text) == (scheme == "https")
    again = request_of(parse_request(text), load_catalogue())
    assert (again.endpoint.is_websocket, again.endpoint.path, again.body) == (True, url, body)
    # With another operation it is posted again.
    assert again.endpoint.method == ("POST" if scheme == "https" else "GET")
