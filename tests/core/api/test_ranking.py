"""The order of the endpoints that match a filter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.api.endpoint import (
    CodeCase,
    Endpoint,
    Location,
    Parameter,
    ParameterKind,
    Service,
)
from aiurdesk.core.api.endpoint_filter import (
    Hit,
    Ranking,
    Where,
    matched_text,
    matches,
    place_in_name,
    searchable_text,
)
from aiurdesk.services.library import Library

CATALOGUE = Library().catalogue
ENTRIES = [
    (endpoint, description.service)
    for description in CATALOGUE.descriptions
    for endpoint in description.endpoints
]
RANKING = Ranking(ENTRIES)
SERVICE = Service("lamps", "Lamps (2020)", "https://lamps.example", "2020-09", "2020")


def an_endpoint(title, name="X", group="G", description="", parameters=(), codes=(), path="/"):
    return Endpoint(
        f"lamps.g.{title}", "lamps", group, name, "GET", path,
        title=title,
        description=description,
        parameters=tuple(Parameter(p, ParameterKind.TEXT, Location.QUERY) for p in parameters),
        code_cases=tuple(CodeCase(code, "") for code in codes),
    )  # fmt: skip


def titles(needle, *endpoints):
    ranking = Ranking((endpoint, SERVICE) for endpoint in endpoints)
    return [hit.endpoint.title for hit in ranking.hits(needle)]


def test_push_message_finds_the_endpoint_of_that_name_first():
    first, *_ = RANKING.hits("push message")
    assert first.endpoint.title == "Push message"
    assert first.endpoint.id == "stargate.message.pushmessage"


def test_channel_finds_names_before_descriptions():
    wheres = [hit.where for hit in RANKING.hits("channel")]
    assert wheres == sorted(wheres)
    assert wheres[0] <= Where.NAME_START
    assert wheres[-1] is Where.DESCRIPTION


def test_parts_count_in_their_order():
    assert titles(
        "lamp",
        an_endpoint("1", description="Turns a lamp on."),
        an_endpoint("2", parameters=("LampId",)),
        an_endpoint("3", path="/Lamp/On"),
        an_endpoint("4", group="Lamp"),
        an_endpoint("Streetlamp"),
        an_endpoint("Turn lamp on"),
        an_endpoint("Lamp on"),
        an_endpoint("Lamp"),
        an_endpoint("9", name="Lamp"),
    ) == ["Lamp", "9", "Lamp on", "Turn lamp on", "Streetlamp", "1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("needle", "expected"),
    [
        ("push message", ["Push message", "Push messages", "Do push message", "Message push"]),
        ("push mess", ["Push messages", "Push message", "Do push message", "Message push"]),
        ("message push", ["Message push", "Push messages", "Push message", "Do push message"]),
    ],
)
def test_words_in_their_order_come_before_words_in_another(needle, expected):
    made = [an_endpoint(title) for title in ("Message push", "Push messages", "Push message",
                                              "Do push message")]  # fmt: skip
    assert titles(needle, *made) == expected


def test_a_name_in_camel_case_has_words():
    assert titles("id", an_endpoint("1", "Hidden"), an_endpoint("2", "GetOpenID")) == ["2", "1"]


def test_equal_matches_stay_in_the_order_of_the_catalogue():
    made = [an_endpoint(title) for title in ("Lamp b", "Lamp a", "Lamp c")]
    assert titles("lamp", *made) == ["Lamp b", "Lamp a", "Lamp c"]
    assert titles("", *made) == ["Lamp b", "Lamp a", "Lamp c"]
    assert titles("bulb", *made) == []


LAMP = an_endpoint(
    "Turn on", "SwitchOn", "Lamp", "Makes a lamp shine; the colour stays as it was the last time, "
    "whoever chose it and whatever the hour may be. Broken bulbs are told.",
    ("Brightness", "ColourId"), (0, -70, "no_lamp"), "/Lamp/Switch-On/{House}",
)  # fmt: skip


@pytest.mark.parametrize(
    ("needle", "where", "text"),
    [
        ("turn", Where.NAME_START, ""),
        ("turn on", Where.NAME_START, ""),
        ("2020", Where.SERVICE, "Lamps (2020)"),
        ("switch-on", Where.PATH, "GET /Lamp/Switch-On/{House}"),
        ("colourid", Where.PARAMETER, "ColourId"),
        ("turn bright", Where.PARAMETER, "Brightness"),
        ("-70", Where.CODE, "−70"),
        ("−70", Where.CODE, "−70"),
        ("no_lamp", Where.CODE, "no_lamp"),
        ("shine", Where.DESCRIPTION, f"{LAMP.description[:80]}…"),
        ("broken", Where.DESCRIPTION, "…whatever the hour may be. Broken bulbs are told."),
    ],
)
def test_what_matched_outside_the_name_is_told(needle, where, text):
    (hit,) = Ranking([(LAMP, SERVICE)]).hits(needle)
    assert hit.where is where or (hit.where <= Where.NAME and where <= Where.NAME)
    assert matched_text(hit, needle) == text


@pytest.mark.parametrize(
    ("needle", "position"),
    [
        ("push  MESSAGE", Where.WHOLE_NAME),
        ("push mess", Where.NAME_START),
        ("mess push", Where.WORD_START),
        ("ush mess", Where.NAME),
        ("push channel", Where.DESCRIPTION),
    ],
)
def test_a_filter_has_a_place_in_the_name_of_anything(needle, position):
    assert place_in_name("Push message", needle) is position


def test_a_filter_that_was_typed_on_has_no_text():
    assert matched_text(Hit(LAMP, SERVICE, Where.PARAMETER), "gone") == ""


NEEDLES = st.one_of(
    st.text(max_size=8),
    st.lists(
        st.sampled_from(["push", "message", "-7", "−10", "0", "get", "/a", "id", "e", "probe."])
        | st.text("aeiou-0 ", max_size=3),
        max_size=3,
    ).map(" ".join),
)


@given(NEEDLES)
def test_ranking_finds_exactly_what_the_filter_accepts(needle):
    accepted = [e.id for e, service in ENTRIES if matches(needle, searchable_text(e, service))]
    ranked = RANKING.hits(needle)
    assert sorted(hit.endpoint.id for hit in ranked) == sorted(accepted)
    for hit in ranked[:5]:
        service = CATALOGUE.service(hit.endpoint.service_id)
        assert service is not None
        assert (matched_text(hit, needle) == "") == (hit.where <= Where.NAME)
