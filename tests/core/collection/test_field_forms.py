from typing import Annotated

import msgspec
import pytest

from aiurdesk.core.collection.field_forms import forms_of, record_of
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.request.field import Field


class _Group(msgspec.Struct, frozen=True):
    owner: Annotated[str, Field("belongs_to")] = ""
    account: Annotated[str | None, Field("account")] = None
    is_old: Annotated[bool, Field("old")] = False
    count: Annotated[int, Field("count", least=1, most=3)] = 2
    marks: Annotated[tuple[int, ...], Field("marks")] = ()
    unkept: Annotated[str, Field()] = ""


FORMS = forms_of(_Group, {tuple[int, ...]: (tuple, list)})


def test_a_group_has_the_keys_of_its_fields_and_leaves_out_defaults():
    assert list(FORMS) == ["belongs_to", "account", "old", "count", "marks"]
    assert record_of(_Group(), FORMS) == {}
    group = _Group("me", "", True, 1, (4, 5), "x")
    record = record_of(group, FORMS)
    assert record == {"belongs_to": "me", "account": "", "old": True, "count": 1, "marks": [4, 5]}
    read = {FORMS[key].name: FORMS[key].read(value) for key, value in record.items()}
    assert _Group(**read, unkept="x") == group


@pytest.mark.parametrize(
    ("key", "raw", "words"),
    [
        ("count", 4, "should be a whole number from 1 to 3, not 4"),
        ("count", True, "should be a whole number, not True"),
        ("old", "yes", "should be true or false"),
        ("belongs_to", 5, "should be text"),
    ],
)
def test_what_a_field_cannot_hold_is_told(key, raw, words):
    with pytest.raises(ProblemError, match=words):
        FORMS[key].read(raw)


def test_a_type_that_nothing_reads_is_a_bug():
    with pytest.raises(KeyError):
        forms_of(_Group)
