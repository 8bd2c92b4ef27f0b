import pytest

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.request.request import Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.services.library import Library
from aiurdesk.ui.request.tab_titles import (
    shown_method,
    shown_titles,
    tab_titles,
    told_apart,
    truncate_title,
)

CATALOGUE = Library().catalogue


def titles(*endpoint_ids):
    endpoints = {}
    for key, endpoint_id in enumerate(endpoint_ids):
        target = CATALOGUE.endpoint(endpoint_id) or Typed(endpoint_id)
        endpoints[key] = Request(target).endpoint
    return list(tab_titles(endpoints, service_name).values())


def service_name(service_id):
    service = CATALOGUE.service(service_id)
    assert service is not None
    return service.name


def test_a_title_alone_names_no_service():
    assert titles("gateway.home.index", "stargate.message.pushmessage") == [
        "Status",
        "Push message",
    ]


def test_the_service_is_named_where_two_titles_are_alike():
    assert titles("gateway.home.index", "probe.home.index", "gateway.home.index") == [
        "Status · Gateway",
        "Status · Probe",
        "Status · Gateway",
    ]


def test_services_of_one_name_are_told_apart_by_their_ids():
    first, second = (CATALOGUE.endpoint(f"{name}.home.index") for name in ("gateway", "probe"))
    assert first is not None
    assert second is not None
    assert list(tab_titles({1: first, 2: second}, lambda _: "Same").values()) == [
        "Status · gateway",
        "Status · probe",
    ]


def test_a_custom_url_has_its_path():
    assert titles("https://localhost/a?b=1", "{{base}}/users/1") == ["/a", "/users/1"]


def test_a_custom_url_without_a_path_has_its_host():
    assert titles("https://localhost:1/", "{{base}}", "") == [
        "localhost:1",
        "{{base}}",
        "New request",
    ]


def test_the_host_is_named_where_two_paths_are_alike():
    assert titles("https://one/a", "https://one/a", "http://one/b") == ["/a", "/a", "/b"]
    assert titles("https://one/a", "https://two/a") == ["/a · one", "/a · two"]


def test_a_long_title_is_shortened():
    assert truncate_title("a" * 100) == "a" * 60 + "…"
    assert truncate_title("Status") == "Status"


def test_the_folder_is_named_where_two_saved_requests_are_alike():
    endpoint = CATALOGUE.endpoint("gateway.home.index")
    assert endpoint is not None
    endpoints = dict.fromkeys((1, 2, 3), endpoint)
    names, folders = {1: "List", 2: "List", 3: "Add"}, {1: "lamps", 2: "orders", 3: "lamps"}
    assert tab_titles(endpoints, service_name, names, folders) == {
        1: "List · lamps",
        2: "List · orders",
        3: "Add",
    }


def request(address, method=""):
    return Request(Typed(address), method=method)


def lamp(**values):
    parameters = (
        Parameter("id", ParameterKind.TEXT, Location.PATH),
        Parameter("token", ParameterKind.SECRET, Location.QUERY),
        Parameter("page", ParameterKind.TEXT, Location.QUERY),
        Parameter("note", ParameterKind.TEXT, Location.FORM),
    )
    endpoint = Endpoint("a.b.c", "a", "b", "c", "GET", "/lamps/{id}", parameters=parameters)
    return Request(endpoint, values=tuple(values.items()))


@pytest.mark.parametrize(
    ("requests", "told"),
    [
        ([lamp(id="7"), lamp(id="8")], ["T · id=7", "T · id=8"]),
        ([lamp(id="7", page="1"), lamp(id="7", page="2")], ["T · page=1", "T · page=2"]),
        ([lamp(id="7"), lamp()], ["T · id=7", "T"]),
        ([lamp(id="7"), lamp(id="7"), lamp(id="7")], ["T", "T · 2", "T · 3"]),
        ([lamp(id="7"), lamp(id="7"), lamp(id="8")], ["T · id=7", "T · id=7 · 2", "T · id=8"]),
        ([lamp(token="a"), lamp(token="b")], ["T", "T · 2"]),
        ([lamp(note="a"), lamp(note="b")], ["T", "T · 2"]),
        ([lamp(id="x" * 99), lamp(id="y")], [f"T · id={'x' * 24}…", "T · id=y"]),
        ([request("https://h/a?b=1"), request("https://h/a?b=2")], ["T · b=1", "T · b=2"]),
        ([request("https://h/a"), request("https://h/a", "POST")], ["T", "T"]),
        ([lamp(id="7")], ["T"]),
    ],
)
def test_tabs_of_one_title_show_a_value_that_tells_them_apart(requests, told):
    keyed = dict(enumerate(requests))
    assert list(told_apart(dict.fromkeys(keyed, "T"), keyed).values()) == told


@pytest.mark.parametrize(
    ("whole", "shown"),
    [
        (["/acme/users/1"], ["/acme/users/1"]),
        (["/acme/users/1", "/acme/orders"], ["…/users/1", "…/orders"]),
        (
            ["/acme/v1/orders/7/lines", "/acme/v1/orders/8/lines", "/acme/v1/users"],
            ["…/7/lines", "…/8/lines", "…/users"],
        ),
        (["/acme", "/acme/a", "/other"], ["/acme", "…/a", "/other"]),
        (["/a/1/x", "/a/2/x", "/b/1/x", "/b/2/x"], ["/a/1/x", "/a/2/x", "/b/1/x", "/b/2/x"]),
        (["/acme/a", "/acme/a"], ["/acme/a", "/acme/a"]),
        (["Status · Gateway", "Status · Probe"], ["Gateway · Status", "Probe · Status"]),
        (["/a/b · one", "/a/b · two"], ["one · /a/b", "two · /a/b"]),
        (["Status", "Status · 2"], ["Status", "Status · 2"]),
        (["Get · id=7", "Get · id=8"], ["id=7 · Get", "id=8 · Get"]),
        (["List lamps", "/lamps"], ["List lamps", "/lamps"]),
    ],
)
def test_a_tab_shows_what_tells_it_from_the_others(whole, shown):
    assert list(shown_titles(dict(enumerate(whole))).values()) == shown


def test_the_chosen_method_is_shown_but_for_a_socket():
    status = CATALOGUE.endpoint("gateway.home.index")
    listen = CATALOGUE.endpoint("stargate.listen.channel")
    assert status is not None
    assert listen is not None
    assert shown_method(Request(status)) == "GET"
    assert shown_method(Request(status, method="POST")) == "POST"
    assert shown_method(Request(listen, method="POST")) == "WS"
