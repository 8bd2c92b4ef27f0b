import argparse
import re

import pytest

from aiurdesk.cli.commands import listen, run, send

OF_ALL = {"--environment", "--sandbox", "--set", "--ca-file", "--client-cert", "--yes"}
OF_ONE_REQUEST = {"--credential", "--dialect", "--anyway", "--save", "--no-history"}


def help_of(command):
    parser = argparse.ArgumentParser()
    command.configure(parser)
    return parser.format_help()


@pytest.mark.parametrize("command", [send, listen, run])
def test_what_sends_takes_the_same_options(command):
    text = help_of(command)
    expected = OF_ALL | {"--history"} if command is run else OF_ALL | OF_ONE_REQUEST
    # A comma follows where an option has two names; whether the first one has a value before it
    # depends on the version of Python.
    assert {option for option in expected if not re.search(rf"\n  {option}[ ,]", text)} == set()


def test_help_says_what_a_command_sends():
    assert "start the sandbox for this request" in help_of(send)
    assert "start the sandbox for this socket" in help_of(listen)
    assert "name of the credential to connect with" in help_of(listen)


def test_options_that_may_be_repeated_keep_all_values():
    parser = argparse.ArgumentParser()
    send.configure(parser)
    typed = ["x", "--set", "a=1", "--set", "b=2", "--not-secret", "value A", "--not-secret", "url"]
    arguments = parser.parse_args(typed)
    assert (arguments.set, arguments.not_secret) == (["a=1", "b=2"], ["value A", "url"])
