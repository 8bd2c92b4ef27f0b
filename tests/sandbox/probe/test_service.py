"""Probe's root and CORS headers."""

import pytest

from aiurdesk.sandbox.probe.service import READY_FILE, READY_SITE

pytestmark = pytest.mark.read_only


def test_the_root_has_the_url_patterns_of_files(probe):
    response = probe.get("")
    assert list(response) == ["downloadPattern", "playerPattern", "openPattern", "code", "message"]
    assert response["openPattern"] == f"{probe.base}/download/open/{{0}}"


def test_a_new_sandbox_has_a_site_with_a_file(probe, client):
    pattern = probe.get("")["openPattern"]
    response = client.get(f"{pattern.format(READY_SITE)}/{READY_FILE}")
    assert response.text.startswith("Hello")
    assert [site["siteName"] for site in probe.get("Sites/ViewMySites")["sites"]] == [READY_SITE]


def test_scripts_of_other_origins_can_read_the_responses(client, probe):
    response = client.get(f"{probe.base}/", headers={"Origin": "https://else.example"})
    assert response.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in client.get(f"{probe.base}/").headers
