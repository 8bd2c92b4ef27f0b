from aiurdesk.core.api.endpoint import (
    CodeCase,
    Endpoint,
    Location,
    Parameter,
    ParameterKind,
)


def test_a_parameter_is_found_without_regard_to_case():
    channel = Parameter("ChannelId", ParameterKind.INTEGER, Location.FORM)
    endpoint = Endpoint("a.b.c", "a", "b", "c", "POST", "/", parameters=(channel,))
    assert endpoint.parameter("channelid") is channel
    assert endpoint.parameter("Channel") is None


def test_a_socket_is_shown_as_ws():
    assert Endpoint("a.b.c", "a", "b", "c", "GET", "/", is_websocket=True).shown_method == "WS"
    assert Endpoint("a.b.c", "a", "b", "c", "GET", "/").shown_method == "GET"


def test_documented_codes_belong_to_the_table_of_the_service():
    cases = (CodeCase(-4, "No such channel.", 200),)
    endpoint = Endpoint("a.b.c", "a", "b", "c", "POST", "/", code_cases=cases, table="2020")
    assert endpoint.cases_of("2020") == cases
    assert endpoint.cases_of("2023") == ()
    typed = Endpoint("a.b.c", "a", "b", "c", "POST", "/", code_cases=cases)
    assert typed.cases_of("2023") == cases
