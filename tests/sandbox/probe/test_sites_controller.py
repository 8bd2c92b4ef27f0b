"""Sites, their folders, and the tokens for them."""

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


def test_the_root_of_a_new_site_is_empty(probe):
    probe.make_site()
    response = probe.get("Folders/ViewContent/my-site")
    assert list(response) == ["value", "code", "message"]
    assert response["value"] == {"subFolders": [], "files": [], "folderName": "blob"}


def test_folders_have_lower_case_names_and_are_listed_without_content(probe):
    probe.make_site()
    assert probe.post("Folders/CreateNewFolder/my-site", NewFolderName="Docs 文档")["code"] == 0
    assert probe.post("Folders/CreateNewFolder/my-site", NewFolderName="docs 文档")["code"] == -6
    probe.upload("my-site/docs 文档")
    assert probe.get("Folders/ViewContent/my-site")["value"]["subFolders"] == [
        {"subFolders": None, "files": None, "folderName": "docs 文档"}
    ]
    (file,) = probe.get("Folders/ViewContent/my-site/docs 文档")["value"]["files"]
    assert list(file) == ["contextId", "fileName", "fileSize", "uploadTime"]


def test_missing_parents_are_created_only_on_request(probe):
    probe.make_site()
    path = "Folders/CreateNewFolder/my-site/x/y"
    assert probe.post(path, NewFolderName="z")["code"] == -4
    assert probe.post(path, NewFolderName="z", RecursiveCreate="true")["code"] == 0
    assert probe.get("Folders/ViewContent/my-site/x/y")["value"]["folderName"] == "y"


def test_an_escaped_slash_is_not_a_separator(probe):
    probe.make_site()
    path = "Folders/CreateNewFolder/my-site/x/y"
    probe.post(path, NewFolderName="z", RecursiveCreate="true")
    assert probe.get("Folders/ViewContent/my-site/x%2Fy")["code"] == -4


def test_an_invalid_or_missing_folder_name_is_rejected(probe):
    probe.make_site()
    refused = probe.post("Folders/CreateNewFolder/my-site", NewFolderName="a/b")
    assert refused["code"] == -10
    assert probe.post("Folders/CreateNewFolder/my-site")["code"] == -10


def test_a_folder_can_be_deleted_but_not_the_root(probe, other_token):
    probe.make_site()
    probe.post("Folders/CreateNewFolder/my-site/a", NewFolderName="b", RecursiveCreate="true")
    assert probe.post("Folders/DeleteFolder/my-site/a", AccessToken=other_token)["code"] == -8
    assert probe.post("Folders/DeleteFolder/my-site/a")["code"] == 0
    assert probe.post("Folders/DeleteFolder/my-site/a")["code"] == -4
    assert probe.post("Folders/DeleteFolder/my-site")["code"] == -7
    assert probe.post("Folders/DeleteFolder/no-such-site/a")["code"] == -4


def test_a_token_expires_after_its_lifespan(probe, clock):
    probe.make_site("closed", is_open=False)
    token = probe.site_token("closed", LifespanSeconds="10")
    assert probe.upload("closed", token=token)["code"] == 0
    clock.advance(seconds=11)
    assert probe.upload("closed", token=token)["code"] == -8


def test_a_token_without_a_lifespan_works_for_an_hour(probe, clock):
    probe.make_site("closed", is_open=False)
    token = probe.site_token("closed")
    clock.advance(minutes=59)
    assert probe.upload("closed", token=token)["code"] == 0
    clock.advance(minutes=2)
    assert probe.upload("closed", token=token)["code"] == -8


@pytest.mark.read_only
@pytest.mark.parametrize("lifespan", ["9", "31536001", "abc"])
def test_a_lifespan_out_of_range_is_invalid(probe, lifespan):
    form = {"SiteName": "sandbox", "Permissions": "Upload", "LifespanSeconds": lifespan}
    assert probe.post("Token/GetToken", **form)["code"] == -10


def test_a_token_requires_an_own_site_and_its_exact_name(probe, other_token):
    probe.make_site()
    form = {"Permissions": "Upload"}
    assert probe.post("Token/GetToken", SiteName="my-site", **form)["code"] == 0
    assert probe.post("Token/GetToken", SiteName="MY-site", **form)["code"] == -4
    assert probe.post("Token/GetToken", SiteName="no-such-site", **form)["code"] == -4
    other = probe.post("Token/GetToken", SiteName="my-site", AccessToken=other_token, **form)
    assert other["code"] == -8
    assert len(probe.post("Token/GetToken", AccessToken="")["items"]) == 3
