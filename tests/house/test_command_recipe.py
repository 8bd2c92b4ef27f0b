"""The recipe "a command" of the README, followed in a copy of the project."""

from pathlib import Path

from tests.house.tree_copy import TreeCopy

MAIN = "aiurdesk/cli/main.py"
ADDRESSES = '''\
"""``aiurdesk addresses``: the services of the catalogue."""

import argparse
import sys

from aiurdesk.cli.command import OpenServices
from aiurdesk.core.verdict.verdict import ExitCode


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--generation", metavar="G", default="", help="only those of one")


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Print a line for each service."""
    for service in open_services().library.catalogue.services:
        if arguments.generation in ("", service.generation):
            sys.stdout.write(f"{service.id} {service.base_url}\\n")
    return ExitCode.SUCCESS
'''


def test_a_new_command_needs_one_file_and_one_line(copy: TreeCopy, tmp_path: Path):
    copy.write("aiurdesk/cli/commands/addresses.py", ADDRESSES)
    copy.replace(MAIN, "COMMANDS = {\n", 'COMMANDS = {\n    "addresses": "List the services.",\n')
    copy.check_recipe("a command")

    help_run = copy.aiurdesk("--help", profile=tmp_path)
    assert "addresses" in help_run.stdout
    assert "List the services." in help_run.stdout
    listed = copy.aiurdesk("addresses", "--generation", "2020-09", profile=tmp_path)
    assert listed.returncode == 0, listed.stderr
    assert "stargate https://stargate.aiursoft.com" in listed.stdout.splitlines()
    refused = copy.aiurdesk("addresses", "--odd", profile=tmp_path)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "--odd is not an argument of this command" in refused.stderr
