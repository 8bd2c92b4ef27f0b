"""The bundle that window and command line receive."""

import threading
from pathlib import Path

from aiurdesk.assembly import build_services
from aiurdesk.storage.files import UNFINISHED
from aiurdesk.storage.paths import places


def test_the_services_know_their_profile():
    assert build_services(Path("place")).profile == Path("place")


async def test_a_start_deletes_what_killed_saves_left_in_the_profile(tmp_path):
    left = places(tmp_path).data_folder / "runs" / f".a.json.x{UNFINISHED}"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    before = set(threading.enumerate())
    services = build_services(tmp_path)
    await services.connections.warm_up()
    for thread in set(threading.enumerate()) - before:
        if thread.name == "left-over":
            thread.join()
    await services.connections.aclose()
    assert list(left.parent.iterdir()) == []
