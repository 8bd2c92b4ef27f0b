"""``aiurdesk load``: the requests of a collection, sent by many simulated users at once."""

import argparse
import re

from aiurdesk.cli.command import OpenServices, add_option
from aiurdesk.cli.extras import require
from aiurdesk.cli.loading import load_collection
from aiurdesk.cli.logged_run import run_logged
from aiurdesk.cli.options import (
    add_certificate_options,
    add_host_allowed_option,
    add_route_options,
    add_secret_options,
    add_set_option,
    add_trust_option,
    duration_s,
    file_name,
    whole_number,
)
from aiurdesk.cli.report_files import add_report_options
from aiurdesk.core.translation import tr
from aiurdesk.services.runs.load_reports import LOAD_REPORTS

_MOST_USERS = 100_000
_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?) ?%")
_TIME = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?) ?(ms|s)")
_EPILOG = tr(
    "what is measured:\n  Each user sends the requests of the folder in their order, over and "
    "over, with\n  cookies and captured variables of its own. A response counts by its verdict "
    "and\n  the tests of its request, not by its HTTP status. Of --data, each pass takes the\n"
    "  next row.\n\nexit status:\n  0 all limits were kept to · 1 too much failed, or took too "
    "long · 2 wrong usage\n  or input; nothing was sent\n"
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.epilog = _EPILOG
    parser.add_argument(
        "path",
        metavar="FOLDER",
        help=tr("folder of a collection, folder within one, or file of a saved request"),
    )
    add_option(
        parser, "--users N", tr("how many users at once; 10 without it"), type=_users, default=10
    )
    add_option(
        parser,
        "--for TIME",
        tr("how long, such as 30s or 5m; 60s without it"),
        type=duration_s,
        default=60.0,
    )
    add_option(
        parser,
        "--spawn-rate R",
        tr("let R users begin each second; without it, all begin at once"),
        type=_rate,
        default=0.0,
    )
    add_option(
        parser,
        "--data FILE",
        tr("take the variables of each pass from the next row of this CSV or JSON file"),
        type=file_name,
    )
    add_option(
        parser,
        "--fail-above P%",
        tr("end with status 1 if more than this share failed; without it, if any did"),
        type=_share,
        default=0.0,
    )
    add_option(
        parser,
        "--p95-below TIME",
        tr("end with status 1 unless 95 of 100 responses come faster, such as 500ms"),
        type=_time_ms,
    )
    add_option(
        parser,
        "--environment E",
        tr(
            "one of the collection or of yours, or a built-in one; without it, what "
            "the collection names"
        ),
    )
    add_option(parser, "--sandbox", tr("the same as --environment Sandbox"))
    add_option(
        parser,
        "--dialect D",
        tr("how to read responses, as 'aiurdesk dialects' names it; http for the status alone"),
        default="",
    )
    add_report_options(parser, LOAD_REPORTS)
    add_host_allowed_option(parser)
    add_secret_options(parser)
    add_set_option(parser)
    add_trust_option(parser)
    add_certificate_options(parser)
    add_route_options(parser)


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Send, print the report, and return the exit status."""
    require("load", "locust")
    services = open_services()
    return run_logged(services, load_collection(arguments, services))


def _users(text: str) -> int:
    number = whole_number(text)
    if number > _MOST_USERS:
        most = f"{_MOST_USERS:,}"
        raise argparse.ArgumentTypeError(tr("there are at most {most} users").format(most=most))
    return number


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0.01 <= rate <= _MOST_USERS:
        raise argparse.ArgumentTypeError(tr("enter a number such as 5 or 0.5"))
    return rate


def _share(text: str) -> float:
    match = _PERCENT.fullmatch(text.strip())
    percent = float(match[1]) if match else 101.0
    if percent > 100:
        raise argparse.ArgumentTypeError(tr("enter a share such as 1% or 0.5%"))
    return percent / 100


def _time_ms(text: str) -> float:
    match = _TIME.fullmatch(text.strip())
    time_ms = float(match[1]) * (1000 if match[2] == "s" else 1) if match else 0.0
    if not time_ms:
        raise argparse.ArgumentTypeError(tr("enter a time such as 500ms or 2s"))
    return time_ms
