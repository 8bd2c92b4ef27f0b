import pytest

from aiurdesk.core.auth.bearer import BearerScheme
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.preparing.form_rules import value_problem
from aiurdesk.core.request.request import Request
from aiurdesk.core.request.typed import Typed

SCHEME = BearerScheme()
CREDENTIAL = Credential("1", "Key", "bearer", ("https://h",))


def test_the_token_stands_behind_the_word_bearer_and_is_secret_alone_as_well():
    grant = SCHEME.grant(CREDENTIAL, {"token": Secret("mF_9.B5f-4.1JqM")})
    assert grant.headers[0][1].reveal() == "Bearer mF_9.B5f-4.1JqM"
    request = Request(Typed("https://h/"))
    added = SCHEME.auth_parameters(CREDENTIAL, grant, request)
    assert added.secrets == (Secret("mF_9.B5f-4.1JqM"),)


@pytest.mark.parametrize(
    ("token", "is_valid"), [("a.b-c~d+e/f=", True), ("Bearer abc", False), ("a\nb", False)]
)
def test_a_token_has_no_spaces(token, is_valid):
    assert (value_problem(SCHEME.fields[0], token) is None) is is_valid
