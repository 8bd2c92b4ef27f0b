import argparse

import pytest

from aiurdesk.cli.command import add_profile


@pytest.mark.parametrize("typed", [["--profile", "a", "x"], ["x", "--profile", "a"]])
def test_the_profile_may_stand_before_an_action_and_behind_it(typed):
    parser = argparse.ArgumentParser()
    add_profile(parser, default=None)
    add_profile(parser.add_subparsers().add_parser("x"))
    assert parser.parse_args(typed).profile == "a"
