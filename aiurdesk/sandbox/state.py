"""What all services of one sandbox share; each keeps the rest of its data itself."""

from dataclasses import dataclass, field

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP, App
from aiurdesk.sandbox.clock import Clock
from aiurdesk.sandbox.tokens import TokenIssuer


@dataclass(slots=True)
class State:
    """Lives as long as one run of the sandbox; a restart forgets all of it."""

    clock: Clock
    tokens: TokenIssuer
    apps: dict[str, App] = field(default_factory=dict)
    """App id → app."""
    base_urls: dict[str, str] = field(default_factory=dict)
    """Service id → base address, known as soon as the ports are."""


def fresh_state(clock: Clock) -> State:
    """Return a state with the ready apps in it."""
    apps = {app.id: app for app in (READY_APP, OTHER_APP)}
    return State(clock, TokenIssuer(clock), apps)
