"""Granted apps, the audit log and social accounts."""

import pytest

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP


def test_granted_apps_are_listed_with_the_user_and_can_be_dropped_once(gateway):
    items = gateway.get("User/ViewGrantedApps")["items"]
    assert [item["appId"] for item in items] == [READY_APP.id, OTHER_APP.id]
    assert list(items[0]) == ["userInfo", "appId", "grantTime", "gatewayUserId"]
    assert gateway.post("User/DropGrantedApps", AppIdToDrop=OTHER_APP.id)["code"] == 0
    assert gateway.post("User/DropGrantedApps", AppIdToDrop=OTHER_APP.id)["code"] == -4


@pytest.mark.read_only
def test_the_audit_log_requires_a_page_number_despite_its_default(gateway):
    missing = gateway.get("User/ViewAuditLog")
    assert missing["items"] == ["The field PageNumber must be between 1 and 2147483647."]
    page = gateway.get("User/ViewAuditLog", PageNumber="2", PageSize="5")
    assert (page["totalCount"], page["currentPage"], page["currentPageSize"]) == (12, 2, 5)
    assert [item["id"] for item in page["items"]] == [7, 6, 5, 4, 3]
    members = ["id", "userId", "appId", "happenTime", "success", "ipAddress"]
    assert list(page["items"][0]) == members


def test_a_provider_can_be_unlinked_in_any_case_and_repeatedly(gateway):
    (account,) = gateway.get("User/ViewSocialAccounts")["items"]
    assert list(account) == ["name", "providerName", "bindTime"]
    for _ in range(2):
        assert gateway.post("User/UnBindSocialAccount", ProviderName="github")["code"] == 0
    assert gateway.get("User/ViewSocialAccounts")["items"] == []


@pytest.mark.read_only
def test_unlinking_without_a_provider_fails_with_a_page(gateway):
    assert gateway.send("POST", "User/UnBindSocialAccount").status_code == 500
