"""Prints a request instead of sending it: its exact bytes, or code that sends it."""

import argparse

from aiurdesk import core
from aiurdesk.cli.command import add_option
from aiurdesk.cli.output import lines_of, tell
from aiurdesk.core import exchange
from aiurdesk.core.environments.environment import used_names
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.preparing.variable_words import source_lines
from aiurdesk.core.request.request import PreparedRequest
from aiurdesk.core.request.request_texts import texts_of
from aiurdesk.core.translation import tr
from aiurdesk.services.sending.planned_request import PlannedRequest
from aiurdesk.services.services import Services


class _FormatNames:
    """The names of all formats, read from their registry when the help is printed."""

    def __str__(self) -> str:
        return ", ".join(one.id for one in core.exporters.CODE_FORMATS)


def add_code_options(parser: argparse.ArgumentParser) -> None:
    """Add what prints a request instead of sending it."""
    add_option(parser, "--dry-run", tr("print the exact bytes, and send nothing"))
    code = parser.add_argument(
        "--as",
        dest="code_format",
        metavar="FORMAT",
        type=_format_name,
        help=tr(
            "print code that sends it, and send nothing: %(names)s. Secrets are variables in it"
        ),
    )
    code.names = _FormatNames()  # type: ignore[attr-defined]
    add_option(
        parser,
        "--with-secrets",
        tr("with --dry-run or --as: write the secrets that were given as arguments or variables"),
    )


def is_printed(arguments: argparse.Namespace) -> bool:
    """Tell whether the request is printed and not sent."""
    return bool(arguments.dry_run or arguments.code_format)


def written(plan: PlannedRequest, arguments: argparse.Namespace, services: Services) -> str:
    """Return the request as it was asked for.

    What a credential adds is not read from the keyring: it is dots or a variable.

    Raises:
        ProblemError: The request cannot be sent as it is.
    """
    prepared = services.pipeline.preview(plan)
    if not isinstance(prepared, PreparedRequest):
        raise ProblemError(lines_of(prepared, plan.terminal_steps(prepared)))
    if arguments.code_format:
        exporters = core.exporters
        one = next(one for one in exporters.CODE_FORMATS if one.id == arguments.code_format)
        return one.code(
            exporters.code_request.code_request(prepared, reveal=arguments.with_secrets)
        )
    # Not their values: these stand in the bytes.
    names = used_names(texts_of(plan.request), plan.environment.variables)
    tell(*source_lines(sorted(names), plan.environment))
    return exchange.report.preview(
        prepared, arguments.with_secrets, exchange.report.expected_protocol(prepared.url)
    )


def _format_name(text: str) -> str:
    names = [one.id for one in core.exporters.CODE_FORMATS]
    if text not in names:
        words = tr("there is no format {text!r}; there are {names}")
        raise argparse.ArgumentTypeError(words.format(text=text, names=", ".join(names)))
    return text
