from enum import StrEnum
from typing import Annotated

import msgspec
import pytest

from aiurdesk.core.formats.setting import (
    Setting,
    SettingField,
    parse_group,
    settings_in,
    settings_of,
    with_values,
)
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.state.settings import Settings


class Side(StrEnum):
    LEFT = "left"
    RIGHT = "right"


class Inner(msgspec.Struct, frozen=True):
    wait_s: Annotated[float, Setting("Wait", "A time.", least=1, most=9, unit=" s")] = 1.0


class Some(msgspec.Struct, frozen=True):
    """A setting of each type, a group, and a field that the dialog does not show."""

    wraps: Annotated[bool, Setting("Wrap lines", "Long ones.")] = True
    side: Annotated[Side, Setting("Side", "Of the panel.")] = Side.LEFT
    count: Annotated[int, Setting("Count", "Of rows.", least=1, most=9)] = 3
    name: Annotated[str, Setting("Name", "Of the person.")] = ""
    inner: Inner = Inner()
    rest: int = 0


def field(name, kind, **about):
    return SettingField(name, kind, Setting("A label", "A help.", **about))


def test_the_annotated_fields_are_the_settings():
    types = {setting.name: setting.type for setting in settings_of(Some)}
    assert types == {"wraps": bool, "side": Side, "count": int, "name": str}


def test_settings_of_inner_groups_follow_with_their_path():
    paths = [path for path, _, _ in settings_in(Some())]
    assert paths == [("wraps",), ("side",), ("count",), ("name",), ("inner", "wait_s")]


def test_values_are_put_in_by_their_paths():
    changed = with_values(Some(rest=5), {("wraps",): False, ("inner", "wait_s"): 2.0})
    assert changed == Some(wraps=False, inner=Inner(2.0), rest=5)


def test_a_record_is_taken_member_by_member():
    raw = {
        "wraps": False,
        "side": "right",
        "count": 9,
        "name": "Ada",
        "inner": {"wait_s": 2},
    }
    assert parse_group(Some, raw) == (Some(False, Side.RIGHT, 9, "Ada", Inner(2.0)), ())


def test_members_that_are_not_settings_are_left_alone():
    assert parse_group(Some, {"later": 1, "inner": {"later": 2}}) == (Some(), ())


@pytest.mark.parametrize(
    ("raw", "phrase"),
    [
        ({"wraps": 1}, "wraps should be true or false, not 1"),
        ({"side": "up"}, "side should be one of left, right, not 'up'"),
        ({"count": 10}, "count should be from 1 to 9, not 10"),
        ({"count": True}, "count should be a whole number, not True"),
        ({"name": None}, "name should be text, not None"),
        ({"inner": {"wait_s": True}}, "inner: wait_s should be a number, not True"),
        ({"inner": []}, "inner: should be an object with members, not []"),
        (None, "should be an object with members, not None"),
    ],
)
def test_a_wrong_value_is_told_and_has_its_default(raw, phrase):
    assert parse_group(Some, raw) == (Some(), (phrase,))


def test_a_large_limit_is_written_out():
    _, (phrase,) = parse_group(Limits, {"body_bytes": 5})
    assert phrase == "body_bytes should be from 1024 to 1099511627776, not 5"


def test_a_number_without_a_range_is_refused():
    with pytest.raises(TypeError, match="zoom is a number and needs a least and a most"):
        assert field("zoom", int).range


@pytest.mark.parametrize("group", [Settings, Limits])
def test_every_default_passes_the_check_of_its_setting(group):
    assert parse_group(group, msgspec.to_builtins(group())) == (group(), ())
    for setting in settings_of(group):
        assert setting.setting.label
        assert setting.setting.help.endswith(".")
