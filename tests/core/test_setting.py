from dataclasses import dataclass, field, fields

from aiurdesk.core.limits import Limits
from aiurdesk.core.setting import About, about, about_of
from aiurdesk.core.settings import Settings

LABEL = About("Longest wait", "Then it is given up.", 1, 9, " s")


@dataclass(frozen=True)
class Some:
    wait_s: float = field(default=1.0, metadata=about(LABEL))
    rest: int = 0


def test_what_is_said_of_a_setting_stands_at_its_field():
    wait, rest = fields(Some)
    assert about_of(wait) == LABEL
    assert about_of(rest) is None


def test_every_setting_says_what_it_is_and_its_default_is_in_its_range():
    settings = Settings()
    for owner in (settings, Limits()):
        for each in fields(owner):
            said = about_of(each)
            if each.name == "limits":
                continue
            assert said is not None
            assert said.label
            assert said.help.endswith(".")
            value = getattr(owner, each.name)
            assert isinstance(value, str) or said.least <= value <= said.most
