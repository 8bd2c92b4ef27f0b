"""The app credential."""

from aiurdesk.core.auth.app import AppScheme
from aiurdesk.core.auth.scheme import Grant
from aiurdesk.core.credential import Credential
from aiurdesk.core.endpoint import Authentication, Endpoint
from aiurdesk.core.request import Request
from aiurdesk.core.secret import Secret
from aiurdesk.services.library import Library
from tests.core.auth.answers import answer, driven, texts

APP = AppScheme()
MINE = Credential("c", "Mine", "app", (), (("app_id", "an-id"),))
CATALOGUE = Library().catalogue
GRANT = Grant(values=(("AccessToken", Secret("T")),))


def test_it_signs_in_by_the_authority_of_its_field():
    _, grant = driven(APP.sign_in(MINE, {"app_secret": Secret("s")}), answer({"accessToken": "T"}))
    assert texts(grant.values) == {"AccessToken": "T"}
    assert APP.service_ids(MINE) == ("archon",)
    directory = Credential("c", "Mine", "app", (), (("authority", "directory"),))
    assert APP.service_ids(directory) == ("directory",)


def test_it_applies_to_every_endpoint_of_the_catalogue_that_wants_a_token():
    for endpoint in CATALOGUE.endpoints:
        service = CATALOGUE.service(endpoint.service_id)
        wants = endpoint.authentication is Authentication.ACCESS_TOKEN
        assert APP.applies(MINE, endpoint, service) == wants, endpoint.id
        assert len(APP.sign(MINE, GRANT, Request(endpoint)).values) == wants, endpoint.id


def test_it_applies_to_typed_addresses():
    assert APP.applies(MINE, Endpoint("", "", "", "", "GET", "https://a.example/"), None)


def test_who_am_i_tells_the_app_without_any_call():
    assert driven(APP.who_am_i(MINE, GRANT)) == (
        [],
        "Archon knows the app an-id and gave it a token.",
    )


def test_the_stand_in_is_dots():
    assert texts(APP.stand_in(MINE).values) == {"AccessToken": "••••"}
