"""What a person is told whose credential no service could take."""

import pytest

from aiurdesk.core.auth.sign_in_refusal import cannot_sign_in
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.request.request import FieldError
from aiurdesk.services.library import Library

APP = Credential("c", "Work app", "app")
ARCHON = Library().catalogue.service("archon")
SECRET = FieldError("appSecret", "Enter a GUID.")


def test_a_field_of_the_service_is_told_as_that_of_the_credential():
    assert str(cannot_sign_in(APP, ARCHON, (SECRET,))) == (
        "Work app cannot sign in, and nothing was sent: its App secret cannot be right for "
        "Archon. App secret: Enter a GUID. Replace it in the credential manager."
    )


def test_several_fields_are_told_together():
    text = str(cannot_sign_in(APP, ARCHON, (FieldError("appId", "Enter an id."), SECRET)))
    assert "its App id and App secret cannot be right for Archon. App id: Enter an id." in text


@pytest.mark.parametrize("credential", [APP, Credential("o", "Odd", "telepathy")])
def test_what_is_no_field_is_told_as_it_is(credential):
    errors = (FieldError("", "It may not go there."), FieldError("odd", "Enter less."))
    assert str(cannot_sign_in(credential, None, errors)) == (
        f"Signing in with {credential.name} is not possible. It may not go there. Enter less."
    )
