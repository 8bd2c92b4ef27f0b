"""The table of a load test, as the manual shows it."""

from aiurdesk.core.load.load_report import LoadTally
from aiurdesk.core.load.load_table import load_lines
from aiurdesk.core.load.load_ticks import LoadCount, LoadOutcome, LoadTick
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.resources import read_text

WAIT = LoadOutcome(Severity.WAIT, "Wait −11", 200)
GOOD = LoadOutcome(Severity.SUCCESS, "Success 0", 200)


def test_the_manual_shows_the_table_of_a_load():
    got = LoadCount("Get", WAIT, ((44, 100), (50, 48), (53, 5), (54, 9), (97, 1), (120, 3)))
    pushed = LoadCount("Push", GOOD, ((43, 40), (44, 60), (50, 54), (52, 7), (96, 2)))
    tally = LoadTally()
    tally.add(LoadTick(0, 10, (got, pushed)))
    lines = [*load_lines(tally.report("Checks"), 100)]
    assert "\n".join(f"    {line}".rstrip() for line in lines) in read_text("manual/load.md")
