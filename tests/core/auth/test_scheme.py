"""What holds for every scheme."""

import pytest

from aiurdesk.core.auth import SCHEMES, scheme_of, with_current_names
from aiurdesk.core.auth.scheme import Grant
from aiurdesk.core.credentials.credential import Credential


def test_a_scheme_is_found_by_its_id():
    assert [scheme_of(scheme.id) for scheme in SCHEMES] == list(SCHEMES)
    assert len({scheme.id for scheme in SCHEMES}) == len(SCHEMES)
    assert scheme_of("telepathy") is None


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.id)
def test_a_scheme_has_a_secret_and_describes_its_fields(scheme):
    assert scheme.secret_fields or scheme.runs_program
    assert all(field.description.endswith(".") for field in scheme.fields)
    names = [*(field.name for field in scheme.fields), *scheme.kept]
    assert len(set(names)) == len(names)
    assert scheme.title[0].isupper()
    assert scheme.description.endswith(".")


def test_only_a_session_is_ended_at_its_service():
    told = {}
    for scheme in SCHEMES:
        flow = scheme.sign_out(Credential("c", "Mine", scheme.id), Grant(), {})
        told[scheme.id] = next(flow, None)
        flow.close()
    assert {name for name, step in told.items() if step is not None} == {"session"}


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.id)
def test_a_placeholder_shows_dots(scheme):
    grant = scheme.placeholder_grant(Credential("c", "Mine", scheme.id))
    assert all(secret.reveal().endswith("••••") for _, secret in (*grant.values, *grant.headers))


def test_a_field_is_found_under_its_former_name():
    old = Credential("c", "Mine", "app", (), (("authority", "directory"), ("app_id", "1")))
    assert with_current_names(old).values == (("token_server", "directory"), ("app_id", "1"))
    assert with_current_names(Credential("c", "Mine", "telepathy")).values == ()


def test_a_scheme_that_signs_in_says_whether_it_has():
    signs_in = {scheme.id for scheme in SCHEMES if scheme.state(None) != "needs no sign-in"}
    assert signs_in == {"app", "browser", "session", "command", "oauth2"}
    states = {
        scheme.state(Grant(user="ann")) for scheme in SCHEMES if scheme.id in ("browser", "session")
    }
    assert states == {"signed in as ann"}
    assert {s.state(Grant()) for s in SCHEMES if s.id not in signs_in} == {"needs no sign-in"}
