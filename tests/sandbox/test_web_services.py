"""Every service against what its real server answered to the same calls.

The exchanges that differ on purpose stand in ``ON_PURPOSE`` with the reason. What differs on
purpose and is in no recording:

* Gateway sends no mail and asks no social provider, because nothing leaves this computer; the
  captcha of the registration is told on the page.
* Probe serves images as they were stored (``w`` and ``square`` are ignored, EXIF stays), because
  the sandbox has no picture library; it keeps 256 MB of files (then −7) and takes bodies up to
  64 MB (then 413), because it keeps them in memory; its public addresses lead back to itself.
* Wrapgate fetches the target of a reverse proxy over plain http on loopback only; any other target
  is answered like one that is down.
"""

import re

import pytest

from aiurdesk.core.api.endpoint import Endpoint, ParameterKind
from aiurdesk.core.request.built_in_environments import is_in_sandbox
from aiurdesk.sandbox.aspnet.routing import Route, Router
from aiurdesk.sandbox.clock import system_clock
from aiurdesk.sandbox.state import fresh_state
from aiurdesk.sandbox.web_services import all_services
from aiurdesk.services.library import load_catalogue
from tests.recorded import checked_in, recordings, reduced, shapes, stems
from tests.sandbox import gateway_replay
from tests.sandbox.proxy_targets import Echo, WantsTls, serving
from tests.sandbox.replay import Replay

ON_PURPOSE: dict[str, str] = {
    "archon/access-token/crash-developer-down": "the sandbox's Developer never is down",
    "gateway/oauth/authorize-wrong-domain": (
        "the ready app is in debug mode and goes back to any host; its twin with the other app is"
        " in tests/sandbox/gateway/test_oauth_controller.py"
    ),
    "stargate/listen/first-message-is-lost": (
        "the sandbox delivers it: a newcomer's first push would vanish for no visible reason"
    ),
    "stargate/listen/silent": (
        "the sandbox answers a close frame with one: the server library knows no other end"
    ),
    "stargate/listen/wrong-version": "two version headers in one handshake; hypercorn refuses them",
    "stargate/listen/app-deleted-while-listening": (
        "recorded when it ended, with the channel gone; tests/sandbox/test_stargate.py plays it"
    ),
    "wrapgate/wrap/proxy-delete": "what concerns one connection only is not passed on",
}

SERVICES = ["archon", "developer", "gateway", "probe", "stargate", "status", "wrapgate"]

READ_BY_HAND = {"__RequestVerificationToken", "file", "w", "square"}
"""Parameters that an action takes from the request itself, as the real ones do."""


def described_routes() -> list[tuple[Endpoint, Route | None]]:
    """Return every endpoint that the catalogue has of these services, with its action."""
    services = {service.id: service for service in all_services(fresh_state(system_clock))}
    found: list[tuple[Endpoint, Route | None]] = []
    for description in load_catalogue().descriptions:
        service = services.get(description.service.id)
        if service is not None:
            router = Router(service.routes)
            whole = [e for e in description.endpoints if e.path != "/doc" and is_in_sandbox(e)]
            found += [(e, action(router, e)) for e in whole]
    return found


def action(router: Router, endpoint: Endpoint) -> Route | None:
    """Return the action that takes the endpoint's path and method."""
    matches = router.matches(re.sub(r"\{(\*\*)?\w+\}", "x", endpoint.path))
    routes = [match.route for match in matches]
    return next((r for r in routes if not r.methods or endpoint.method in r.methods), None)


def test_every_endpoint_of_the_catalogue_is_served_with_all_its_parameters():
    described = described_routes()
    assert len(described) > 80
    for endpoint, route in described:
        assert route is not None, endpoint.id
        fields = {field.name.casefold(): field for field in route.parameters}
        for parameter in endpoint.parameters:
            name = parameter.name.partition(".")[0].casefold()
            assert parameter.name in READ_BY_HAND or name in fields, (endpoint.id, parameter.name)
            if parameter.kind in (ParameterKind.INTEGER, ParameterKind.BOOLEAN) and name in fields:
                assert fields[name].kind is parameter.kind, (endpoint.id, parameter.name)


@pytest.mark.parametrize("service_id", SERVICES)
def test_each_answer_has_the_shape_of_the_recorded_one(server, client, clock, service_id):
    replay = Replay(server, service_id, clock)
    steps = gateway_replay.steps(replay, client, server, clock) if service_id == "gateway" else {}
    exchanges = shapes(f"infrastructures-2020-{service_id}")
    with serving(Echo) as echo, serving(WantsTls) as wants_tls:
        replay.learn_text("127.0.0.1:5309", echo)
        replay.learn_text("127.0.0.1:5305", wants_tls)
        responses = list(replay.run(exchanges, steps))
    different = {}
    for name, recorded, replayed in responses:
        if recorded != replayed and name not in ON_PURPOSE:
            different[name] = {
                part: (recorded.get(part), replayed.get(part))
                for part in recorded.keys() | replayed.keys()
                if recorded.get(part) != replayed.get(part)
            }
    assert different == {}


def test_what_differs_on_purpose_is_recorded_at_all():
    names = {facts["name"] for stem in stems() for facts in checked_in(stem)}
    assert set(ON_PURPOSE) <= names


@pytest.mark.parametrize("stem", stems())
def test_the_checked_in_shapes_are_those_of_the_recordings(stem):
    folder = recordings()
    source = checked_in(stem) if folder is None else list(reduced(folder / f"{stem}.jsonl"))
    assert checked_in(stem) == source
    assert all("status" in facts or "error" in facts for facts in source)
