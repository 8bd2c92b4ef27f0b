import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.sockets.event_types import event_in, parse_event_table

SOURCE = """
name = "Chat"
services = ["chat"]
required_members = ["type", "about"]
[[event]]
type = 3
name = "Left"
meaning = "Somebody left."
"""


def name_of(content: str, service_id: str = "chat") -> str:
    hit = event_in(content, service_id, [parse_event_table(SOURCE, "chat.toml")])
    return hit[1].name if hit else ""


def test_an_event_is_known_by_its_number():
    assert name_of('{"type": 3, "about": "x"}') == "Left"


@pytest.mark.parametrize(
    "content",
    [
        '{"type": 3}',
        '{"type": 4, "about": 1}',
        '{"type": true, "about": 1}',
        '{"type": "3", "about": 1}',
        '{"type": 3, "about": 1',
        '[{"type": 3, "about": 1}]',
        "three",
        "",
        "{" * 5000,
    ],
)
def test_other_texts_are_not_events(content):
    assert name_of(content) == ""


def test_an_event_belongs_to_its_service():
    assert name_of('{"type": 3, "about": "x"}', "mail") == ""


VALUE: st.SearchStrategy[object] = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(), st.just([]), st.just({})
)


@given(VALUE | st.dictionaries(st.sampled_from(["type", "about", "code"]), VALUE))
def test_any_json_is_a_known_event_or_none(value):
    assert name_of(json.dumps(value)) in ("", "Left")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("name = ", "chat.toml: "),
        ('name = "Chat"', "services is missing"),
        (
            'name = "Chat"\nservices = ["chat"]\n[[event]]\ntype = "x"\nname = "L"',
            "event L: type should",
        ),
    ],
)
def test_a_mistake_in_a_table_is_named_with_its_file(source, words):
    with pytest.raises(ProblemError, match=r"^chat\.toml") as raised:
        parse_event_table(source, "chat.toml")
    assert words in str(raised.value)
