from typing import Annotated

import msgspec
import pytest

from aiurdesk.core.request.limits import Limits
from aiurdesk.core.setting import About, settings_of
from aiurdesk.core.settings import Settings

LABEL = About("Longest wait", "Then it is given up.", 1, 9, " s")


class Some(msgspec.Struct, frozen=True):
    wait_s: Annotated[float, LABEL] = 1.0
    rest: int = 0


def test_what_is_said_of_a_setting_stands_at_its_field():
    assert settings_of(Some) == {"wait_s": LABEL}


@pytest.mark.parametrize("owner", [Settings(), Limits()])
def test_every_setting_says_what_it_is_and_its_default_is_in_its_range(owner):
    said = settings_of(type(owner))
    assert {*owner.__struct_fields__} - {*said} <= {"limits"}
    for name, about in said.items():
        assert about.label
        assert about.help.endswith(".")
        value = getattr(owner, name)
        assert isinstance(value, str) or about.least <= value <= about.most
