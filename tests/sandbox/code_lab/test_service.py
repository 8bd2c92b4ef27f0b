"""The code lab and its description."""

from aiurdesk.sandbox.clock import system_clock
from aiurdesk.sandbox.code_lab import (
    broken_bodies,
    failures,
    result_codes,
    sockets,
    statuses,
    streams,
)
from aiurdesk.services.library import load_code_lab


def test_each_endpoint_has_an_action():
    groups = (result_codes, broken_bodies, failures)
    names = {name for group in groups for name in group.actions()}
    names |= sockets.ACTIONS.keys() | streams.ACTIONS.keys() | statuses.actions(system_clock).keys()
    assert {f"code-lab.{name}" for name in names} == {e.id for e in load_code_lab().endpoints}
