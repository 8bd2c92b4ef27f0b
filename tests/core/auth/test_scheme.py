"""What holds for every scheme."""

import pytest

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.core.auth import SCHEMES, scheme_of
from aiurdesk.core.auth.scheme import Grant
from aiurdesk.core.credentials.credential import Credential


def test_a_scheme_is_found_by_its_id():
    assert [scheme_of(scheme.id) for scheme in SCHEMES] == list(SCHEMES)
    assert len({scheme.id for scheme in SCHEMES}) == len(SCHEMES)
    assert scheme_of("telepathy") is None


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.id)
def test_its_form_can_draw_itself_and_hides_a_secret(scheme):
    kinds = [field.kind for field in scheme.fields]
    assert ParameterKind.SECRET in kinds
    assert all(field.description.endswith(".") for field in scheme.fields)
    names = [*(field.name for field in scheme.fields), *scheme.kept]
    assert len(set(names)) == len(names)
    assert scheme.title[0].isupper()
    assert scheme.description.endswith(".")


def test_only_who_has_a_session_tells_a_service_when_they_go():
    told = {}
    for scheme in SCHEMES:
        flow = scheme.sign_out(Credential("c", "Mine", scheme.id), Grant())
        told[scheme.id] = next(flow, None)
        flow.close()
    assert {name for name, step in told.items() if step is not None} == {"session"}


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.id)
def test_what_stands_in_prints_no_secret(scheme):
    shown = scheme.placeholder_grant(Credential("c", "Mine", scheme.id))
    assert all(secret.reveal().endswith("••••") for _, secret in (*shown.values, *shown.headers))
