import argparse

import pytest

from aiurdesk.cli.command import add_profile


@pytest.mark.parametrize("typed", [["--profile", "a", "x"], ["x", "--profile", "a"]])
def test_the_profile_may_be_given_before_and_after_a_command(typed):
    parser = argparse.ArgumentParser()
    add_profile(parser, default=None)
    add_profile(parser.add_subparsers().add_parser("x"))
    assert parser.parse_args(typed).profile == "a"
