"""Gateway's ``/doc``, rate limits and pages for unknown paths."""

import pytest

pytestmark = pytest.mark.read_only


def test_doc_lists_41_actions_in_the_order_of_the_real_server(client, gateway):
    entries = client.get(f"{gateway.base}/doc").json()
    assert len(entries) == 41
    names = [entry["actionName"] for entry in entries]
    assert names[:3] == ["CodeToOpenId", "UserInfo", "AllUserGranted"]
    assert names[-1] == "GetRecoveryCodes"


def test_an_unknown_path_is_a_page(client, gateway):
    response = client.get(f"{gateway.base}/nothing")
    assert (response.status_code, response.text[:15]) == (404, "<!DOCTYPE html>")


def test_only_pages_are_rate_limited(client, gateway):
    away = {"X-Forwarded-For": "203.0.113.7"}
    assert "x-rate-limit-remaining" in client.get(f"{gateway.base}/", headers=away).headers
    call = client.get(f"{gateway.base}/User/ViewAllEmails", headers=away)
    assert "x-rate-limit-remaining" not in call.headers
