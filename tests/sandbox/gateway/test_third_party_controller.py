"""Social providers, which the sandbox does not ask."""

import pytest


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "sign-in"), ("POST", "create-account-and-bind"), ("GET", "bind-account")],
)
def test_a_known_provider_is_explained_and_an_unknown_one_not_found(client, gateway, method, path):
    known = client.request(method, f"{gateway.base}/Third-party/{path}/github?code=1&state=2")
    assert (known.status_code, "nothing leaves" in known.text) == (200, True)
    unknown = client.request(method, f"{gateway.base}/Third-party/{path}/nothing")
    assert (unknown.status_code, unknown.text[:15]) == (404, "<!DOCTYPE html>")
