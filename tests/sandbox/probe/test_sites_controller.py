"""Creating, listing, changing and deleting sites."""

import pytest

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP


def test_a_site_is_created_and_listed(probe, other_token):
    probe.make_site("other.site_1", AccessToken=other_token)
    response = probe.get("Sites/ViewMySites", AccessToken=other_token)
    assert list(response) == ["appId", "sites", "code", "message"]
    (site,) = response["sites"]
    assert list(site) == ["appId", "siteName", "openToUpload", "openToDownload", "creationTime"]
    assert (site["appId"], site["siteName"]) == (OTHER_APP.id, "other.site_1")


def test_a_name_in_use_is_rejected_for_every_app(probe, other_token):
    probe.make_site()
    for token in (probe.token, other_token):
        response = probe.post("Sites/CreateNewSite", AccessToken=token, NewSiteName="my-site")
        assert response["code"] == -7


@pytest.mark.read_only
@pytest.mark.parametrize(
    ("form", "items"),
    [
        ({"NewSiteName": "A !"}, 2),
        ({"NewSiteName": "yes-site", "OpenToUpload": "yes", "OpenToDownload": "1"}, 2),
        ({"NewSiteName": "empty-site", "OpenToUpload": ""}, 1),
        ({"AccessToken": ""}, 2),
    ],
)
def test_each_validation_error_is_listed(probe, form, items):
    response = probe.post("Sites/CreateNewSite", **form)
    assert response["code"] == -10
    assert len(response["items"]) == items


def test_site_detail_has_the_size(probe):
    probe.make_site()
    probe.upload("my-site", content=b"12345")
    response = probe.get("Sites/ViewSiteDetail", SiteName="MY-SITE")
    assert list(response) == ["appId", "site", "size", "code", "message"]
    assert response["size"] == 5


@pytest.mark.read_only
def test_site_detail_without_a_name_fails(probe, client):
    parameters = {"AccessToken": probe.token}
    response = client.get(f"{probe.base}/Sites/ViewSiteDetail", params=parameters)
    assert (response.status_code, response.json()["code"]) == (500, -5)


@pytest.mark.read_only
def test_site_detail_without_a_token_gets_minus_eight(probe):
    assert probe.get("Sites/ViewSiteDetail", AccessToken="", SiteName="x")["code"] == -8


def test_a_site_can_be_renamed_closed_and_deleted(probe, other_token):
    probe.make_site()
    probe.make_site("taken-site")
    form = {"OldSiteName": "my-site", "OpenToUpload": "false"}
    assert probe.post("Sites/UpdateSiteInfo", NewSiteName="taken-site", **form)["code"] == -7
    assert probe.post("Sites/UpdateSiteInfo", NewSiteName="new-site", **form)["code"] == 0
    assert probe.post("Sites/UpdateSiteInfo", NewSiteName="new-site", **form)["code"] == -4
    assert probe.upload("new-site")["code"] == -8
    other = {"OldSiteName": "new-site", "NewSiteName": "new-site", "AccessToken": other_token}
    assert probe.post("Sites/UpdateSiteInfo", **other)["code"] == -8
    refused = probe.post("Sites/DeleteSite", SiteName="new-site", AccessToken=other_token)
    assert refused["code"] == -8
    assert probe.post("Sites/DeleteSite", SiteName="new-site")["code"] == 0
    assert probe.post("Sites/DeleteSite", SiteName="new-site")["code"] == -4


def test_deleting_the_app_succeeds_with_code_minus_six(probe):
    assert probe.post("Sites/DeleteApp", AppId="lab")["code"] == -10
    assert probe.post("Sites/DeleteApp", AppId=OTHER_APP.id)["code"] == -8
    assert probe.post("Sites/DeleteApp", AppId=READY_APP.id)["code"] == -6
    assert probe.get("Sites/ViewMySites")["sites"] == []
