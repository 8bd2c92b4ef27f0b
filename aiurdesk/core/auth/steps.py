"""Steps that signing in takes in several schemes: a call and what its answer holds."""

import json
from collections.abc import Generator, Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias, TypeVar
from urllib.parse import parse_qsl, urlsplit

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.auth.scheme import Call, CallResponse, Return, Visit
from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.errors import AuthError
from aiurdesk.core.response.response import Response
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.core.wording import truncate

PLACEHOLDER = Secret(DOTS)
"""Where a secret would go, in what is only shown."""
_LONGEST_QUOTE = 200
_T = TypeVar("_T")
Step: TypeAlias = Generator[Call | Visit, CallResponse | Return, _T]


def ask(call: Call) -> Step[CallResponse]:
    """Make a call and return its answer, whatever it is."""
    came = yield call
    if isinstance(came, CallResponse):
        return came
    raise AuthError("Signing in was interrupted. Try again.")


def visit(page: Visit) -> Step[Return]:
    """Open a page and return what came back from it."""
    came = yield page
    if isinstance(came, Return):
        return came
    raise AuthError("Signing in was interrupted. Try again.")


def is_success(answer: CallResponse) -> bool:
    """Tell whether the service did what it was asked for."""
    return answer.verdict.severity in {Severity.SUCCESS, Severity.NOTICE}


def refused(answer: CallResponse, remedy: str) -> AuthError:
    """Return what to raise after an answer that leads no further."""
    verdict = answer.verdict
    message = truncate(" ".join(verdict.message.split()).rstrip("."), _LONGEST_QUOTE)
    said = f" ({message})" if message else ""
    return AuthError(f"Signing in did not work: {verdict.headline.rstrip('.')}{said}. {remedy}")


def members_of(answer: CallResponse) -> Mapping[str, Any]:
    """Return the members of the object that an answer is; empty where it is none."""
    if not isinstance(answer.outcome, Response):
        return {}
    try:
        read = json.loads(answer.outcome.body.data)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def text_of(members: Mapping[str, Any], name: str) -> str:
    """Return a member that is text, empty where it is none."""
    value = members.get(name)
    return value if isinstance(value, str) else ""


def instant_of(members: Mapping[str, Any], name: str) -> datetime | None:
    """Return a member that is a point in time, None where it is none; without zone it is UTC."""
    try:
        read = datetime.fromisoformat(text_of(members, name))
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def named_values(
    endpoint: Endpoint, values: tuple[tuple[str, Secret], ...]
) -> tuple[tuple[str, Secret], ...]:
    """Return the values that an endpoint has a parameter for, named as it names them.

    ``AccessToken``, ``accessToken`` and ``access_token`` are the same. A typed address knows no
    more parameters than were typed: it takes all values that do not stand in it already.
    """
    names = {bare_name(parameter.name): parameter.name for parameter in endpoint.parameters}
    if not endpoint.service_id:
        typed = {bare_name(name) for name, _ in parse_qsl(urlsplit(endpoint.path).query, True)}
        left = ((name, value) for name, value in values if bare_name(name) not in typed)
        return tuple((names.get(bare_name(name), name), value) for name, value in left)
    return tuple((names[bare_name(n)], value) for n, value in values if bare_name(n) in names)


def has_parameter(endpoint: Endpoint, name: str) -> bool:
    """Tell whether an endpoint has a parameter of that name, however it is spelled."""
    return any(bare_name(parameter.name) == bare_name(name) for parameter in endpoint.parameters)


def bare_name(name: str) -> str:
    """Return what all spellings of a name have in common: ``appId`` and ``app_id`` are the same."""
    return name.replace("_", "").casefold()
