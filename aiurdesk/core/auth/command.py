"""Bearer from a command: a program of this computer prints the token."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from aiurdesk.core.auth.fields import text_field
from aiurdesk.core.auth.scheme import (
    AuthFlow,
    AuthScheme,
    CommandOutput,
    Grant,
    IdentityFlow,
    RunCommand,
    Secrets,
)
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.redacted_text import redact_text
from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.credentials.secret_source import command_arguments
from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.errors import AuthError
from aiurdesk.core.translation import Phrase, marked, printable, tr, truncate

_TOKEN = re.compile(r"(?:Bearer +)?([!-~]+)", re.IGNORECASE)
_USUAL_PATHS = (
    ("access_token",),
    ("accessToken",),
    ("token",),
    ("status", "token"),
    ("credential", "access_token"),
)
"""Where programs print it: most, az, vault, plugins of kubectl, the config helper of gcloud."""
_LIFETIMES = ("expires_in", "expiresIn")
_EXPIRIES = ("expires_on", "expires_at", "expiry", "expirationTimestamp", "token_expiry")
_LONGEST_S = 10 * 365 * 86_400
"""A longer lifetime is not believed."""
_LATEST_S = 253_402_300_799
"""The end of the year 9999."""
_READ_ERRORS = 2_000
"""Characters at the end of standard error that are looked at."""
_LONGEST_QUOTE = 300
_EDIT_IT = Phrase(marked("Edit it in the credential manager."))
_REMEDY = Phrase(
    marked(
        "It has to print the token alone, or JSON with a member such as "
        "access_token; name another member in the credential."
    )
)


class CommandScheme(AuthScheme):
    """A token that a program prints, such as the one of a cloud.

    Only a person fills such a credential in: what a stranger wrote must not name a program.
    """

    id = "command"
    title = tr("Bearer from a command")
    description = tr(
        "A program of this computer prints the token, sent as Authorization: "
        "Bearer. It runs when a token is needed."
    )
    runs_program = True
    fields = (
        text_field(
            "command",
            required=True,
            pattern=r"[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*",
            pattern_hint=tr("a program and its arguments"),
            example=tr("gcloud auth print-access-token"),
            description=tr(
                "No shell reads it; quotation marks hold an argument together. It is "
                "saved in a file, so it must hold no secret."
            ),
            title=tr("Command"),
        ),
        text_field(
            "member",
            pattern=r"[^\x00-\x1f\x7f]+",
            pattern_hint=tr("names with dots between them"),
            example="data.token",
            description=tr("Where the token stands if the command prints JSON in another form."),
            title=tr("Member"),
        ),
    )
    state_before_sign_in = tr("runs when needed")

    def signs_in(self, credential: Credential) -> bool:
        """Return True: the program is what gives the token."""
        return True

    def sign_in(self, credential: Credential, secrets: Secrets) -> AuthFlow:
        """Begin to run the command."""
        output = yield RunCommand(arguments_of(credential))
        if not isinstance(output, CommandOutput):
            raise AuthError(Phrase(marked("Signing in was interrupted. Try again.")))
        if output.problem:
            values = {"name": _name(credential), "problem": output.problem}
            text = "{name} {problem}.{said}"
            raise AuthError(Phrase(text, {**values, "said": errors_of(output)}))
        token, expires_at = _token_of(output, credential)
        return Grant(headers=(("Authorization", Secret(f"Bearer {token}")),), expires_at=expires_at)

    def who_am_i(self, credential: Credential, grant: Grant) -> IdentityFlow:
        """Return that the command printed a token; who it is for is not asked."""
        yield from ()
        return tr("{name} printed a token.").format(name=_name(credential))

    def placeholder_grant(self, credential: Credential) -> Grant:
        """Return dots as the token."""
        return Grant(headers=(("Authorization", Secret(f"Bearer {DOTS}")),))


def arguments_of(credential: Credential) -> tuple[str, ...]:
    """Return the program and its arguments.

    Raises:
        AuthError: There is no program, or a quotation mark is not closed.
    """
    text = credential.value("command")
    arguments = command_arguments(text)
    if not arguments and text.strip():
        unclosed = marked("A quotation mark in the command of {name} is not closed. {edit_it}")
        raise AuthError(Phrase(unclosed, {"name": credential.name, "edit_it": _EDIT_IT}))
    if not arguments:
        raise AuthError(
            Phrase(
                marked("{name} has no command. {edit_it}"),
                {"name": credential.name, "edit_it": _EDIT_IT},
            )
        )
    return arguments


def _name(credential: Credential) -> Phrase:
    program = truncate(arguments_of(credential)[0], 60)
    text = marked("The command of {name} ({program})")
    return Phrase(text, {"name": credential.name, "program": program})


def errors_of(output: CommandOutput) -> str | Phrase:
    """Return what the program wrote to standard error, without secrets and on one line."""
    # From the beginning of a line: the second half of a secret would not be recognized.
    end = output.errors[-_READ_ERRORS:]
    if len(output.errors) > _READ_ERRORS:
        end = end.partition("\n")[2]
    printed = [Secret(line) for line in output.output.reveal().split() if len(line) > 7]
    hidden = redact_unknown(redact_text(end, tuple(printed)))
    text = printable(" ".join(hidden.split()))
    said = marked(" It said: {text}")
    return Phrase(said, {"text": truncate(text, _LONGEST_QUOTE)}) if text else ""


def _token_of(output: CommandOutput, credential: Credential) -> tuple[str, datetime | None]:
    """Return the token that was printed, and when it expires if that was said.

    Raises:
        AuthError: There is no token.
    """
    text = output.output.reveal().strip()
    member = credential.value("member")
    if text.startswith(("{", "[")) or member:
        printed, beside = _in_json(text, tuple(member.split(".")) if member else ())
        expires_at = next(_expiries(beside, output.ended_at), None)
    else:
        printed, expires_at = text.partition("\n")[0], None
    match = _TOKEN.fullmatch(printed.strip())
    if match is None:
        raise AuthError(
            Phrase(
                marked("{name} printed no token. {remedy}{said}"),
                {"name": _name(credential), "remedy": _REMEDY, "said": errors_of(output)},
            )
        )
    return match[1], expires_at


def _in_json(text: str, path: tuple[str, ...]) -> tuple[str, Mapping[str, Any]]:
    """Return the text at a path or at a usual one, and the object that it stands in."""
    try:
        read = json.loads(text)
    # ``ValueError`` includes numbers of too many digits.
    except (ValueError, RecursionError):
        return "", {}
    for names in (path,) if path else _USUAL_PATHS:
        holder = read
        for name in names[:-1]:
            holder = holder.get(name) if isinstance(holder, dict) else None
        token = holder.get(names[-1]) if isinstance(holder, dict) else None
        if isinstance(token, str) and isinstance(holder, dict):
            return token, holder
    return "", {}


def _expiries(beside: Mapping[str, Any], now: datetime) -> Iterator[datetime]:
    """Yield when a token expires by what stands beside it."""
    for name in _LIFETIMES:
        seconds = _seconds(beside.get(name))
        if seconds is not None and seconds < _LONGEST_S:
            yield now + timedelta(seconds=seconds)
    for name in _EXPIRIES:
        value = beside.get(name)
        seconds = _seconds(value)
        try:
            if seconds is not None:
                yield datetime.fromtimestamp(seconds, UTC)
            elif isinstance(value, str):
                read = datetime.fromisoformat(value)
                # Without a zone, some mean UTC and others the time of the computer.
                if read.tzinfo is not None:
                    yield read
        except (ValueError, OverflowError, OSError):
            continue


def _seconds(value: object) -> float | None:
    """Return a number, which az prints as text too."""
    if isinstance(value, str) and re.fullmatch(r"\d{1,12}", value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value < _LATEST_S else None
