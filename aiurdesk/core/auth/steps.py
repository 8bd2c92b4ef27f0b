"""Steps that several schemes take to sign in: a call, and reading its response."""

import json
from collections.abc import Generator, Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias, TypeVar

from aiurdesk.core.auth.scheme import (
    AskMoment,
    AuthStep,
    Call,
    CallResponse,
    Moment,
    Question,
    Return,
    StepResult,
    Visit,
)
from aiurdesk.core.errors import AuthError
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import Phrase, marked, printable, truncate
from aiurdesk.core.verdict.verdict import Severity

_LONGEST_QUOTE = 200
_T = TypeVar("_T")
SignInSteps: TypeAlias = Generator[AuthStep, StepResult, _T]


def ask(call: Call) -> SignInSteps[CallResponse]:
    """Make a call and return its response, also one that refuses."""
    response = yield call
    if isinstance(response, CallResponse):
        return response
    raise AuthError(Phrase(marked("Signing in was interrupted. Try again.")))


def visit(page: Visit) -> SignInSteps[Return]:
    """Open a page in the browser and return the parameters of its redirect."""
    returned = yield page
    if isinstance(returned, Return):
        return returned
    raise AuthError(Phrase(marked("Signing in was interrupted. Try again.")))


def ask_moment() -> SignInSteps[Moment]:
    """Return the time, and a text that is used once."""
    moment = yield AskMoment()
    if isinstance(moment, Moment):
        return moment
    raise AuthError(Phrase(marked("Signing in was interrupted. Try again.")))


def allow(question: Question) -> SignInSteps[bool]:
    """Ask the person, and return whether they allow it."""
    answer = yield question
    return answer is True


def is_success(response: CallResponse) -> bool:
    """Tell whether the verdict on a response is a success or a notice."""
    # Not by the code: what it means depends on the table, and the verdict has looked it up.
    return response.verdict.severity in {Severity.SUCCESS, Severity.NOTICE}


def refused(response: CallResponse, remedy: str) -> AuthError:
    """Return the error to raise after a response that ends signing in."""
    verdict = response.verdict
    message = quoted(verdict.message)
    detail = f" ({message})" if message else ""
    return AuthError(
        Phrase(
            marked("Signing in failed: {rstrip}{detail}. {remedy}"),
            {"rstrip": verdict.headline.rstrip("."), "detail": detail, "remedy": remedy},
        )
    )


def quoted(text: str) -> str:
    """Return a text of a server as a part of a sentence: short, and on one line."""
    return truncate(printable(" ".join(text.split())).rstrip("."), _LONGEST_QUOTE)


def members_of(response: CallResponse) -> Mapping[str, Any]:
    """Return the members of the JSON object in a response; empty if it holds no object."""
    if not isinstance(response.outcome, Response):
        return {}
    try:
        read = json.loads(response.outcome.body.data)
    # ``ValueError`` includes bytes that are not UTF-8 and numbers of too many digits.
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def text_of(members: Mapping[str, Any], name: str) -> str:
    """Return a member that is text, or empty text."""
    value = members.get(name)
    return value if isinstance(value, str) else ""


def timestamp_of(members: Mapping[str, Any], name: str) -> datetime | None:
    """Return a member that is a timestamp, or None; one without a zone is in UTC."""
    try:
        # Up to seven decimals and "Z", which Python reads since 3.11; it drops the seventh.
        read = datetime.fromisoformat(text_of(members, name))
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
