"""``aiurdesk send``: one request. The response goes to standard output, the verdict to stderr."""

import argparse

from aiurdesk.cli import options
from aiurdesk.cli.bodies import add_header_option
from aiurdesk.cli.code import add_code_options
from aiurdesk.cli.command import OpenServices, add_option
from aiurdesk.cli.logged_run import run_logged
from aiurdesk.cli.sending import send
from aiurdesk.core.translation import tr

_EPILOG = tr(
    "values:\n"
    "  name=value         text, number, date, …; a name that is repeated makes a list\n"
    "  name=              empty text; it is sent, unlike one that is left out\n"
    "  name@path          the content of a file; a custom URL gets it as\n"
    "                     multipart/form-data\n"
    "  name=@path         the same, where the parameter is a file\n"
    "  name:=json         a member of a JSON body that is not text, such as count:=2\n"
    "                     or tags:='[\"a\"]'; every name=value beside it becomes a\n"
    "                     member that is text\n"
    "  With --graphql, name=value and name:=json are variables of the document.\n"
    "  name=env:VARIABLE  a secret from an environment variable\n"
    "  name=-             a secret from the next line of standard input; a terminal\n"
    "                     does not show it\n"
    "  --header 'Authorization:Bearer env:VARIABLE' has its secret from such a\n"
    "  source, too. A secret itself can be an argument only if the request stays on\n"
    "  this computer: with --sandbox, or to an address such as https://127.0.0.1.\n"
    "\n"
    "variables:\n"
    "  {{name}} in a value or an address is a variable. What is typed at a prompt\n"
    "  comes first, then --set, then the environment. {{env:NAME}} is a variable of\n"
    "  the process and {{secret:NAME}} the secret of a credential, both shown as\n"
    "  dots. {{$uuid}}, {{$timestamp}}, {{$isoTimestamp}} and {{$randomInt}} have\n"
    "  another value each time.\n"
    "\n"
    "saved requests:\n"
    "  aiurdesk send checks/Me.request.toml and aiurdesk send checks Me send one\n"
    "  request of a collection, in the environment that the collection names, with\n"
    "  its tests and captures. A value, header, body or option that is typed takes\n"
    "  the place of its own. 'aiurdesk requests checks' lists them.\n"
    "\n"
    "credentials:\n"
    "  A credential supplies the access token, header or cookie that the endpoint\n"
    "  needs, unless you type one. It is sent only to the hosts that it is for. In\n"
    '  the sandbox, the built-in credential "Sandbox app" is the default.\n'
    "  'aiurdesk credentials' stores your own.\n"
    "\n"
    "exit status:\n"
    "  0 success · 1 the service reports anything else · 2 wrong usage or input,\n"
    "  nothing was sent · 3 no response · 4 no envelope, an unexpected code, or a\n"
    "  body in which --filter or --show table finds nothing it can read ·\n"
    "  5 a test of a saved request failed · 71 the system refused, such as a full\n"
    "  disk. A saved request with tests is 0 if they pass.\n"
    "  Where signing in failed, it is 1, or 3 if there was no response to it.\n"
    "  A host of no known service needs no envelope: HTTP 2xx is 0, any other\n"
    "  status is 1. Where a dialect reads the response ('aiurdesk dialects'), what\n"
    "  the body says counts.\n"
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.epilog = _EPILOG
    parser.add_argument(
        "endpoint",
        metavar="ENDPOINT",
        help=tr(
            "name as 'aiurdesk endpoints' prints it, an address, a saved request "
            "(NAME.request.toml), or the folder of one and then its name"
        ),
    )
    parser.add_argument("values", metavar="name=value", nargs="*", help=tr("parameters; see below"))
    add_option(parser, "--method M", tr("instead of the endpoint's own"), default="")
    add_option(parser, "--json FILE|-", tr("JSON as the body, from a file or standard input"))
    add_option(parser, "--body FILE|-", tr("any body, from a file or standard input"))
    options.add_graphql_options(parser)
    add_option(parser, "--type CONTENT_TYPE", tr("content type of the body"))
    add_header_option(parser)
    options.add_plan_options(parser, verb="send")
    add_option(parser, "--yes", tr("send what may change something in a careful environment, too"))
    options.add_service_options(parser, noun=tr("request"))
    options.add_cookies_option(parser)
    options.add_route_options(parser)
    options.add_trust_option(parser)
    parser.add_argument(
        "--show",
        choices=("body", "all", "json", "table", "csv"),
        default="body",
        help=tr(
            "what goes to standard output: body (default), all (with headers), one JSON object, "
            "or the list in the body as a table or as CSV"
        ),
    )
    add_option(
        parser,
        "--filter PATH",
        tr("print only what this path of JMESPath gives in the body, a text without its quotes"),
    )
    add_option(
        parser,
        "--count N",
        tr("end a stream after N events; they are printed as they come"),
        type=options.whole_number,
        default=0,
    )
    add_code_options(parser)
    # Only a subscription has it, which is not sent but listened to.
    parser.set_defaults(connection=None)
    options.add_keeping_options(
        parser, noun=tr("request"), saved=tr("the request"), example="value Description"
    )
    add_option(
        parser,
        "--save-example NAME",
        tr("keep the response beside the saved request, without secrets"),
        default="",
    )


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Send, print the outcome, and return the exit status of the verdict."""
    services = open_services()
    return run_logged(services, send(arguments, services))
