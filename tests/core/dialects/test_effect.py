from datetime import UTC, datetime

from aiurdesk.core.dialects.effect import Effect, ShortVerdict, effects_sentence
from aiurdesk.core.verdict.verdict import Severity

OK = ShortVerdict(Severity.SUCCESS, "200 OK")
SOLD_OUT = ShortVerdict(Severity.INPUT, "no_stock Sold out")
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def effect(before, after):
    return Effect("Buy", NOW, before, after)


def test_changes_are_counted():
    fine = ShortVerdict(Severity.SUCCESS, "0 Bought")
    effects = (effect(OK, OK), effect(OK, SOLD_OUT), effect(OK, fine))
    assert [each.is_change for each in effects] == [False, True, False]
    assert [each.turns for each in effects] == [False, True, False]
    assert effects_sentence(effects) == (
        "3 earlier responses of this host: 1 verdict changes, 1 of them between success and "
        "failure."
    )


def test_nothing_is_said_of_what_there_is_none_of():
    assert effects_sentence(()) == "The history has no earlier response of this host."
    assert effects_sentence((effect(OK, OK),), has_more=True) == (
        "1 earlier response of this host: 0 verdicts change. Older ones were not looked at."
    )
    assert effects_sentence((effect(OK, OK),), too_long=2).endswith(
        "0 verdicts change. 2 with a long body were not looked at."
    )
