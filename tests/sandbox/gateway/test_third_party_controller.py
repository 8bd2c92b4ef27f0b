"""Sign-in with other providers, which the sandbox does not contact."""

import pytest

pytestmark = pytest.mark.read_only


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "sign-in"), ("POST", "create-account-and-bind"), ("GET", "bind-account")],
)
def test_a_known_provider_gets_an_explanation_and_an_unknown_one_404(client, gateway, method, path):
    known = client.request(method, f"{gateway.base}/Third-party/{path}/github?code=1&state=2")
    assert (known.status_code, "nothing leaves" in known.text) == (200, True)
    unknown = client.request(method, f"{gateway.base}/Third-party/{path}/nothing")
    assert (unknown.status_code, unknown.text[:15]) == (404, "<!DOCTYPE html>")
