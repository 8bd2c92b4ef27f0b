"""The bundle that window and command line receive."""

from pathlib import Path

from aiurdesk.assembly import build_services


def test_the_services_know_their_profile():
    assert build_services(Path("place")).profile == Path("place")
