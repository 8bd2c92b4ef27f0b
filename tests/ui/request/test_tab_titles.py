from aiurdesk.core.request.request import Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.services.library import Library
from aiurdesk.ui.request.tab_titles import shown_method, tab_titles, truncate_title

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


def test_a_long_title_is_shortened_and_the_service_is_not():
    assert truncate_title("a" * 40 + " · Gateway") == "a" * 27 + "… · Gateway"
    assert truncate_title("Status") == "Status"


def test_the_chosen_method_is_shown_but_for_a_socket():
    status = CATALOGUE.endpoint("gateway.home.index")
    listen = CATALOGUE.endpoint("stargate.listen.channel")
    assert status is not None
    assert listen is not None
    assert shown_method(Request(status)) == "GET"
    assert shown_method(Request(status, method="POST")) == "POST"
    assert shown_method(Request(listen, method="POST")) == "WS"
