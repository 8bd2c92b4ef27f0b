"""``aiurdesk load``: the requests of a collection, sent by many simulated users at once."""

import argparse
import re
from ipaddress import IPv4Address

from aiurdesk.cli.command import OpenServices, add_option
from aiurdesk.cli.extras import require
from aiurdesk.cli.loading import load_collection
from aiurdesk.cli.logged_run import run_logged
from aiurdesk.cli.options import (
    add_certificate_options,
    add_host_allowed_option,
    add_plain_options,
    add_resolve_option,
    add_secret_options,
    add_set_option,
    add_trust_option,
    duration_s,
    file_name,
    whole_number,
)
from aiurdesk.cli.report_files import add_report_options, report_files
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.translation import tr
from aiurdesk.services.runs.load_reports import LOAD_REPORTS

_MOST_USERS = 100_000
_MOST_PORT = 65_535
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})")
_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?) ?%")
_TIME = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?) ?(ms|s)")
_EPILOG = tr(
    "what is measured:\n"
    "  Each user sends the requests of the folder in their order, over and over,\n"
    "  with cookies and captured variables of its own. A response counts by its\n"
    "  verdict and the tests of its request, not by its HTTP status. Of --data, each\n"
    "  pass takes the next row.\n"
    "\n"
    "exit status:\n"
    "  0 all limits were kept to · 1 too much failed, or took too long · 2 wrong\n"
    "  usage or input; nothing was sent\n"
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
    add_host_allowed_option(parser)
    add_secret_options(parser)
    add_set_option(parser)
    add_trust_option(parser)
    add_certificate_options(parser)
    add_resolve_option(parser)
    add_plain_options(parser)
    _add_distribution(parser)
    add_report_options(parser, LOAD_REPORTS)


def _add_distribution(parser: argparse.ArgumentParser) -> None:
    add_option(parser, "--master", tr("send nothing, and let workers send, each on its computer"))
    add_option(
        parser,
        "--master-address A",
        tr("let --master listen at this IP address; without it, only at this computer's own"),
        type=_address,
        default="127.0.0.1",
    )
    add_option(
        parser,
        "--master-port N",
        tr("port of the master; 5557 without it"),
        type=_port,
        default=5557,
    )
    add_option(
        parser,
        "--workers N",
        tr("let --master begin when there are so many; 1 without it"),
        type=whole_number,
        default=1,
    )
    add_option(
        parser,
        "--worker HOST",
        tr("send for the master on this host, which says how many users and how long"),
        type=_master_host,
    )
    add_option(parser, "--web", tr("serve the page of Locust on this computer while it runs"))
    add_option(
        parser,
        "--web-port N",
        tr("port of that page; 8089 without it"),
        type=_port,
        default=8089,
    )


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Send, print the report, and return the exit status."""
    require("load", "locust")
    if arguments.worker and (
        arguments.master or arguments.web or any(report_files(arguments, LOAD_REPORTS))
    ):
        raise ProblemError(
            tr("A worker reports to its master only: leave out --master, --web and reports.")
        )
    services = open_services()
    return run_logged(services, load_collection(arguments, services))


def _port(text: str) -> int:
    number = whole_number(text)
    if number > _MOST_PORT:
        raise argparse.ArgumentTypeError(tr("ports end at {most}").format(most=_MOST_PORT))
    return number


def _address(text: str) -> str:
    try:
        return str(IPv4Address(text.strip()))
    except ValueError:
        raise argparse.ArgumentTypeError(
            tr("enter an IP address of this computer, such as 192.168.1.20 or 0.0.0.0")
        ) from None


def _master_host(text: str) -> str:
    host = text.strip()
    if not _HOST.fullmatch(host):
        raise argparse.ArgumentTypeError(tr("enter the name or the IP address of a computer"))
    return host


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
