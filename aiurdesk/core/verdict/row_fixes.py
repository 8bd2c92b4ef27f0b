"""The fixes of a row of a table, with the parameters and waits that they are about."""

from collections.abc import Iterator, Sequence

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.request.request import FormBody, MultipartBody, Request
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.dialect import CodeRow
from aiurdesk.core.verdict.field_errors import FieldErrors
from aiurdesk.core.verdict.retry_after import resend_after
from aiurdesk.core.verdict.target import listing_endpoint, target_parameter
from aiurdesk.core.verdict.verdict import Fix, FixAction, Severity

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
    for name in names:
        yield Fix(fix.text.replace("{parameter}", name), fix.action, name)
    if not names and row.severity is Severity.INPUT:
        yield Fix(tr("Go to the form"), FixAction.FOCUS_FORM)
