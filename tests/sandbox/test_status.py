"""The page of Status."""

import pytest

pytestmark = pytest.mark.read_only


def test_the_page_lists_the_urls_of_all_services(client, server):
    page = client.get(server.base_urls["status"]).text
    assert all(url in page for url in server.base_urls.values())


def test_doc_lists_the_page(client, server):
    (entry,) = client.get(f"{server.base_urls['status']}/doc").json()
    assert entry["routes"] == ["Home/Index"]
