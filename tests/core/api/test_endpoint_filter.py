"""The filter over endpoints."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.api.endpoint import (
    OWN_GENERATION,
    CodeCase,
    Endpoint,
    Location,
    Parameter,
    ParameterKind,
    Service,
)
from aiurdesk.core.api.endpoint_filter import (
    Ranking,
    Where,
    matched_text,
    matches,
    searchable_text,
)

SERVICE = Service("lamps", "Lamps (2020)", "https://lamps.example", "2020-09", "2020")
ENDPOINT = Endpoint(
    id="lamps.lamp.switchon",
    service_id="lamps",
    group="Lamp",
    name="SwitchOn",
    method="POST",
    path="/Lamp/Switch-On/{House}",
    title="Turn on",
    description="Makes a lamp shine; sub-7 models too.",
    parameters=(Parameter("ColourId", ParameterKind.INTEGER, Location.FORM),),
    code_cases=(
        CodeCase(0, "It shines.", 200),
        CodeCase(-70, "None.", 200),
        CodeCase("no_lamp", ""),
    ),
)
TEXT = searchable_text(ENDPOINT, SERVICE)


@pytest.mark.parametrize(
    "needle",
    [
        "",
        "  ",
        "switch-on",
        "SWITCHON",
        "turn on",
        "on turn",
        "colourid",
        "shine",
        "lamps.lamp",
        "post",
        "(2020)",
        "/lamp/switch",
        "-70",
        "no_lamp",
        "\u221270",
        "turn -70",
        "-",
    ],
)
def test_what_is_in_an_endpoint_finds_it(needle):
    assert matches(needle, TEXT)


@pytest.mark.parametrize("needle", ["-7", "-0", "\u22127", "turn off", "get", "--70", "-70x"])
def test_what_is_not_in_an_endpoint_does_not_find_it(needle):
    assert not matches(needle, TEXT)


def test_a_code_is_found_whatever_else_the_text_holds():
    without = searchable_text(
        Endpoint("lamps.a.b", "lamps", "A", "B", "GET", "/-7", description="-7"), SERVICE
    )
    assert not matches("-7", without)


def test_sockets_are_found_by_their_badge():
    socket = Endpoint("lamps.a.b", "lamps", "A", "B", "GET", "/Listen", is_websocket=True)
    assert matches("ws /listen", searchable_text(socket, SERVICE))
    assert not matches("get", searchable_text(socket, SERVICE))


@given(st.text(st.characters()))
def test_any_text_can_be_filtered_by(needle):
    # No text may raise; a filter without words accepts everything.
    accepted = matches(needle, searchable_text(ENDPOINT, SERVICE))
    assert accepted or needle.split()


def test_a_hit_in_a_description_is_shown_without_tags_and_marks():
    service = Service("lamps", "Lamps", "https://x", OWN_GENERATION, "")
    words = "Lists <b>every</b> lamp of the **back** room.<br/>See [docs](https://x.example)."
    endpoint = Endpoint(
        "lamps.a.list", "lamps", "A", "list_all", "GET", "/l",
        description=words, generation=OWN_GENERATION,
    )  # fmt: skip
    (hit,) = Ranking([(endpoint, service)]).hits("room")
    assert matched_text(hit, "room") == "Lists every lamp of the back room. See docs."
    (hit,) = Ranking([(endpoint, service)]).hits("list all")
    assert hit.endpoint.shown_title == "List all"
    assert hit.where <= Where.NAME
