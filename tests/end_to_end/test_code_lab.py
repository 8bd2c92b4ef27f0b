"""The whole street over the code lab: every endpoint gets the verdict that it is there for."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from aiurdesk.assembly import build_services
from aiurdesk.core.api.endpoint import Returns
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import Failure, FailureKind
from aiurdesk.core.verdict.verdict import Verdict, VerdictKind
from aiurdesk.services.sending.planned_request import SendTerms

LIMITS = Limits(body_bytes=2 * 2**20, redirects=5)
IMPATIENT = replace(LIMITS, read_s=0.3)
"""For the two endpoints that respond late or never. Others may take longer on a busy machine."""
LATE = {"noanswer.hang", "noanswer.slow"}
FAILURES = {
    "hang": FailureKind.READ_TIMEOUT,
    "cutoff": FailureKind.CUT_OFF,
    "badgzip": FailureKind.BAD_ENCODING,
    "endless": FailureKind.TOO_LARGE,
    "huge": FailureKind.TOO_LARGE,
    "gzipbomb": FailureKind.TOO_LARGE,
    "redirectloop": FailureKind.TOO_MANY_REDIRECTS,
    "redirecttohttp": FailureKind.REDIRECT_REFUSED,
}
CODES = {
    "success": 0,
    "wrongkey": -1,
    "pending": -2,
    "requireattention": -3,
    "notfound": -4,
    "unknownerror": -5,
    "hasdonealready": -6,
    "notenoughresources": -7,
    "unauthorized": -8,
    "invalidinput": -10,
    "timeout": -11,
    "mismatch": -4,
}

BUTTONS: dict[tuple[str, ...], str] = {
    (): (
        "broken.binary codes.hasdonealready codes.mismatch codes.notenoughresources "
        "codes.notfound codes.requireattention codes.success sockets.close sockets.cutoff "
        "sockets.echo sockets.envelopes sockets.flood sockets.invalidutf8 "
        "sockets.refusedwithredirect sockets.silence sockets.slowhandshake sockets.slowmessages "
        "sockets.toolong statuses.limited statuses.notfound unexpected.anycode"
    ),
    ("choose_credential", "renew_token"): ("codes.wrongkey"),
    ("choose_method POST",): ("statuses.methodnotallowed"),
    ("copy_report",): ("codes.unknownerror noanswer.redirectloop noanswer.redirecttohttp"),
    ("copy_report", "resend"): ("codes.timeout noanswer.badgzip"),
    ("copy_report", "resend", "show_text"): ("statuses.servererror"),
    ("copy_report", "show_text"): (
        "unexpected.minusnine unexpected.minusninehundredninetynine unexpected.seven"
    ),
    ("focus_parameter Name", "focus_parameter ChannelId"): ("codes.invalidinput"),
    ("raise_limits body_bytes",): ("noanswer.endless noanswer.gzipbomb noanswer.huge"),
    ("raise_limits read_s", "resend"): ("noanswer.hang noanswer.slow"),
    ("resend", "copy_report"): ("noanswer.cutoff"),
    ("resend", "show_text", "copy_report"): ("broken.truncated"),
    ("resend_later",): ("codes.pending"),
    ("show_headers", "copy_report"): ("broken.empty"),
    ("show_text",): (
        "broken.array broken.html broken.htmlwithouttype broken.nocode broken.notjson "
        "broken.null broken.text statuses.signinpage"
    ),
    ("show_text", "copy_report"): (
        "broken.byteordermark broken.codeisfraction broken.codeishuge broken.codeisnull "
        "broken.codeistext broken.duplicatecode broken.invalidutf8 broken.messageisnull "
        "broken.messageisnumber broken.nomessage broken.toodeep broken.twovalues"
    ),
    ("sign_in", "choose_credential"): (
        "sockets.refusedwithoutenvelope statuses.signedout statuses.unauthorized"
    ),
    ("sign_in", "choose_credential", "renew_token"): ("codes.unauthorized sockets.refused"),
    ("wait_and_resend 60",): ("statuses.toomanyrequests"),
}
"""Actions of the buttons, with their targets → the endpoints of the code lab that have them."""

Judge = Callable[[str], Awaitable[tuple[Verdict, object]]]


@asynccontextmanager
async def judging(profile: Path) -> AsyncIterator[Judge]:
    """Start a sandbox and give a function from an endpoint's name to its verdict."""
    services = build_services(profile)
    try:
        sandbox = await services.start_sandbox()
        catalogue = services.library.with_code_lab

        async def judge(name: str) -> tuple[Verdict, object]:
            endpoint = catalogue.endpoint(f"code-lab.{name}")
            assert endpoint is not None
            plan = services.pipeline.plan(Request(endpoint), sandbox.environment)
            limits = IMPATIENT if name in LATE else LIMITS
            exchange = await services.pipeline.send(plan, SendTerms(limits))
            assert isinstance(exchange, Exchange)
            return exchange.verdict, exchange.outcome

        yield judge
    finally:
        await services.aclose()


async def test_every_code_of_the_table_has_its_own_verdict(tmp_path):
    async with judging(tmp_path) as judge:
        for name, code in CODES.items():
            verdict, _ = await judge(f"codes.{name}")
            assert (verdict.kind, verdict.code) == (VerdictKind.ENVELOPE, code), name


async def test_errors_of_invalid_input_name_their_fields(tmp_path):
    async with judging(tmp_path) as judge:
        verdict, _ = await judge("codes.invalidinput")
    assert set(verdict.field_errors) == {"ChannelId", "Name"}
    assert len(verdict.other_errors) == 1


async def test_a_code_without_a_table_row_is_unexpected_and_logged(tmp_path, caplog):
    async with judging(tmp_path) as judge:
        for name in ("minusnine", "seven", "minusninehundredninetynine"):
            verdict, _ = await judge(f"unexpected.{name}")
            assert verdict.kind is VerdictKind.UNEXPECTED_CODE, name
            assert verdict.message in caplog.text


async def test_every_broken_body_is_reported_as_no_envelope(tmp_path):
    async with judging(tmp_path) as judge:
        for endpoint in build_services(tmp_path).library.endpoints_of("code-lab"):
            if endpoint.id.startswith("code-lab.broken."):
                verdict, _ = await judge(endpoint.id.removeprefix("code-lab."))
                assert verdict.kind is VerdictKind.NOT_AN_ENVELOPE, endpoint.id
                assert verdict.meaning


async def test_every_bare_status_is_explained(tmp_path):
    async with judging(tmp_path) as judge:
        for name in ("unauthorized", "notfound", "methodnotallowed", "toomanyrequests"):
            verdict, _ = await judge(f"statuses.{name}")
            assert verdict.kind is VerdictKind.BARE_STATUS, name


@pytest.mark.parametrize(("name", "kind"), FAILURES.items())
async def test_every_failure_has_its_own_kind(tmp_path, name, kind):
    async with judging(tmp_path) as judge:
        verdict, outcome = await judge(f"noanswer.{name}")
    assert isinstance(outcome, Failure)
    assert outcome.kind is kind
    assert verdict.kind is VerdictKind.NO_ANSWER
    assert verdict.headline


async def test_every_endpoint_has_only_fix_buttons_that_work(tmp_path, caplog):
    names = [name for paths in BUTTONS.values() for name in paths.split()]
    offered: dict[tuple[str, ...], set[str]] = {}
    async with judging(tmp_path) as judge:
        for name in names:
            verdict, _ = await judge(name)
            buttons = (f"{fix.action} {fix.target}".strip() for fix in verdict.fixes if fix.action)
            offered.setdefault(tuple(buttons), set()).add(name)
    assert offered == {buttons: set(paths.split()) for buttons, paths in BUTTONS.items()}
    endpoints = build_services(tmp_path).library.endpoints_of("code-lab")
    # A stream has no verdict but that on its status; what it may offer is said of its end.
    others = {endpoint.id for endpoint in endpoints if endpoint.returns is not Returns.STREAM}
    assert {id_.removeprefix("code-lab.") for id_ in others} == set(names)
    assert "Unexpected code 7" in caplog.text
