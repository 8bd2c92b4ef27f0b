"""The bundle that window and command line receive."""

from pathlib import Path

from aiurdesk.assembly import build_services


def test_the_profile_is_kept():
    assert build_services(Path("place")).profile == Path("place")
