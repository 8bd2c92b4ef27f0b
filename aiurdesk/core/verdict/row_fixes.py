"""The fixes of a row of a table, with the parameters and waits that they are about."""

from collections.abc import Iterator, Sequence
from itertools import islice

from aiurdesk.core.addresses.query_rows import query_rows
from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.request.request import FormBody, GraphqlBody, JsonBody, MultipartBody, Request
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.dialect import CodeRow
from aiurdesk.core.verdict.field_errors import FieldErrors
from aiurdesk.core.verdict.retry_after import resend_after
from aiurdesk.core.verdict.target import listing_endpoint, target_parameter
from aiurdesk.core.verdict.verdict import Fix, FixAction, Severity

_MOST_BUTTONS = 5
"""More of them would push the texts out of a banner, and all errors stand at their fields."""
_LONGEST_NAME = 24
"""Characters of a name on a button."""
_ABOUT_THE_TARGET = frozenset((FixAction.FOCUS_PARAMETER, FixAction.OPEN_ENDPOINT))
"""Fixes that lead to what the code is about, where they do not say it themselves."""


def named_parameters(request: Request) -> tuple[Parameter, ...]:
    """Return the parameters that a server may name, the fields of the request's own form too."""
    parameters = request.endpoint.parameters
    if not isinstance(request.body, FormBody | MultipartBody):
        return parameters
    names = dict.fromkeys(row.name for row in request.body.rows if row.is_sent)
    fields = (Parameter(name, ParameterKind.TEXT, Location.FORM) for name in names)
    return (*parameters, *fields)


def has_place_for(name: str, request: Request) -> bool:
    """Tell whether the editors of a request have a place for what a server named."""
    body, first = request.body, name.partition(".")[0]
    if isinstance(body, JsonBody):
        return True
    if isinstance(body, GraphqlBody) and (first == "variables" or f'"{first}"' in body.variables):
        return True
    named = {parameter.name.casefold() for parameter in named_parameters(request)}
    named.update(header.name.casefold() for header in request.headers)
    if not request.endpoint.service_id:
        named.update(row.name.casefold() for row in query_rows(request))
    folded = name.casefold()
    return folded in named or first.casefold() in named


def buttons_to(errors: FieldErrors, request: Request) -> Iterator[Fix]:
    """Yield a button to each of the first values that are complained about."""
    names = dict.fromkeys((*errors.parameters, *errors.by_name))
    reachable = (name for name in names if has_place_for(name, request))
    for name in islice(reachable, _MOST_BUTTONS):
        # The end says more: ``…variants.3.price``.
        end = name if len(name) <= _LONGEST_NAME else f"…{name[-_LONGEST_NAME:]}"
        yield Fix(tr("Go to {n}").format(n=end), FixAction.FOCUS_PARAMETER, name)


def fixes_of_row(
    row: CodeRow,
    errors: FieldErrors,
    texts: tuple[str, ...],
    wait_s: int | None,
    request: Request,
    siblings: Sequence[Endpoint],
) -> Iterator[Fix]:
    """Yield the fixes of a row with their targets filled in.

    A fix that needs a target and finds none is left out.

    Args:
        row: The row of the code.
        errors: What the server said about single values.
        texts: What it said, and what is documented of the code: one may name a parameter.
        wait_s: Seconds that it asks to wait; None where it does not.
        request: The one that it is about.
        siblings: Endpoints of the same service, one of which may list what exists.
    """
    target = None
    if any(fix.action in _ABOUT_THE_TARGET and not fix.target for fix in row.fixes):
        target = target_parameter(request, texts)
    for fix in row.fixes:
        if fix.action is FixAction.WAIT_AND_RESEND:
            yield from (fix,) if wait_s is None else resend_after(wait_s)
        elif fix.action is FixAction.FOCUS_PARAMETER:
            named = (fix.target,) if fix.target else _named(errors, target)
            yield from _going_to(fix, row, named)
        elif fix.target or fix.action not in _ABOUT_THE_TARGET:
            yield fix
        elif target is not None:
            # Left out by ``fitting_fixes`` where no endpoint lists such targets.
            listing = listing_endpoint(target, request.endpoint, siblings)
            yield Fix(fix.text, fix.action, listing.id if listing else "")


def _named(errors: FieldErrors, target: Parameter | None) -> tuple[str, ...]:
    return errors.parameters or ((target.name,) if target else ())


def _going_to(fix: Fix, row: CodeRow, names: tuple[str, ...]) -> Iterator[Fix]:
    """Yield the fix once for each parameter; without any the form may help."""
    for name in names[:_MOST_BUTTONS]:
        yield Fix(fix.text.replace("{parameter}", name), fix.action, name)
    if not names and row.severity is Severity.INPUT:
        yield Fix(tr("Go to the form"), FixAction.FOCUS_FORM)
