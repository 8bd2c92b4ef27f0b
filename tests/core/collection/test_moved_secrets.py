from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.collection.environment_file import SavedEnvironment, SavedVariable
from aiurdesk.core.collection.literal_secrets import literal_secrets
from aiurdesk.core.collection.moved_secrets import (
    SecretChoice,
    carried_over,
    reference,
    secret_at,
    secrets_at,
    suggested_name,
    with_choice,
    with_reference,
)
from aiurdesk.core.collection.saved_request import saved_request
from aiurdesk.core.environments.route import read_override
from aiurdesk.core.request.conversation import Conversation, ResponseTest, SocketMessage
from aiurdesk.core.request.request import (
    FileValue,
    FormBody,
    Header,
    JsonBody,
    MultipartBody,
    OffRow,
    Request,
    Row,
    TextBody,
)
from aiurdesk.core.request.typed import Typed
from tests.rows import check_each

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


def said(*messages):
    return Conversation(messages=messages)


def a_request(url="https://localhost/a", **options):
    return Request(Typed(url), **options)


MOVABLE = [
    a_request(values=(("password", "hush"), ("id", "1"))),
    a_request(headers=(Header("Authorization", f"Bearer {TOKEN}"), Header("A", "1"))),
    a_request(headers=(Header("Cookie", "session=1"),)),
    a_request("https://localhost/a?id=1&api_key=hush%20hush#top"),
    a_request(values_off=(OffRow(0, "password", "hush"),)),
    a_request(headers_off=(OffRow(0, "Authorization", "Bearer hush"),)),
    a_request(body=FormBody((Row("a", "1"), Row("password", "hush", is_sent=False)))),
    a_request(body=MultipartBody((Row("token", "hush"), Row("f", FileValue("/x", "x"))))),
    a_request(body=JsonBody('{"a": 1, "password": "hush"}')),
    a_request(body=TextBody("user=ann&password=hush", "text/plain")),
    a_request(conversation=said(SocketMessage("hi"), SocketMessage("user=a&pin=hush"))),
    a_request(conversation=said(SocketMessage('{"password": "hush"}', "json", "Sign in"))),
    a_request(conversation=said(SocketMessage(f"I am {TOKEN}."))),
    a_request(body=JsonBody(f'{{"note": "use {TOKEN} now"}}')),
    a_request(body=TextBody("postgres://ann:hush@db.example/x", "text/plain")),
    a_request(f"https://localhost/{TOKEN}/a"),
    a_request(notes=f"Send `Authorization: Bearer hush-hush-1` or {'k3y' * 12}"[:45]),
]


def test_a_reference_takes_the_place_of_a_secret():
    def check_row(request_):
        (literal,) = literal_secrets(saved_request(request_), request_.endpoint)
        assert secret_at(request_, literal.location)
        moved = with_reference(request_, literal.location, "Mine")
        assert literal_secrets(saved_request(moved), moved.endpoint) == ()
        assert reference("Mine") in str(saved_request(moved))
        assert secret_at(request_, literal.location) not in str(saved_request(moved))

    check_each(MOVABLE, check_row)


def test_the_scheme_of_a_header_stays():
    request = a_request(headers=(Header("Authorization", f"Bearer {TOKEN}"),))
    moved = with_reference(request, "header Authorization", "Mine")
    assert moved.headers == (Header("Authorization", "Bearer {{secret:Mine}}"),)


def test_what_cannot_be_moved_stays():
    tests = (
        ResponseTest("code", (TOKEN, "a")),
        ResponseTest("value", (TOKEN, "b"), "is one of", "a"),
    )
    request = a_request(conversation=said(), tests=tests)
    for location in ("test 1", "test 2", "test 7"):
        assert secret_at(request, location) == ""
        assert with_reference(request, location, "Mine") == request
    hidden = a_request(conversation=said(SocketMessage("cGluPWh1c2g=", "base64")))
    for location in ("message 1 pin", "message 2 pin", "message 1"):
        assert secret_at(hidden, location) == ""
        assert with_reference(hidden, location, "Mine") == hidden


def test_a_name_is_suggested():
    assert suggested_name(a_request(), "header Authorization") == "localhost Authorization"
    bare = a_request("https://host.example?token=hush")
    assert suggested_name(bare, "url parameter token") == "host.example token"
    own = Request(Endpoint("a.b.c", "stargate", "b", "c", "GET", "/"))
    assert suggested_name(own, "value {x}") == "stargate x"
    assert suggested_name(own, "message 12 token") == "stargate token"


def test_what_a_test_expects_is_moved_and_the_other_tests_stay():
    others = (ResponseTest("code", 0), ResponseTest("code", (0, -6)))
    secret = ResponseTest("value", TOKEN, "equals", "login.token")
    request = a_request(tests=(others[0], secret, others[1]))
    (literal,) = literal_secrets(saved_request(request), request.endpoint)
    assert literal.location == "test 2"
    assert secret_at(request, literal.location) == TOKEN
    assert suggested_name(request, literal.location) == "localhost login.token"
    moved = with_reference(request, literal.location, "Login")
    assert moved.tests == (others[0], replace(secret, expected=reference("Login")), others[1])
    assert not literal_secrets(saved_request(moved), moved.endpoint)


def test_only_the_secret_within_a_text_is_moved():
    text = "see postgres://ann:hush@db.example/x"
    request = a_request(body=TextBody(text, "text/plain"), notes=f"Use {TOKEN}, please.")
    assert secret_at(request, "body") == "hush"
    moved = with_reference(with_reference(request, "body", "Mine"), "notes", "Other")
    assert moved.body == TextBody(text.replace("hush", "{{secret:Mine}}"), "text/plain")
    assert moved.notes == "Use {{secret:Other}}, please."
    # It is offered as a Basic credential instead.
    assert secret_at(a_request("https://ann:hush@localhost/"), "url") == ""


def variables(**values):
    return tuple(SavedVariable(name, value) for name, value in values.items())


BEFORE = SavedEnvironment(
    "Mine",
    based_on="Sandbox",
    base_urls=(("wiki", "https://w"),),
    variables=variables(a="1", b="2", c="3"),
)


def test_what_others_changed_stays():
    current = replace(BEFORE, colour="green", variables=variables(a="1", b="2", new="9", c="3"))
    after = replace(BEFORE, is_careful=True, variables=variables(a="1", b="other", c="3"))
    assert carried_over(current, BEFORE, after) == replace(
        current, is_careful=True, variables=variables(a="1", b="other", new="9", c="3")
    )


def test_every_field_is_carried_over():
    after = SavedEnvironment(
        "Mine",
        based_on="Production",
        colour="teal",
        is_careful=True,
        env_file=".env",
        proxy="none",
        proxy_credential="Work",
        proxy_exceptions=("a.example",),
        not_secret=("variable a",),
        base_urls=(("wiki", "https://other"),),
        variables=variables(b="3"),
        addresses=(read_override("a.example", "192.0.2.1"),),
    )
    assert carried_over(BEFORE, BEFORE, after) == after
    assert set(after.__struct_fields__) == {"name", *said_of(after)}


def said_of(saved):
    defaults = SavedEnvironment("Mine")
    return {n for n in saved.__struct_fields__ if getattr(saved, n) != getattr(defaults, n)}


def test_what_others_changed_of_the_route_stays():
    one, two = read_override("a.example", "192.0.2.1"), read_override("b.example", "192.0.2.2")
    before = replace(BEFORE, proxy="none", addresses=(one,))
    after = replace(before, proxy="http://p:1", proxy_credential="Work")
    current = replace(before, proxy_exceptions=("c.example",), addresses=(one, two))
    assert carried_over(current, before, after) == replace(
        current, proxy="http://p:1", proxy_credential="Work"
    )
    without = replace(after, addresses=(), proxy_exceptions=())
    assert carried_over(current, after, without).addresses == (two,)


def test_a_new_name_stays_in_its_place():
    after = replace(BEFORE, variables=variables(a="1", renamed="2", c="3"))
    current = replace(BEFORE, variables=variables(a="7", b="2", c="3"))
    assert carried_over(current, BEFORE, after).variables == variables(a="7", renamed="2", c="3")


def test_an_entry_comes_back_where_it_was_and_one_that_is_gone_is_added():
    without = replace(BEFORE, variables=variables(a="1", c="3"), base_urls=())
    assert carried_over(without, without, BEFORE) == BEFORE
    after = replace(BEFORE, variables=variables(a="1", b="changed", c="3"))
    assert carried_over(without, BEFORE, after).variables == after.variables
    assert carried_over(BEFORE, BEFORE, without) == without


_VARIABLES = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("12")).map(
    lambda values: variables(**values)
)


@given(_VARIABLES, _VARIABLES)
def test_without_other_changes_it_becomes_what_was_wanted(first, second):
    before, after = (SavedEnvironment("Mine", variables=variables) for variables in (first, second))
    changed = carried_over(before, before, after)
    assert {e.name: e.value for e in changed.variables} == {
        e.name: e.value for e in after.variables
    }


def test_references_take_the_place_of_secrets_that_were_moved():
    key = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4"
    saved = SavedEnvironment(
        "Mine",
        base_urls=(
            ("wiki", f"https://w/{key}/hook"),
            ("kahla", "https://ann:sesame@k"),
            ("stargate", f"https://s/{key}"),
        ),
        variables=variables(token="hush", a="1"),
    )
    # A user name with its password cannot be a reference.
    assert secrets_at(saved) == {
        "address of wiki": key,
        "address of kahla": "",
        "address of stargate": key,
        "variable token": "hush",
        "variable a": "1",
    }
    choice = SecretChoice(
        (("address of wiki", "Hook"), ("variable token", "Token")), ("address of stargate",)
    )
    assert with_choice(saved, choice) == replace(
        saved,
        base_urls=(("wiki", "https://w/{{secret:Hook}}/hook"), *saved.base_urls[1:]),
        variables=variables(token="{{secret:Token}}", a="1"),
        not_secret=("address of stargate",),
    )
