"""The one page of Status."""


def test_it_lists_where_the_services_are(client, server):
    page = client.get(server.base_urls["status"]).text
    assert all(url in page for url in server.base_urls.values())


def test_it_documents_nothing(client, server):
    assert client.get(f"{server.base_urls['status']}/doc").json() == []
