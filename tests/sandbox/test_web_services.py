"""Every service of the sandbox, compared with the recorded responses of the real servers.

``INTENDED_DIFFERENCES`` has the recorded exchanges that differ, with the reason. These differences
are in no recording:

* Gateway contacts no social provider, because nothing leaves this computer. Its registration page
  prints the captcha.
* Probe serves images unchanged (it ignores ``w`` and ``square``, and keeps EXIF data), because the
  sandbox has no image library. It stores up to 256 MB of files (then −7) and accepts bodies of up
  to 64 MB (then 413), because it keeps them in memory. Its public URLs point to the sandbox.
* No request is redirected to TLS or refused because there are too many.
* ``/doc`` has an entry for each endpoint of the catalogue, with its description there.
"""

import pytest

from aiurdesk.core.environments.environment import is_in_sandbox
from aiurdesk.sandbox.clock import system_clock
from aiurdesk.sandbox.state import fresh_state
from aiurdesk.sandbox.web_services import all_services
from tests.recorded import checked_in, recordings, reduced, shapes, stems
from tests.sandbox.conftest import described
from tests.sandbox.gateway_replay import gateway_steps
from tests.sandbox.replay import Replay
from tests.sandbox.response_shapes import Facts

SAMPLE = "a sample of the response, whatever was sent"
NOT_IN_CATALOGUE = "the sandbox has only the endpoints of the catalogue"
NO_OTHER_SERVER = "the sandbox reaches no other server"
INTENDED_DIFFERENCES: dict[str, str] = {
    "archon/access-token/crash-developer-down": "the sandbox's Developer is never down",
    "developer/app-info/in-a-form": "each parameter can be in the query or in the form",
    "gateway/oauth/authorize-wrong-domain": (
        "the ready app is in debug mode, so every host is allowed;"
        " tests/sandbox/gateway/test_oauth_controller.py has the same test with the other app"
    ),
    "gateway/all-user-granted/ok-default-page": SAMPLE,
    "gateway/all-user-granted/ok-page-2": SAMPLE,
    "gateway/all-user-granted/ok-size-3-page-2": SAMPLE,
    "gateway/all-user-granted/empty": SAMPLE,
    "gateway/change-password/wrong-old": SAMPLE,
    "gateway/delete-email/not-found": SAMPLE,
    "gateway/drop-granted-apps/not-found": SAMPLE,
    "gateway/password/forgot-unknown": NOT_IN_CATALOGUE,
    "gateway/send-confirmation-email/already-validated": SAMPLE,
    "gateway/send-confirmation-email/not-found": SAMPLE,
    "gateway/set-lang/missing-all": SAMPLE,
    "gateway/set-lang/not-a-language": SAMPLE,
    "gateway/set-lang/page": SAMPLE,
    "gateway/set-primary-email/not-found": SAMPLE,
    "gateway/set-primary-email/of-another-user": SAMPLE,
    "gateway/third-party/unknown-provider": SAMPLE,
    "gateway/two-fa-verify-code/code-too-long": "of two messages of .NET, the usual one",
    "gateway/un-bind-social-account/missing-all": "the catalogue requires the provider",
    "gateway/un-bind-social-account/missing-own": "the catalogue requires the provider",
    "gateway/view-phone-number/ok-null": "the sandbox does not have the user",
    "gateway/view-social-accounts/ok-empty": SAMPLE,
    "stargate/listen/first-message-is-lost": (
        "the sandbox delivers it, because a lost first message only confuses new users"
    ),
    "stargate/listen/silent": "hypercorn always answers a close frame with a close frame",
    "stargate/listen/wrong-version": "hypercorn rejects a handshake with two version headers",
    "stargate/listen/app-deleted-while-listening": (
        "recorded after the end, without the channel; tests/sandbox/test_stargate.py has this case"
    ),
    "wrapgate/wrap/proxy": NO_OTHER_SERVER,
    "wrapgate/wrap/proxy-delete": NO_OTHER_SERVER,
    "wrapgate/wrap/proxy-path-and-query": NO_OTHER_SERVER,
    "wrapgate/wrap/proxy-to-a-service-that-wants-https": NO_OTHER_SERVER,
}
PAGES_OF_DEVELOPER = tuple(
    f"developer/{page}/" for page in ("home", "apps", "auth", "method", "api")
)
"""Recorded pages of its site: only the endpoints for apps are in the catalogue."""

SERVICES = ["archon", "developer", "gateway", "probe", "stargate", "status", "wrapgate"]


def test_the_sandbox_has_every_endpoint_of_the_catalogue_that_it_promises():
    state = fresh_state(system_clock, described())
    services = {service.id: service for service in all_services(state)}
    routes = [route for service in services.values() for route in service.routes]
    promised = [
        endpoint.id
        for description in described()
        if description.service.id in services
        for endpoint in description.endpoints
        if endpoint.path != "/doc" and is_in_sandbox(endpoint)
    ]
    assert len(promised) > 80
    assert [route.endpoint.id for route in routes] != []
    assert {route.endpoint.id for route in routes} == set(promised)


def is_local(facts: Facts) -> bool:
    """Return whether a request is one that a client on the same computer can send.

    The others came through a proxy without TLS, or were so many that the server refused more.
    """
    return not facts.get("is_plain") and "/rate-limit/" not in facts["name"]


def is_intended(name: str) -> bool:
    """Return whether a recorded exchange may differ."""
    return name in INTENDED_DIFFERENCES or name.startswith(PAGES_OF_DEVELOPER)


@pytest.mark.parametrize("service_id", SERVICES)
def test_each_response_has_the_shape_of_the_recorded_one(server, client, clock, service_id):
    replay = Replay(server, service_id, clock)
    steps = gateway_steps(replay, client, server, clock) if service_id == "gateway" else {}
    exchanges = [facts for facts in shapes(f"infrastructures-2020-{service_id}") if is_local(facts)]
    responses = list(replay.run(exchanges, steps))
    different = {}
    for name, recorded, received in responses:
        if "/doc/" in name:
            # The real servers leave some endpoints out.
            received["json"] = [entry for entry in received["json"] if entry in recorded["json"]]
        if recorded != received and not is_intended(name):
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
