"""The state of a new sandbox."""

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP
from aiurdesk.sandbox.clock import system_clock
from aiurdesk.sandbox.state import fresh_state


def test_a_new_state_has_the_ready_apps_and_its_own_key():
    first, second = fresh_state(system_clock), fresh_state(system_clock)
    assert first.apps == {READY_APP.id: READY_APP, OTHER_APP.id: OTHER_APP}
    assert first.tokens.modulus != second.tokens.modulus
