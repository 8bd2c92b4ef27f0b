import pytest
from msgspec.structs import replace

from aiurdesk.core.credentials.auth_parameters import NO_AUTH_PARAMETERS
from aiurdesk.core.credentials.credential import IN_SANDBOX
from aiurdesk.core.request.form_rules import check
from aiurdesk.core.request.request import Request
from aiurdesk.ui.credentials.request_signer import Consent
from tests.ui.credentials.scene import CREATE, PUSH, add, an_app
from tests.ui.opened_window import opened_window

ELSEWHERE = "https://archon.example"


def request_to(opened, endpoint_id: str) -> Request:
    endpoint = opened.services.library.catalogue.endpoint(endpoint_id)
    return Request(endpoint)


def place_of(opened, request: Request):
    bench = opened.controller.workbench
    return bench.service_of(request), bench.sending.environment


async def test_before_sending_dots_stand_for_what_is_not_known(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(CREATE)
        await opened.scope.idle()
        signer = opened.controller.workbench.sending.signer
        request = request_to(opened, CREATE)
        shown = signer.shown(request, *place_of(opened, request))
        assert [name for name, _ in shown.values] == ["AccessToken"]
        assert shown.values[0][1].reveal() == "••••"
        unsigned = replace(request, credential="")
        assert signer.shown(unsigned, *place_of(opened, request)) == NO_AUTH_PARAMETERS


async def test_what_was_typed_does_not_hide_what_could_be_filled_in(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        signer = opened.controller.workbench.sending.signer
        request = replace(request_to(opened, CREATE), values=(("AccessToken", "mine"),))
        signed = signer.signed(request, *place_of(opened, request))
        assert [name for name, _ in signed.auth_parameters.values] == ["AccessToken"]
        assert signer.shown(request, *place_of(opened, request)) == NO_AUTH_PARAMETERS


async def test_a_value_that_is_filled_in_is_not_missing(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        signer = opened.controller.workbench.sending.signer
        request = request_to(opened, PUSH)
        errors = check(request.endpoint, request.values)
        shown = signer.shown(request, *place_of(opened, request))
        wrong = signer.still_wrong(errors, request, shown)
        assert [error.parameter for error in errors] == ["AccessToken", "ChannelId"]
        assert [error.parameter for error in wrong] == ["ChannelId"]


@pytest.mark.parametrize("consent", list(Consent))
async def test_a_credential_that_is_bound_elsewhere_is_asked_about(theme, tmp_path, consent):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(CREATE)
        await opened.scope.idle()
        await add(opened, an_app(origins=(ELSEWHERE,)))
        opened.controller.credentials.choice.choose("my-app")
        signer = opened.controller.workbench.sending.signer
        asked = []

        async def answer(credential, words):
            asked.append((credential.name, words))
            return consent

        signer.ask_consent = answer
        request = request_to(opened, CREATE)
        consented = await signer.consented(request, *place_of(opened, request))
        address = opened.controller.workbench.sending.environment.base_urls["stargate"]
        assert asked == [("my-app", f"the sandbox ({address})")]
        if consent is Consent.CANCEL:
            assert consented is None
            return
        assert consented is not None
        if consent is Consent.WITHOUT:
            assert consented.credential is None
        else:
            assert consented.credential is not None
            assert consented.credential.origins == (ELSEWHERE, IN_SANDBOX)
            await signer.consented(request, *place_of(opened, request))
            assert len(asked) == 1


async def test_nothing_is_asked_where_it_is_bound_or_where_there_is_none(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(CREATE)
        await opened.scope.idle()
        signer = opened.controller.workbench.sending.signer
        request = request_to(opened, CREATE)
        for name, wanted in ((None, "Sandbox app"), ("", None)):
            named = replace(request, credential=name)
            consented = await signer.consented(named, *place_of(opened, named))
            assert consented is not None
            assert (consented.credential.name if consented.credential else None) == wanted
