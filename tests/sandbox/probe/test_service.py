"""Sites, folders, site tokens and files of Probe."""

import json
from base64 import b64decode
from typing import Any

import httpx
import pytest

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP
from aiurdesk.sandbox.aspnet.web_service import ServiceApp
from aiurdesk.sandbox.clock import system_clock
from aiurdesk.sandbox.probe.service import READY_FILE, READY_SITE, Probe
from aiurdesk.sandbox.state import fresh_state
from tests.sandbox.conftest import described


class Client:
    """Sends requests to Probe, by default with the token of the ready app."""

    def __init__(self, client: httpx.Client, base: str, token: str) -> None:
        self.client = client
        self.base = base
        self.token = token

    def post(self, path: str, **form: str) -> dict[str, Any]:
        values = {"AccessToken": self.token, **form}
        return dict(self.client.post(f"{self.base}/{path}", data=values).json())

    def get(self, path: str, **query: str) -> dict[str, Any]:
        values = {"AccessToken": self.token, **query}
        return dict(self.client.get(f"{self.base}/{path}", params=values).json())

    def make_site(self, name: str = "my-site", *, is_open: bool = True, **form: str) -> None:
        word = "true" if is_open else "false"
        values = {"NewSiteName": name, "OpenToUpload": word, "OpenToDownload": word}
        assert self.post("Sites/CreateNewSite", **{**values, **form})["code"] == 0

    def upload(
        self, path: str, name: str = "hello.txt", content: bytes = b"hello", **query: str
    ) -> dict[str, Any]:
        file = {"file": (name, content)}
        address = f"{self.base}/Files/UploadFile/{path}"
        return dict(self.client.post(address, files=file, params=query).json())

    def download(
        self, path: str, mode: str = "Open", *, headers: dict[str, str] | None = None, **query: str
    ) -> httpx.Response:
        url = f"{self.base}/Download/{mode}/{path}"
        return self.client.get(url, params=query, headers=headers)

    def site_token(self, site: str, **form: str) -> str:
        values = {"SiteName": site, "Permissions": "Upload,Download", **form}
        return str(self.post("Token/GetToken", **values)["value"])


@pytest.fixture
def probe(client, server, access_token) -> Client:
    return Client(client, server.base_urls["probe"], access_token)


@pytest.mark.read_only
def test_a_new_sandbox_has_a_site_with_a_file(probe):
    index = probe.get("")
    assert list(index) == ["downloadPattern", "playerPattern", "openPattern", "code", "message"]
    pattern = index["openPattern"]
    assert pattern == f"{probe.base}/download/open/{{0}}"
    response = probe.client.get(f"{pattern.format(READY_SITE)}/{READY_FILE}")
    assert response.text.startswith("Hello")
    assert [site["siteName"] for site in probe.get("Sites/ViewMySites")["sites"]] == [READY_SITE]


@pytest.mark.read_only
def test_scripts_of_other_origins_can_read_the_responses(client, probe):
    response = client.get(f"{probe.base}/", headers={"Origin": "https://else.example"})
    assert response.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in client.get(f"{probe.base}/").headers


def test_a_site_belongs_to_its_app_until_it_is_deleted(probe, other_token):
    probe.make_site("other.site_1", AccessToken=other_token)
    (site,) = probe.get("Sites/ViewMySites", AccessToken=other_token)["sites"]
    assert (site["appId"], site["siteName"]) == (OTHER_APP.id, "other.site_1")
    again = probe.post("Sites/CreateNewSite", NewSiteName="other.site_1")
    assert again["code"] == -7
    assert probe.post("Sites/DeleteSite", SiteName="other.site_1")["code"] == -8
    own = {"SiteName": "other.site_1", "AccessToken": other_token}
    assert [probe.post("Sites/DeleteSite", **own)["code"] for _ in range(2)] == [0, -4]


def test_folders_have_lower_case_names_and_are_listed_without_content(probe):
    probe.make_site()
    folder = {"NewFolderName": "Docs 文档"}
    codes = [probe.post("Folders/CreateNewFolder/my-site", **folder)["code"] for _ in range(2)]
    assert codes == [0, -6]
    probe.upload("my-site/docs 文档")
    probe.upload("my-site/docs 文档/one/two", recursiveCreate="true")
    top = probe.get("Folders/ViewContent/my-site")["value"]
    inside = {"subFolders": None, "files": None, "folderName": "docs 文档"}
    assert top == {"subFolders": [inside], "files": [], "folderName": "blob"}
    content = probe.get("Folders/ViewContent/my-site/docs 文档")["value"]
    assert [folder["folderName"] for folder in content["subFolders"]] == ["one"]
    assert [file["fileName"] for file in content["files"]] == ["hello.txt"]
    assert (content["folderName"], content["files"][0]["contextId"]) == ("docs 文档", 2)


def test_missing_parents_are_created_only_on_request(probe):
    probe.make_site()
    path = "Folders/CreateNewFolder/my-site/x/y"
    assert probe.post(path, NewFolderName="z")["code"] == -4
    assert probe.post(path, NewFolderName="z", RecursiveCreate="true")["code"] == 0
    assert probe.get("Folders/ViewContent/my-site/x/y")["value"]["folderName"] == "y"


def test_an_upload_returns_the_urls_of_the_file(probe):
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
    assert probe.client.get(response["internetPath"]).content == b"x"


def test_a_file_name_in_use_gets_an_underscore_and_further_files_are_ignored(probe):
    probe.make_site()
    assert [probe.upload("my-site", name)["filePath"] for name in ("a.txt", "A.txt", "a.txt")] == [
        "my-site/a.txt",
        "my-site/_a.txt",
        "my-site/__a.txt",
    ]
    files = {"a": ("one.txt", b"1"), "b": ("two.txt", b"22")}
    response = probe.client.post(f"{probe.base}/Files/UploadFile/my-site", files=files).json()
    assert response["filePath"] == "my-site/one.txt"


async def test_an_upload_to_full_storage_gets_minus_seven():
    state = fresh_state(system_clock, described())
    state.base_urls["probe"] = "https://127.0.0.1"
    app = ServiceApp(Probe(state, capacity_bytes=150).service(), state.clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        url = f"https://127.0.0.1/Files/UploadFile/{READY_SITE}"
        codes = [
            (await client.post(url, files={"file": ("hello.txt", b"x" * size)})).json()["code"]
            for size in (100, 50)
        ]
    assert codes == [0, -7]


def test_open_and_file_serve_the_same_bytes_with_different_types(probe):
    probe.make_site()
    probe.upload("my-site", "dot.png", b"picture")
    probe.upload("my-site", "dot", b"anything")
    served = [
        (probe.download(f"my-site/{name}", mode).content, mode, response.headers["content-type"])
        for name, mode in (("dot.png", "Open"), ("dot.png", "File"), ("dot", "Open"))
        if (response := probe.download(f"my-site/{name}", mode))
    ]
    assert served == [
        (b"picture", "Open", "image/png"),
        (b"picture", "File", "application/octet-stream"),
        (b"anything", "Open", "application/octet-stream"),
    ]


@pytest.mark.parametrize("mode", ["Open", "File", "Video"])
def test_a_missing_file_is_404_and_the_root_is_an_error(probe, mode):
    probe.make_site()
    for path in ("my-site/none.txt", "my-site/none/none.txt", "no-such-site/a"):
        missing = probe.download(path, mode)
        assert (missing.status_code, missing.content) == (404, b"")
    assert probe.download("my-site", mode).json()["code"] == -4
    assert probe.download("my-site//", mode).json()["code"] == -5


def test_a_closed_site_requires_a_token_of_its_own_for_action_and_path(probe):
    probe.make_site("closed", is_open=False)
    probe.make_site("other-site")
    token = probe.site_token("closed")
    assert probe.upload("closed", token=token)["code"] == 0
    form = {"files": {"file": ("form.txt", b"x")}, "data": {"Token": token}}
    posted = probe.client.post(f"{probe.base}/Files/UploadFile/closed", **form)
    assert posted.json()["code"] == 0
    assert probe.download("closed/hello.txt", token=token).content == b"hello"
    refused = [
        "",
        "x.y",
        probe.site_token("other-site"),
        probe.site_token("closed", Permissions="Upload"),
        probe.site_token("closed", UnderPath="inside"),
    ]
    for other in refused:
        assert probe.download("closed/hello.txt", token=other).json()["code"] == -8
    download_only = probe.site_token("closed", Permissions="Download")
    assert probe.upload("closed", token=download_only)["code"] == -8
    assert probe.download("closed/hello.txt", token=download_only).status_code == 200


def test_a_token_works_for_its_lifespan_which_is_an_hour_by_default(probe, clock):
    probe.make_site("closed", is_open=False)
    short, usual = probe.site_token("closed", LifespanSeconds="10"), probe.site_token("closed")
    assert probe.upload("closed", token=short)["code"] == 0
    clock.advance(seconds=11)
    assert probe.upload("closed", token=short)["code"] == -8
    assert probe.upload("closed", token=usual)["code"] == 0
    clock.advance(minutes=60)
    assert probe.upload("closed", token=usual)["code"] == -8


def test_a_token_requires_an_own_site_and_its_exact_name(probe, other_token):
    probe.make_site()
    form = {"Permissions": "Upload"}
    assert probe.post("Token/GetToken", SiteName="my-site", **form)["code"] == 0
    assert probe.post("Token/GetToken", SiteName="MY-site", **form)["code"] == -4
    assert probe.post("Token/GetToken", SiteName="no-such-site", **form)["code"] == -4
    other = probe.post("Token/GetToken", SiteName="my-site", AccessToken=other_token, **form)
    assert other["code"] == -8
    assert len(probe.post("Token/GetToken", AccessToken="")["items"]) == 3


def test_a_token_can_be_read_by_its_owner(probe):
    token = probe.site_token(READY_SITE, Permissions="Upload")
    payload = json.loads(b64decode(token.partition(".")[0]))
    assert payload == {
        "siteName": READY_SITE,
        "underPath": None,
        "permissions": "Upload",
        "expires": payload["expires"],
    }


def test_a_site_can_be_looked_at_renamed_and_closed(probe, other_token):
    probe.make_site()
    probe.make_site("taken-site")
    probe.upload("my-site", content=b"12345")
    detail = probe.get("Sites/ViewSiteDetail", SiteName="MY-SITE")
    assert (detail["site"]["siteName"], detail["size"]) == ("my-site", 5)
    form = {"OldSiteName": "my-site", "OpenToUpload": "false"}
    assert probe.post("Sites/UpdateSiteInfo", NewSiteName="taken-site", **form)["code"] == -7
    assert probe.post("Sites/UpdateSiteInfo", NewSiteName="new-site", **form)["code"] == 0
    assert probe.post("Sites/UpdateSiteInfo", NewSiteName="new-site", **form)["code"] == -4
    assert probe.upload("new-site")["code"] == -8
    other = {"OldSiteName": "new-site", "NewSiteName": "new-site", "AccessToken": other_token}
    assert probe.post("Sites/UpdateSiteInfo", **other)["code"] == -8
    assert probe.get("Sites/ViewSiteDetail", SiteName="new-site")["size"] == 5


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


@pytest.mark.read_only
@pytest.mark.parametrize("lifespan", ["9", "31536001", "abc"])
def test_a_lifespan_out_of_range_is_invalid(probe, lifespan):
    form = {"SiteName": READY_SITE, "Permissions": "Upload", "LifespanSeconds": lifespan}
    assert probe.post("Token/GetToken", **form)["code"] == -10


@pytest.mark.read_only
def test_site_detail_without_a_name_fails_and_without_a_token_gets_minus_eight(probe):
    parameters = {"AccessToken": probe.token}
    response = probe.client.get(f"{probe.base}/Sites/ViewSiteDetail", params=parameters)
    assert (response.status_code, response.json()["code"]) == (500, -5)
    assert probe.get("Sites/ViewSiteDetail", AccessToken="", SiteName="x")["code"] == -8


def test_deleting_the_app_succeeds_with_code_minus_six(probe, other_token):
    probe.make_site("other-site", AccessToken=other_token)
    assert probe.post("Sites/DeleteApp", AppId="lab")["code"] == -10
    assert probe.post("Sites/DeleteApp", AppId=OTHER_APP.id)["code"] == -8
    assert probe.post("Sites/DeleteApp", AppId=READY_APP.id)["code"] == -6
    assert probe.get("Sites/ViewMySites")["sites"] == []
    assert len(probe.get("Sites/ViewMySites", AccessToken=other_token)["sites"]) == 1


@pytest.mark.read_only
def test_an_invalid_or_missing_folder_name_is_rejected(probe):
    path = f"Folders/CreateNewFolder/{READY_SITE}"
    assert probe.post(path, NewFolderName="a/b")["code"] == -10
    assert probe.post(path)["code"] == -10


@pytest.mark.read_only
def test_an_upload_to_a_missing_site_or_folder_is_rejected(probe):
    assert probe.upload("no-such-site")["code"] == -4
    assert probe.upload(f"{READY_SITE}/none")["code"] == -4
    assert probe.client.post(f"{probe.base}/Files/UploadFile").status_code == 404


def test_an_escaped_slash_is_not_a_separator(probe):
    probe.make_site()
    path = "Folders/CreateNewFolder/my-site/x/y"
    probe.post(path, NewFolderName="z", RecursiveCreate="true")
    assert probe.get("Folders/ViewContent/my-site/x%2Fy")["code"] == -4


def test_a_folder_can_be_deleted_but_not_the_root(probe, other_token):
    probe.make_site()
    probe.post("Folders/CreateNewFolder/my-site/a", NewFolderName="b", RecursiveCreate="true")
    assert probe.post("Folders/DeleteFolder/my-site/a", AccessToken=other_token)["code"] == -8
    assert probe.post("Folders/DeleteFolder/my-site/a")["code"] == 0
    assert probe.post("Folders/DeleteFolder/my-site/a")["code"] == -4
    assert probe.post("Folders/DeleteFolder/my-site")["code"] == -7
    assert probe.post("Folders/DeleteFolder/no-such-site/a")["code"] == -4


@pytest.mark.read_only
@pytest.mark.parametrize(
    "body",
    [{"data": {"a": "b"}}, {"json": {"a": 1}}, {}, {"files": {"file": ("a/b.txt", b"x")}}],
)
def test_a_body_without_a_file_gets_minus_ten_without_items(probe, body):
    address = f"{probe.base}/Files/UploadFile/{READY_SITE}"
    response = probe.client.post(address, **body).json()
    assert list(response) == ["code", "message"]
    assert response["code"] == -10


def test_a_copy_creates_its_folder_and_does_not_overwrite(probe, other_token):
    probe.make_site()
    probe.make_site("other-site", AccessToken=other_token)
    probe.upload("my-site", content=b"12345")
    path = "Files/CopyFile/my-site/hello.txt"
    copied = probe.post(path, TargetSiteName="my-site", TargetFolderNames="copies")
    assert (copied["filePath"], copied["fileSize"]) == ("my-site/copies/hello.txt", 5)
    assert copied["downloadPath"] is None
    assert probe.client.get(copied["internetPath"]).content == b"12345"
    beside = probe.post(path, TargetSiteName="my-site", TargetFolderNames="/")
    assert beside["filePath"] == "my-site/_hello.txt"
    elsewhere = probe.post(path, TargetSiteName="other-site", TargetFolderNames="/")
    assert elsewhere["code"] == -8
    assert probe.post(path, TargetSiteName="none-site", TargetFolderNames="/")["code"] == -4
    assert len(probe.post(path)["items"]) == 2


def test_a_file_can_be_deleted_once(probe):
    probe.make_site()
    probe.upload("my-site")
    assert probe.post("Files/DeleteFile/my-site/hello.txt")["code"] == 0
    assert probe.download("my-site/hello.txt").status_code == 404
    assert probe.post("Files/DeleteFile/my-site/hello.txt")["code"] == -4
    assert probe.post("Files/DeleteFile/my-site")["code"] == -10
    assert probe.post("Files/DeleteFile/my-site//")["code"] == -5


def test_entity_tags_and_ranges_work(probe):
    probe.make_site()
    probe.upload("my-site", content=b"0123456789")
    tag = probe.download("my-site/hello.txt").headers["etag"]
    again = probe.download("my-site/hello.txt", headers={"If-None-Match": tag})
    assert (again.status_code, again.headers["etag"]) == (304, tag)
    partial = probe.download("my-site/hello.txt", headers={"Range": "bytes=2-4"})
    assert (partial.status_code, partial.content) == (206, b"234")


def test_the_player_page_links_the_file_with_its_token(probe):
    probe.make_site("closed", is_open=False)
    token = probe.site_token("closed")
    probe.upload("closed", "film.mp4", b"film", token=token)
    page = probe.download("closed/film.mp4", "Video", token=token)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    source = page.text.partition('<source src="')[2].partition('"')[0]
    assert source.startswith(f"{probe.base}/download/open/closed/film.mp4?token=")
    assert probe.client.get(source).content == b"film"
