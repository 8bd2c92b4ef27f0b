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

import pytest

from tests.recorded import checked_in, recordings, reduced, shapes, stems
from tests.sandbox import gateway_scene
from tests.sandbox.replay import Replay
from tests.sandbox.targets import Echo, WantsTls, serving

ON_PURPOSE: dict[str, str] = {
    "archon/access-token/crash-developer-down": "the sandbox's Developer never is down",
    "gateway/oauth/authorize-wrong-domain": (
        "the ready app is in debug mode and goes back to any host; its twin with the other app is"
        " in tests/sandbox/gateway/test_oauth_controller.py"
    ),
    "stargate/listen/wrong-version": "two version headers in one handshake; hypercorn refuses them",
    "stargate/listen/app-deleted-while-listening": (
        "recorded when it ended, with the channel gone; tests/sandbox/test_stargate.py plays it"
    ),
    "wrapgate/wrap/proxy-delete": "what concerns one connection only is not passed on",
}

SERVICES = ["archon", "developer", "gateway", "probe", "stargate", "status", "wrapgate"]


@pytest.mark.parametrize("service_id", SERVICES)
def test_each_answer_has_the_shape_of_the_recorded_one(server, client, clock, service_id):
    replay = Replay(server, service_id, clock)
    steps = gateway_scene.steps(replay, client, server, clock) if service_id == "gateway" else {}
    exchanges = shapes(f"infrastructures-2020-{service_id}")
    with serving(Echo) as echo, serving(WantsTls) as wants_tls:
        replay.learn_text("127.0.0.1:5309", echo)
        replay.learn_text("127.0.0.1:5305", wants_tls)
        answers = list(replay.run(exchanges, steps))
    different = {}
    for name, recorded, replayed in answers:
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
