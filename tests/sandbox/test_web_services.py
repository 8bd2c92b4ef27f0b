"""Every service of the sandbox, compared with the recorded responses of the real servers.

``INTENDED_DIFFERENCES`` has the recorded exchanges that differ, with the reason. These differences
are in no recording:

* Gateway sends no mail and contacts no social provider, because nothing leaves this computer. Its
  registration page prints the captcha.
* Probe serves images unchanged (it ignores ``w`` and ``square``, and keeps EXIF data), because the
  sandbox has no image library. It stores up to 256 MB of files (then −7) and accepts bodies of up
  to 64 MB (then 413), because it keeps them in memory. Its public URLs point to the sandbox.
* Wrapgate as a reverse proxy supports only http targets on loopback. Any other target is treated as
  unreachable.
"""

import re

import pytest

from aiurdesk.core.api.endpoint import Endpoint, ParameterKind
from aiurdesk.core.variables.built_in_environments import is_in_sandbox
from aiurdesk.sandbox.aspnet.routing import Route, Router
from aiurdesk.sandbox.clock import system_clock
from aiurdesk.sandbox.state import fresh_state
from aiurdesk.sandbox.web_services import all_services
from aiurdesk.services.library import load_catalogue
from tests.recorded import checked_in, recordings, reduced, shapes, stems
from tests.sandbox.gateway_replay import gateway_steps
from tests.sandbox.proxy_targets import Echo, RedirectToHttps, serving
from tests.sandbox.replay import Replay

INTENDED_DIFFERENCES: dict[str, str] = {
    "archon/access-token/crash-developer-down": "the sandbox's Developer is never down",
    "gateway/oauth/authorize-wrong-domain": (
        "the ready app is in debug mode, so every host is allowed;"
        " tests/sandbox/gateway/test_oauth_controller.py has the same test with the other app"
    ),
    "stargate/listen/first-message-is-lost": (
        "the sandbox delivers it, because a lost first message only confuses new users"
    ),
    "stargate/listen/silent": "hypercorn always answers a close frame with a close frame",
    "stargate/listen/wrong-version": "hypercorn rejects a handshake with two version headers",
    "stargate/listen/app-deleted-while-listening": (
        "recorded after the end, without the channel; tests/sandbox/test_stargate.py has this case"
    ),
    "wrapgate/wrap/proxy-delete": "the sandbox does not forward hop-by-hop headers",
}

SERVICES = ["archon", "developer", "gateway", "probe", "stargate", "status", "wrapgate"]

READ_BY_ACTION = {"__RequestVerificationToken", "file", "w", "square"}
"""Parameters that an action reads from the request itself, without model binding."""


def described_routes() -> list[tuple[Endpoint, Route | None]]:
    """Return the catalogue's endpoints of all sandbox services, with their routes."""
    services = {service.id: service for service in all_services(fresh_state(system_clock))}
    found: list[tuple[Endpoint, Route | None]] = []
    for description in load_catalogue().descriptions:
        service = services.get(description.service.id)
        if service is not None:
            router = Router(service.routes)
            endpoints = [e for e in description.endpoints if e.path != "/doc" and is_in_sandbox(e)]
            found += [(e, matching_route(router, e)) for e in endpoints]
    return found


def matching_route(router: Router, endpoint: Endpoint) -> Route | None:
    """Return the route for the path and method of an endpoint."""
    matches = router.matches(re.sub(r"\{(\*\*)?\w+\}", "x", endpoint.path))
    routes = [match.route for match in matches]
    return next((r for r in routes if not r.methods or endpoint.method in r.methods), None)


def test_the_sandbox_has_every_endpoint_of_the_catalogue_with_all_parameters():
    described = described_routes()
    assert len(described) > 80
    for endpoint, route in described:
        assert route is not None, endpoint.id
        bound = {parameter.name.casefold(): parameter for parameter in route.parameters}
        for parameter in endpoint.parameters:
            name = parameter.name.partition(".")[0].casefold()
            assert parameter.name in READ_BY_ACTION or name in bound, (endpoint.id, parameter.name)
            if parameter.kind in (ParameterKind.INTEGER, ParameterKind.BOOLEAN) and name in bound:
                assert bound[name].kind is parameter.kind, (endpoint.id, parameter.name)


@pytest.mark.parametrize("service_id", SERVICES)
def test_each_response_has_the_shape_of_the_recorded_one(server, client, clock, service_id):
    replay = Replay(server, service_id, clock)
    steps = gateway_steps(replay, client, server, clock) if service_id == "gateway" else {}
    exchanges = shapes(f"infrastructures-2020-{service_id}")
    with serving(Echo) as echo, serving(RedirectToHttps) as redirect:
        replay.replace("127.0.0.1:5309", echo)
        replay.replace("127.0.0.1:5305", redirect)
        responses = list(replay.run(exchanges, steps))
    different = {}
    for name, recorded, received in responses:
        if recorded != received and name not in INTENDED_DIFFERENCES:
            different[name] = {
                part: (recorded.get(part), received.get(part))
                for part in recorded.keys() | received.keys()
                if recorded.get(part) != received.get(part)
            }
    assert len(responses) == len(exchanges)
    assert different == {}


def test_every_intended_difference_names_a_recorded_exchange():
    names = {facts["name"] for stem in stems() for facts in checked_in(stem)}
    assert set(INTENDED_DIFFERENCES) <= names


@pytest.mark.parametrize("stem", stems())
def test_the_checked_in_shapes_match_the_recordings(stem):
    exchanges = checked_in(stem)
    assert exchanges
    assert all("status" in facts or "error" in facts for facts in exchanges)
    # The recordings themselves are not part of the project, so they may be missing.
    folder = recordings()
    if folder is not None:
        assert exchanges == list(reduced(folder / f"{stem}.jsonl"))
