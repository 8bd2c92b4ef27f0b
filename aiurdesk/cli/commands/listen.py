"""``aiurdesk listen``: one WebSocket or stream. Frames go to standard output, words to stderr."""

import argparse
from pathlib import Path

from aiurdesk.cli import options
from aiurdesk.cli.bodies import add_header_option
from aiurdesk.cli.command import OpenServices, add_option
from aiurdesk.cli.listening import listen
from aiurdesk.cli.logged_run import run_logged
from aiurdesk.core.exchange.sockets.socket_options import SocketOptions
from aiurdesk.core.request.request import SSE
from aiurdesk.core.translation import tr

_EPILOG = tr(
    "output:\n"
    "  Each text message is a line, a line break in it is shown as \\n, and a binary\n"
    "  message as 0x and hexadecimal digits. With --json, each frame that was\n"
    '  received is a JSON object in a line: "at", "direction", "kind" (text, binary,\n'
    '  ping, pong, close, comment), "size_bytes", and "text" or "base64", or "code"\n'
    '  and "reason"; "verdict" if it carries an envelope, "event" if it is a known\n'
    "  event.\n"
    "  Where the server refused, its response is printed as by 'aiurdesk send'.\n"
    '  An event of a stream is a frame, with "name" and "id" where it has them.\n'
    "\n"
    "streams:\n"
    "  An address with https:// is a stream: server-sent events, NDJSON or JSON\n"
    "  sequences, got with GET. With --reconnect it goes on behind its last event.\n"
    "  Nothing can be sent over it. Other methods: 'aiurdesk send', which prints\n"
    "  events as they come, too.\n"
    "\n"
    "input:\n"
    "  What --send and --send-file name is sent first, in their order, then each\n"
    "  line of standard input as a text message. Its end does not end listening;\n"
    "  --count, --timeout, Ctrl+C or the server do.\n"
    "\n"
    "GraphQL:\n"
    "  With --graphql, the subscription of a document is carried out over the socket,\n"
    "  with the subprotocol graphql-transport-ws; name=value and name:=json are its\n"
    "  variables. The messages of that protocol are printed as they are. Where the\n"
    "  server does not speak it, or with --transport sse, server-sent events are\n"
    "  used.\n"
    "\n"
    "values, variables and credentials: as for 'aiurdesk send'. {{name}} in --send\n"
    "is a variable, too.\n"
    "\n"
    "exit status:\n"
    "  0 enough messages came, the time was over, or the socket was closed in\n"
    "  order · 1 the server refused or closed with an error · 2 wrong usage or\n"
    "  input, nothing was sent · 3 no connection, it was lost, --idle ended it, or\n"
    "  fewer than --count messages came · 4 refused without an envelope, or with an\n"
    "  unexpected code · 71 the system refused\n"
    "  Where signing in failed, it is 1, or 3 if there was no response to it.\n"
)
_MOST_DIGITS = 10
_LONGEST_S = 10_000_000


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.epilog = _EPILOG
    options.add_endpoint(parser)
    parser.add_argument("values", metavar="name=value", nargs="*", help=tr("parameters"))
    add_option(
        parser, "--send TEXT", tr("send this text message first"), action="append", default=[]
    )
    add_option(
        parser,
        "--send-file FILE",
        tr("send the content of this file as a binary message; both may be repeated"),
        dest="send",
        type=Path,
        action="append",
    )
    add_option(
        parser, "--count N", tr("end after N messages were received"), type=_count, default=0
    )
    add_option(parser, "--timeout S", tr("end after S seconds"), type=_seconds)
    add_option(
        parser, "--idle S", tr("end if no message comes for S seconds"), type=_seconds, default=0.0
    )
    add_option(
        parser,
        "--ping S",
        tr("send a ping every S seconds, 0 for none (20)"),
        type=_seconds_or_none,
        default=SocketOptions().ping_every_s,
    )
    add_option(parser, "--reconnect", tr("connect again when the connection is lost"))
    add_option(
        parser, "--subprotocol NAME", tr("offer this subprotocol"), action="append", default=[]
    )
    add_option(parser, "--json", tr("print each frame as a JSON object"), dest="as_json")
    options.add_graphql_options(parser)
    add_option(
        parser,
        "--connection FILE|-",
        tr("a JSON object that the server gets when a subscription of GraphQL begins"),
    )
    add_option(
        parser,
        "--transport NAME",
        tr("what a subscription goes over: websocket, or sse for server-sent events"),
        choices=("websocket", SSE),
        default="websocket",
    )
    add_header_option(parser)
    options.add_plan_options(parser, verb="connect")
    options.add_service_options(parser, noun=tr("socket"))
    options.add_cookies_option(parser)
    options.add_route_options(parser)
    saved = tr("the socket with what it sends")
    options.add_keeping_options(parser, noun=tr("socket"), saved=saved, example="message 1")
    add_option(parser, "--yes", tr("send messages in a careful environment, too"))
    # A handshake has no body.
    parser.set_defaults(**dict.fromkeys(("json", "body", "type")))


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Listen, and return the exit status."""
    services = open_services()
    return run_logged(services, listen(arguments, services))


def _count(text: str) -> int:
    if not text.isdecimal() or not 0 < len(text) < _MOST_DIGITS or int(text) == 0:
        raise argparse.ArgumentTypeError(
            tr("enter a number of messages such as 5, not {text!r}").format(text=text)
        )
    return int(text)


def _seconds_or_none(text: str) -> float:
    return 0.0 if text == "0" else _seconds(text)


def _seconds(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    # This refuses infinity and NaN, too.
    if not 0 < number <= _LONGEST_S:
        raise argparse.ArgumentTypeError(
            tr("enter a number of seconds such as 2.5, not {text!r}").format(text=text)
        )
    return number
