from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind, Service
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.preparing.prepare import prepare
from aiurdesk.core.request.request import (
    FileContent,
    FileValue,
    Header,
    PreparedRequest,
    Request,
    TextBody,
    Value,
)

K, L = ParameterKind, Location
SERVICE = Service("probe", "Probe", "https://probe.aiursoft.com", "2020-09", "2020")
PLAIN = Environment("Production", variables={"id": "7"})


def own(*parameters: Parameter, method: str = "POST", body_types: tuple[str, ...] = ()) -> Endpoint:
    """Return an endpoint of a service that a person added."""
    return Endpoint(
        "probe.a.b", "probe", "a", "b", method, "/a",
        parameters=parameters, generation="own", body_types=body_types,
    )  # fmt: skip


def sent_to(endpoint: Endpoint, *values: tuple[str, Value], **members: object) -> PreparedRequest:
    prepared = prepare(
        Request(endpoint, values=values, **members),  # type: ignore[arg-type]
        SERVICE,
        PLAIN,
        "boundary",
    )
    assert isinstance(prepared, PreparedRequest), prepared
    return prepared


def test_parameters_go_into_headers_and_cookies():
    header, cookie = Parameter("X-Trace", K.TEXT, L.HEADER), Parameter("sid", K.TEXT, L.COOKIE)
    endpoint = own(header, cookie, Parameter("b", K.TEXT, L.COOKIE), method="GET")
    values = (("X-Trace", "t {{id}}"), ("sid", "s"), ("b", "2"))
    assert sent_to(endpoint, *values).headers == (
        Header("X-Trace", "t 7"),
        Header("Cookie", "sid=s; b=2"),
    )
    typed = (Header("x-trace", "mine"), Header("Cookie", "sid=mine"))
    prepared = sent_to(endpoint, *values, headers=typed)
    assert prepared.headers == (Header("x-trace", "mine"), Header("Cookie", "sid=mine; b=2"))


def test_a_header_that_would_break_the_request_is_refused_even_if_forced():
    endpoint = own(Parameter("X-Trace", K.TEXT, L.HEADER), method="GET")
    for is_forced in (False, True):
        request = Request(endpoint, values=(("X-Trace", "a\r\nb: c"),), is_forced=is_forced)
        refused = prepare(request, SERVICE, PLAIN, "boundary")
        assert isinstance(refused, tuple)
        assert "not allowed in a header" in refused[0].sentence


def test_a_list_is_joined_where_its_parameter_says_so():
    tags = Parameter("tags", K.LIST, L.QUERY, separator="|")
    assert sent_to(own(tags, method="GET"), ("tags", ("a", "b"))).url.endswith("?tags=a%7Cb")
    assert sent_to(own(tags, method="GET"), ("tags", ())).url.endswith("/a")
    repeated = replace(tags, separator="")
    assert sent_to(own(repeated, method="GET"), ("tags", ("a", "b"))).url.endswith("?tags=a&tags=b")


def test_a_parameter_is_sent_under_its_own_name():
    second = Parameter("id (query)", K.TEXT, L.QUERY, wire_name="id")
    endpoint = replace(own(Parameter("id", K.TEXT, L.PATH), second, method="GET"), path="/a/{id}")
    prepared = sent_to(endpoint, ("id", "1"), ("id (query)", "2"))
    assert prepared.url == "https://probe.aiursoft.com/a/1?id=2"


def test_a_body_has_the_first_type_of_its_endpoint():
    body = Parameter("body", K.JSON, L.JSON)
    endpoint = own(body, body_types=("application/merge-patch+json", "text/csv"))
    prepared = sent_to(endpoint, ("body", "{}"))
    assert prepared.headers == (Header("Content-Type", "application/merge-patch+json"),)
    assert prepared.body == (b"{}",)
    assert sent_to(endpoint).body == ()
    file = FileValue("/tmp/a.png", "a.png")
    picture = own(Parameter("body", K.FILE, L.JSON), body_types=("image/png",))
    prepared = sent_to(picture, ("body", file))
    assert (prepared.headers, prepared.body) == (
        (Header("Content-Type", "image/png"),),
        (FileContent("/tmp/a.png"),),
    )


def test_a_body_of_another_type_takes_the_place_of_the_parameter():
    body = Parameter("body", K.JSON, L.JSON, required=True)
    endpoint = own(body, body_types=("application/json", "text/csv"))
    prepared = sent_to(endpoint, body=TextBody("a,b", "text/csv"))
    assert (prepared.headers, prepared.body) == ((Header("Content-Type", "text/csv"),), (b"a,b",))


def test_a_post_that_has_no_body_sends_none():
    assert sent_to(own()).body == ()
    assert sent_to(replace(own(), generation="2020")).body == (b"",)
