"""``aiurdesk send``: one request. The response goes to standard output, the verdict to stderr."""

import argparse
import asyncio

from aiurdesk.cli.command import ENVIRONMENT_HELP, OpenServices
from aiurdesk.cli.sending import send
from aiurdesk.services.profile import Profile
from aiurdesk.services.profile_writer import ProfileWriter

_EPILOG = """\
values:
  name=value        text, number, date, …; a name that is repeated makes a list
  name=             empty text, which is not the same as leaving it out
  name=@path        the content of a file, where the parameter is a file
  name=env:VARIABLE a secret from an environment variable
  name=-            a secret from the next line of standard input; typed unseen at a terminal
  A secret itself is taken as an argument only when the request stays on this computer:
  with --sandbox, or to an address such as https://127.0.0.1.

credentials:
  A credential fills in the access token, header or cookie that the endpoint wants; what is typed
  wins over it. It goes to its own service's hosts and nowhere else. In the sandbox the ready
  "Sandbox app" is used where no other one is named. 'aiurdesk credentials' keeps your own.

exit status:
  0 success · 1 the service said otherwise · 2 wrong usage or input, nothing was sent ·
  3 no response · 4 no envelope, or an unexpected code
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EPILOG
    parser.add_argument(
        "endpoint",
        metavar="ENDPOINT",
        help="name as 'aiurdesk endpoints' prints it, or an https:// address",
    )
    parser.add_argument("values", metavar="name=value", nargs="*", help="parameters; see below")
    parser.add_argument("--method", metavar="M", default="", help="instead of the endpoint's own")
    parser.add_argument("--environment", metavar="E", help=ENVIRONMENT_HELP)
    parser.add_argument(
        "--credential", metavar="C", help="name of the credential to send with, or none"
    )
    parser.add_argument("--sandbox", action="store_true", help="start the sandbox for this call")
    parser.add_argument(
        "--table", metavar="T", help="result-code table, as 'aiurdesk codes' names them"
    )
    parser.add_argument(
        "--show",
        choices=("body", "all", "json"),
        default="body",
        help="what goes to standard output: body (default), all (with headers), or one JSON object",
    )
    parser.add_argument("--ca-file", metavar="FILE", help="trust one more authority for this call")
    parser.add_argument(
        "--anyway", action="store_true", help="send values that break a rule, as they are typed"
    )


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Send, print the outcome, and return the exit status of the verdict."""
    services = open_services()
    profile = ProfileWriter(Profile(services.profile))
    log = profile.start_log()
    try:
        return asyncio.run(send(arguments, services))
    finally:
        profile.end_log(log)
