"""Uploading, copying and deleting files over TLS."""

import pytest

from aiurdesk.sandbox.aspnet import web_service
from aiurdesk.sandbox.probe import files_controller


def test_an_upload_tells_where_the_file_is(probe):
    probe.make_site()
    response = probe.upload("my-site/new/one", "Upper Name 文件+.TXT", b"x", recursiveCreate="true")
    name = "upper%20name%20%E6%96%87%E4%BB%B6.txt"
    assert response == {
        "siteName": "my-site",
        "filePath": "my-site/new/one/upper name 文件.txt",
        "internetPath": f"{probe.base}/download/open/my-site/new/one/{name}",
        "downloadPath": f"{probe.base}/download/file/my-site/new/one/{name}",
        "fileSize": 1,
        "code": 0,
        "message": response["message"],
    }


def test_a_taken_name_gets_an_underscore(probe):
    probe.make_site()
    paths = [probe.upload("my-site")["filePath"] for _ in range(2)]
    assert paths == ["my-site/hello.txt", "my-site/_hello.txt"]


def test_only_the_first_file_is_stored(probe, client):
    probe.make_site()
    files = {"a": ("one.txt", b"1"), "b": ("two.txt", b"22")}
    response = client.post(f"{probe.base}/Files/UploadFile/my-site", files=files).json()
    assert response["filePath"] == "my-site/one.txt"


@pytest.mark.parametrize(
    "body",
    [
        {"data": {"a": "b"}},
        {"json": {"a": 1}},
        {},
        {"files": {"file": ("a/b.txt", b"x")}},
    ],
)
def test_what_is_no_file_is_minus_ten_without_items(probe, client, body):
    probe.make_site()
    response = client.post(f"{probe.base}/Files/UploadFile/my-site", **body).json()
    assert list(response) == ["code", "message"]
    assert response["code"] == -10


def test_a_missing_site_or_folder_is_not_found(probe, client):
    probe.make_site()
    assert probe.upload("no-such-site")["code"] == -4
    assert probe.upload("my-site/none")["code"] == -4
    assert client.post(f"{probe.base}/Files/UploadFile").status_code == 404


def test_a_closed_site_wants_a_token_in_query_or_form(probe, client):
    probe.make_site("closed", is_open=False)
    assert probe.upload("closed")["code"] == -8
    token = probe.site_token("closed")
    assert probe.upload("closed", token=token)["code"] == 0
    files = {"file": ("hello.txt", b"x")}
    address = f"{probe.base}/Files/UploadFile/closed"
    assert client.post(address, files=files, data={"Token": token}).json()["code"] == 0
    download_only = probe.site_token("closed", Permissions="Download")
    assert probe.upload("closed", token=download_only)["code"] == -8


def test_a_copy_makes_its_folder_and_never_overwrites(probe, other_token):
    probe.make_site()
    probe.make_site("other-site", AccessToken=other_token)
    probe.upload("my-site", content=b"12345")
    path = "Files/CopyFile/my-site/hello.txt"
    copied = probe.post(path, TargetSiteName="my-site", TargetFolderNames="copies")
    assert (copied["filePath"], copied["fileSize"]) == ("my-site/copies/hello.txt", 5)
    assert copied["downloadPath"] is None
    beside = probe.post(path, TargetSiteName="my-site", TargetFolderNames="/")
    assert beside["filePath"] == "my-site/_hello.txt"
    elsewhere = probe.post(path, TargetSiteName="other-site", TargetFolderNames="/")
    assert elsewhere["code"] == -8
    assert probe.post(path, TargetSiteName="none-site", TargetFolderNames="/")["code"] == -4
    assert len(probe.post(path)["items"]) == 2


def test_a_file_is_deleted_once(probe):
    probe.make_site()
    probe.upload("my-site")
    assert probe.post("Files/DeleteFile/my-site/hello.txt")["code"] == 0
    assert probe.post("Files/DeleteFile/my-site/hello.txt")["code"] == -4
    assert probe.post("Files/DeleteFile/my-site")["code"] == -10
    assert probe.post("Files/DeleteFile/my-site//")["code"] == -5


def test_a_full_sandbox_says_that_resources_are_short(probe, monkeypatch):
    probe.make_site()
    monkeypatch.setattr(files_controller, "CAPACITY_BYTES", 100)
    assert probe.upload("my-site", content=b"x" * 101)["code"] == -7


def test_an_endless_body_is_cut_short(probe, client, monkeypatch):
    probe.make_site()
    monkeypatch.setattr(web_service, "BODY_LIMIT_BYTES", 1000)
    files = {"file": ("hello.txt", b"x" * 2000)}
    response = client.post(f"{probe.base}/Files/UploadFile/my-site", files=files)
    assert response.status_code == 413
