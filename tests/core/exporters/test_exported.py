import pytest
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.exporters import COLLECTION_FORMATS
from aiurdesk.core.exporters.exported import (
    ExportedFolder,
    exported_exchange,
    exported_item,
    left_out_of,
    quoted,
)
from aiurdesk.core.preparing.json_template import ACCEPT
from aiurdesk.core.request.graphql_text import graphql_json
from aiurdesk.core.request.request import (
    Case,
    FormBody,
    GraphqlBody,
    Header,
    JsonBody,
    NoBody,
    OffRow,
    Request,
    Row,
    SendOptions,
    TextBody,
)
from aiurdesk.core.request.typed import Typed
from tests.core.exchange.test_exchange import ANSWER, INVALID_INPUT, an_exchange
from tests.core.exporters.collections import a_folder, a_request

TEXT = ParameterKind.TEXT
ENDPOINT = Endpoint(
    "shop.users.find",
    "shop",
    "Users",
    "Find",
    "POST",
    "/users/{id}",
    parameters=(
        Parameter("id", TEXT, Location.PATH),
        Parameter("page", TEXT, Location.QUERY),
        Parameter("name", TEXT, Location.FORM),
    ),
)


def test_an_endpoint_is_written_with_the_address_of_its_service():
    values = (("id", "a/b {{x}}"), ("page", "2"), ("name", "Ann"))
    exported = exported_item("Find", Request(ENDPOINT, values=values), "https://shop.example")
    assert exported.sent.url == "https://shop.example/users/a%2Fb%20{{x}}?page=2"
    assert exported.sent.body == FormBody((Row("name", "Ann"),))
    assert exported.sent.content_type == "application/x-www-form-urlencoded"


def test_a_content_type_of_its_own_wins():
    headers = (Header("Content-Type", "application/vnd.x+json"), Header("A", "1"))
    exported = exported_item("A", a_request("POST", "/", JsonBody("{}"), headers=headers), "")
    assert exported.sent.body == TextBody("{}", "application/vnd.x+json")
    assert exported.sent.headers == (Header("A", "1"),)


def test_values_of_a_custom_url_are_its_query_or_its_form():
    pairs = (("a", "1"),)
    assert exported_item("A", a_request("GET", "/x", values=pairs), "").sent.url.endswith("/x?a=1")
    posted = exported_item("A", a_request("POST", "/x", values=pairs), "")
    assert posted.sent.body == FormBody((Row("a", "1"),))


def test_what_no_program_takes_over_is_told():
    request = a_request(
        "GET",
        "/",
        credential="work",
        dialect="slack",
        headers_off=(OffRow(0, "A", "1"),),
        options=SendOptions(timeout_ms=5),
    )
    told = " ".join(left_out_of("A", exported_item("A", request, "")))
    for words in ("credential “work”", "dialect slack", "1 row", "options"):
        assert words in told


def test_an_exchange_is_written_as_it_was_sent():
    exchange = an_exchange(ANSWER, INVALID_INPUT)
    exported = exported_exchange("A", exchange)
    assert (exported.sent.url, exported.sent.method) == (
        exchange.prepared.url,
        exchange.prepared.method,
    )
    assert exported.exchange is exchange


def test_variables_stay_in_a_query():
    assert quoted("a b&{{x}}") == "a%20b%26{{x}}"


@pytest.mark.parametrize("form", COLLECTION_FORMATS, ids=lambda one: one.id)
def test_every_format_writes_every_request_and_says_what_is_lost(form):
    exported = form.write(a_folder())
    for name in ("List", "Create", "Login", "Upload", "Text", "File"):
        assert name in exported.text
    if form.id != "markdown":
        assert any("credential “work”" in line for line in exported.left_out)
    assert form.write(ExportedFolder("Empty")).left_out == ()
    assert isinstance(exported_item("A", a_request("GET", "/"), "").sent.body, NoBody)


DOCUMENT = GraphqlBody("query A($n: Int) { a(n: $n) }", '{"n": {{n}}}')


@pytest.mark.parametrize("form", COLLECTION_FORMATS, ids=lambda one: one.id)
@pytest.mark.parametrize("operation", ["", "A"])
def test_every_format_has_documents_of_graphql_with_their_variables(form, operation):
    body = replace(DOCUMENT, operation=operation)
    exported = exported_item("A", a_request("POST", "/graphql", body), "")
    text = form.write(ExportedFolder("Shop", (exported,))).text
    assert "query A($n: Int) { a(n: $n) }" in text
    assert "{{n}}" in text
    assert Header("Accept", ACCEPT) in exported.sent.headers


def test_a_get_has_a_document_of_graphql_in_its_address():
    exported = exported_item("A", a_request("GET", "/graphql", DOCUMENT), "")
    query = "query%20A%28%24n%3A%20Int%29%20%7B%20a%28n%3A%20%24n%29%20%7D"
    assert exported.sent.url.endswith(f"?query={query}&variables=%7B%22n%22%3A%20{{{{n}}}}%7D")
    assert isinstance(exported.sent.body, NoBody)


def test_a_document_of_graphql_keeps_a_type_of_its_own():
    headers = (Header("Content-Type", "application/graphql+json"),)
    exported = exported_item("A", a_request("POST", "/", DOCUMENT, headers=headers), "")
    assert exported.sent.content_type == "application/graphql+json"
    assert exported.sent.body == TextBody(graphql_json(DOCUMENT), "application/graphql+json")


def test_a_subscription_says_that_it_needs_a_socket():
    body = GraphqlBody("subscription { a }")
    endpoint = Typed("https://h.example/graphql", "POST")
    exported = exported_item("A", Request(endpoint, method="POST", body=body), "")
    assert (exported.sent.method, exported.sent.body) == ("POST", body)
    assert "subscription over a WebSocket" in " ".join(left_out_of("A", exported))


@pytest.mark.parametrize("form", COLLECTION_FORMATS, ids=lambda form: form.id)
def test_every_export_says_which_cases_it_leaves_out(form):
    request = a_request("GET", "/", cases=(Case("a"), Case("b")))
    folder = ExportedFolder("C", (exported_item("A", request, ""),))
    assert "A: 2 cases." in form.write(folder).left_out
