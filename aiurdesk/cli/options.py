"""Options that several commands have in common, in the order in which their help shows them."""

import argparse
import re

from msgspec.structs import replace

from aiurdesk.cli.command import ENVIRONMENT_HELP, add_option
from aiurdesk.core.environments.plain_http import PlainHttp, typed_host
from aiurdesk.core.environments.proxies import EXAMPLE, ProxyChoice, proxy_choice
from aiurdesk.core.environments.route import AddressOverride, HttpVersion, Route, parse_resolve
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr

_DURATION = re.compile(r"([0-9]{1,6})(s|m|h)?")
_UNITS = {None: 1, "s": 1, "m": 60, "h": 3600}
_MOST_DIGITS = 18
"""So that the number has a place in SQLite, too."""


def whole_number(text: str) -> int:
    """Return the whole number from 1 that an argument is; for the ``type`` of an argument.

    Raises:
        argparse.ArgumentTypeError: It is anything else.
    """
    is_number = text.isascii() and text.isdigit()
    if is_number and len(text) > _MOST_DIGITS:
        raise argparse.ArgumentTypeError(tr("{text} is too large").format(text=text))
    if not is_number or int(text) == 0:
        raise argparse.ArgumentTypeError(
            tr("enter a whole number from 1, not {text!r}").format(text=text)
        )
    return int(text)


def duration_s(text: str) -> float:
    """Return the time that an argument such as ``5m`` is; for the ``type`` of an argument.

    Raises:
        argparse.ArgumentTypeError: It is no time, or longer than a day.
    """
    match = _DURATION.fullmatch(text.strip())
    seconds = int(match[1]) * _UNITS[match[2]] if match else 0
    if not 0 < seconds <= 24 * 3600:
        raise argparse.ArgumentTypeError(tr("enter a time such as 30s or 5m"))
    return float(seconds)


def file_name(text: str) -> str:
    """Return the name of a file; for the ``type`` of an argument.

    Raises:
        argparse.ArgumentTypeError: It is empty, as a shell gives it for a variable without a value.
    """
    if not text:
        raise argparse.ArgumentTypeError(tr("name a file, or leave the option out"))
    return text


def add_action(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    words: str,
    epilog: str = "",
) -> argparse.ArgumentParser:
    """Add one of the actions of a command, such as ``list``, and return its parser."""
    return actions.add_parser(
        name,
        help=words,
        description=f"{words[0].upper()}{words[1:]}.",
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def add_endpoint(parser: argparse.ArgumentParser) -> None:
    """Add what a request goes to."""
    words = tr("name as 'aiurdesk endpoints' prints it, or an address")
    parser.add_argument("endpoint", metavar="ENDPOINT", help=words)


def add_plan_options(parser: argparse.ArgumentParser, *, verb: str) -> None:
    """Add what a plan is made with: the environment, the credential and variables.

    Args:
        verb: What the command does with the credential, such as ``send``.
    """
    add_option(parser, "--environment E", ENVIRONMENT_HELP)
    add_option(
        parser,
        "--credential C",
        tr("name of the credential to {verb} with, or none").format(verb=verb),
    )
    add_secret_options(parser)
    add_set_option(parser)


def add_set_option(parser: argparse.ArgumentParser) -> None:
    """Add the option ``--set`` to a command."""
    add_option(
        parser,
        "--set name=value",
        tr("set a variable; may be repeated. A secret has a source, as in name=env:VARIABLE"),
        action="append",
        default=[],
    )


def add_secret_options(parser: argparse.ArgumentParser) -> None:
    """Add where the secrets of credentials come from if not from the keyring."""
    add_option(
        parser,
        "--secret NAME[@HOST]=SOURCE",
        tr(
            "for this call, take the secret of a credential from env:VARIABLE, file:PATH, "
            "'command:PROGRAM ARGUMENTS' or - (a line of standard input), and let it go to HOST; "
            "may be repeated"
        ),
        action="append",
        default=[],
    )
    add_option(
        parser,
        "--secret-file FILE",
        tr("read such secrets from this file, a line NAME=TEXT or NAME@HOST=TEXT for each"),
        action="append",
        default=[],
        type=file_name,
    )


def add_service_options(parser: argparse.ArgumentParser, *, noun: str) -> None:
    """Add who answers and how the answer is judged: the sandbox, the dialect, and whom to trust.

    Args:
        noun: What the command sends, such as ``request``.
    """
    add_option(parser, "--sandbox", tr("start the sandbox for this {noun}").format(noun=noun))
    parser.add_argument(
        "--dialect",
        "--table",
        metavar="D",
        dest="dialect",
        help=tr(
            "how to read the response, as 'aiurdesk dialects' names it; http for the status alone"
        ),
    )
    add_certificate_options(parser)
    add_option(parser, "--anyway", tr("send values as they are typed, even invalid ones"))


def add_certificate_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--ca-file``, ``--client-cert`` and where its passphrase is read."""
    add_option(
        parser,
        "--ca-file FILE",
        tr("trust the certificate authorities in this file as well"),
        type=file_name,
    )
    add_option(
        parser,
        "--client-cert FILE",
        tr("show this client certificate (PEM or PKCS#12, with its key) to servers that ask"),
        type=file_name,
    )
    add_option(
        parser,
        "--client-cert-passphrase SOURCE",
        tr("read the passphrase of its key from - (a line of standard input) or env:VARIABLE"),
    )


def add_cookies_option(parser: argparse.ArgumentParser) -> None:
    """Add the option ``--cookies`` to a command."""
    add_option(
        parser,
        "--cookies FILE|none",
        tr(
            "read the cookies of requests without a credential from this Netscape "
            "cookie file, and write them back; or neither send nor keep any"
        ),
        type=file_name,
    )


def add_route_options(parser: argparse.ArgumentParser) -> None:
    """Add how requests reach their servers."""
    add_option(
        parser,
        "--proxy URL|none|system",
        tr("go through this proxy, such as {example}; or through none, or the system's").format(
            example=EXAMPLE
        ),
        type=_proxy,
    )
    add_option(
        parser,
        "--proxy-credential C",
        tr("name of the Basic credential with user name and password for --proxy"),
    )
    parser.add_argument(
        "--http-version",
        choices=[str(version) for version in HttpVersion],
        help=tr("the only version of HTTP to send over; without it, 2 if the server offers it"),
    )
    add_resolve_option(parser)
    add_plain_options(parser)


def add_resolve_option(parser: argparse.ArgumentParser) -> None:
    """Add which address is connected to for a host."""
    add_option(
        parser,
        "--resolve HOST:PORT:ADDRESS",
        tr("connect to this IP address for the host and port; may be repeated"),
        action="append",
        default=[],
        type=_override,
    )


def add_plain_options(parser: argparse.ArgumentParser) -> None:
    """Add what may be reached without encryption."""
    add_option(
        parser,
        "--allow-http HOST",
        tr("send to this public host over http:// or ws:// for this call; may be repeated"),
        action="append",
        default=[],
        type=_host,
    )
    add_option(
        parser,
        "--allow-http-credentials HOST",
        tr("let credentials and cookies go to this host over http:// or ws:// as well"),
        action="append",
        default=[],
        type=_host,
    )


def given_plain(arguments: argparse.Namespace) -> PlainHttp:
    """Return what the options of ``add_plain_options`` say."""
    return PlainHttp(tuple(arguments.allow_http), tuple(arguments.allow_http_credentials))


def _host(text: str) -> str:
    host = typed_host(text)
    if isinstance(host, Problem):
        raise argparse.ArgumentTypeError(host.sentence)
    return host


def given_route(arguments: argparse.Namespace) -> Route:
    """Return what the options of ``add_route_options`` say.

    Raises:
        ProblemError: A credential was given without a proxy.
    """
    proxy: ProxyChoice | None = arguments.proxy
    credential = arguments.proxy_credential
    if credential and (proxy is None or not proxy.url):
        raise ProblemError(tr("Name the proxy of --proxy-credential with --proxy URL."))
    return Route(
        proxy=proxy and replace(proxy, credential=credential or ""),
        addresses=tuple(arguments.resolve),
        http_version=arguments.http_version and HttpVersion(arguments.http_version),
    )


def _proxy(text: str) -> ProxyChoice:
    if not text.strip():
        raise argparse.ArgumentTypeError(tr("name a proxy, none or system"))
    try:
        choice = proxy_choice(text)
    except ProblemError as mistake:
        raise argparse.ArgumentTypeError(
            tr("the proxy {mistake}").format(mistake=mistake)
        ) from None
    assert choice is not None, "only blank text is not a choice"
    return choice


def _override(text: str) -> AddressOverride:
    try:
        return parse_resolve(text)
    except ProblemError as mistake:
        raise argparse.ArgumentTypeError(str(mistake)) from None


def add_host_allowed_option(parser: argparse.ArgumentParser) -> None:
    """Add which hosts may get more than single requests."""
    add_option(
        parser,
        "--host-allowed HOST",
        tr("let the requests go to this host, which is not this computer; may be repeated"),
        action="append",
        default=[],
        type=_host,
    )


def add_graphql_options(parser: argparse.ArgumentParser) -> None:
    """Add what a body of GraphQL is made of."""
    add_option(parser, "--graphql FILE|-", tr("document of GraphQL, from a file or standard input"))
    add_option(
        parser, "--variables FILE|-", tr("its variables as JSON; or write them as name=value")
    )
    add_option(parser, "--operation NAME", tr("which operation of the document to carry out"))


def add_trust_option(parser: argparse.ArgumentParser) -> None:
    """Add the option ``--trust`` to a command."""
    add_option(
        parser,
        "--trust",
        tr(
            "let the requests use variables of the process, files outside their "
            "folder, and the proxies and addresses that its environments name"
        ),
    )


def add_keeping_options(
    parser: argparse.ArgumentParser, *, noun: str, saved: str, example: str
) -> None:
    """Add what is kept of it: the history, and a file in a collection.

    Args:
        noun: What the command sends, such as ``request``.
        saved: What ``--save`` saves, such as ``the request``.
        example: An example of a place that holds no secret.
    """
    add_option(
        parser, "--no-history", tr("do not record this {noun} in the history").format(noun=noun)
    )
    add_option(
        parser,
        "--save FILE",
        tr("first save {saved} as FOLDER/NAME.request.toml, for 'aiurdesk run FOLDER'").format(
            saved=saved
        ),
        type=file_name,
    )
    add_option(
        parser,
        "--not-secret PLACE",
        tr("with --save: this place, such as '{example}', holds no secret; may be repeated").format(
            example=example
        ),
        action="append",
        default=[],
    )
