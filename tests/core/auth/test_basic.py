from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.auth.basic import BasicScheme
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.request import Request
from aiurdesk.core.request.typed import Typed

SCHEME = BasicScheme()
LOGIN = Credential("1", "Login", "basic", ("https://h",), (("user", "Aladdin"),))
ANYWHERE = Request(Typed("https://h/", "POST"))


def test_user_and_password_are_sent_in_base64_and_both_are_secret():
    grant = SCHEME.grant(LOGIN, {"password": Secret("open sesame")})
    ((name, value),) = grant.headers
    # The example of RFC 7617 section 2.
    assert (name, value.reveal()) == ("Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
    added = SCHEME.auth_parameters(LOGIN, grant, ANYWHERE)
    hidden = {secret.reveal() for secret in added.secrets}
    assert hidden == {"open sesame", "QWxhZGRpbjpvcGVuIHNlc2FtZQ=="}


def test_every_endpoint_takes_it():
    endpoint = Endpoint("a.b.c", "a", "b", "c", "GET", "/")
    assert SCHEME.applies(LOGIN, endpoint, None)
