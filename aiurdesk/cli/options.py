"""Options that several commands have in common, in the order in which their help shows them."""

import argparse

from aiurdesk.cli.command import ENVIRONMENT_HELP


def add_plan_options(parser: argparse.ArgumentParser, *, verb: str) -> None:
    """Add what a plan is made with: the environment, the credential and variables.

    Args:
        verb: What the command does with the credential, such as ``send``.
    """
    parser.add_argument("--environment", metavar="E", help=ENVIRONMENT_HELP)
    parser.add_argument(
        "--credential", metavar="C", help=f"name of the credential to {verb} with, or none"
    )
    add_set_option(parser)


def add_set_option(parser: argparse.ArgumentParser) -> None:
    """Add ``--set``."""
    parser.add_argument(
        "--set", metavar="name=value", action="append", default=[], help="set a variable"
    )


def add_service_options(parser: argparse.ArgumentParser, *, noun: str) -> None:
    """Add who answers and how the answer is judged: the sandbox, the table, and whom to trust.

    Args:
        noun: What the command sends, such as ``request``.
    """
    parser.add_argument("--sandbox", action="store_true", help=f"start the sandbox for this {noun}")
    parser.add_argument(
        "--table", metavar="T", help="result-code table, as 'aiurdesk codes' names them"
    )
    add_ca_file_option(parser)
    parser.add_argument(
        "--anyway", action="store_true", help="send values as they are typed, even invalid ones"
    )


def add_ca_file_option(parser: argparse.ArgumentParser) -> None:
    """Add ``--ca-file``."""
    parser.add_argument(
        "--ca-file", metavar="FILE", help="trust the certificate authorities in this file as well"
    )


def add_keeping_options(
    parser: argparse.ArgumentParser, *, noun: str, saved: str, place: str
) -> None:
    """Add what is kept of it: the history, and a file in a collection.

    Args:
        noun: What the command sends, such as ``request``.
        saved: What ``--save`` saves, such as ``the request``.
        place: An example of a place that holds no secret.
    """
    parser.add_argument(
        "--no-history", action="store_true", help=f"do not record this {noun} in the history"
    )
    parser.add_argument(
        "--save",
        metavar="FILE",
        help=f"first save {saved} as FOLDER/NAME.request.toml, for 'aiurdesk run FOLDER'",
    )
    parser.add_argument(
        "--not-secret",
        metavar="PLACE",
        action="append",
        default=[],
        help=f"with --save: this place, such as '{place}', holds no secret",
    )
