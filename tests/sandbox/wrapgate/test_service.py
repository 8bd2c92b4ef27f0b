"""Wrapgate's root and ``/doc``."""

import pytest

pytestmark = pytest.mark.read_only


def test_the_root_has_the_url_pattern_of_short_links(client, server):
    base = server.base_urls["wrapgate"]
    response = client.get(f"{base}/").json()
    assert list(response) == ["wrapPattern", "code", "message"]
    assert response["wrapPattern"] == f"{base}/wrap/{{wrap}}"


def test_doc_lists_the_actions_with_their_routes(client, server):
    entries = client.get(f"{server.base_urls['wrapgate']}/doc").json()
    assert [(entry["actionName"], entry["routes"]) for entry in entries] == [
        ("CreateNewRecord", ["Records/CreateNewRecord"]),
        ("ViewMyRecords", ["Records/ViewMyRecords"]),
        ("UpdateRecordInfo", ["Records/UpdateRecordInfo"]),
        ("DeleteRecord", ["Records/DeleteRecord"]),
        ("DeleteApp", ["Records/DeleteApp"]),
        ("Wrap", ["/Wrap/{RecordName}/{**Path}"]),
    ]
