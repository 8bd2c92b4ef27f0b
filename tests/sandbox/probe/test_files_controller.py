"""Uploading, serving, copying and deleting files."""

import httpx
import pytest

from aiurdesk.sandbox.accounts import READY_APP
from aiurdesk.sandbox.aspnet.web_service import ServiceApp
from aiurdesk.sandbox.clock import system_clock
from aiurdesk.sandbox.described_service import described_service
from aiurdesk.sandbox.probe.access import Access, SiteTokens
from aiurdesk.sandbox.probe.files_controller import FilesController
from aiurdesk.sandbox.probe.service import READY_SITE
from aiurdesk.sandbox.probe.storage import Site
from aiurdesk.sandbox.state import fresh_state
from tests.sandbox.conftest import described


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


def test_a_file_name_in_use_gets_an_underscore(probe):
    probe.make_site()
    paths = [probe.upload("my-site")["filePath"] for _ in range(2)]
    assert paths == ["my-site/hello.txt", "my-site/_hello.txt"]


def test_only_the_first_file_is_stored(probe, client):
    probe.make_site()
    files = {"a": ("one.txt", b"1"), "b": ("two.txt", b"22")}
    response = client.post(f"{probe.base}/Files/UploadFile/my-site", files=files).json()
    assert response["filePath"] == "my-site/one.txt"


@pytest.mark.read_only
@pytest.mark.parametrize(
    "body",
    [
        {"data": {"a": "b"}},
        {"json": {"a": 1}},
        {},
        {"files": {"file": ("a/b.txt", b"x")}},
    ],
)
def test_a_body_without_a_file_gets_minus_ten_without_items(probe, client, body):
    response = client.post(f"{probe.base}/Files/UploadFile/{READY_SITE}", **body).json()
    assert list(response) == ["code", "message"]
    assert response["code"] == -10


def test_a_missing_site_or_folder_is_not_found(probe, client):
    probe.make_site()
    assert probe.upload("no-such-site")["code"] == -4
    assert probe.upload("my-site/none")["code"] == -4
    assert client.post(f"{probe.base}/Files/UploadFile").status_code == 404


def test_a_closed_site_requires_a_token_in_query_or_form(probe, client):
    probe.make_site("closed", is_open=False)
    assert probe.upload("closed")["code"] == -8
    token = probe.site_token("closed")
    assert probe.upload("closed", token=token)["code"] == 0
    files = {"file": ("hello.txt", b"x")}
    address = f"{probe.base}/Files/UploadFile/closed"
    assert client.post(address, files=files, data={"Token": token}).json()["code"] == 0
    download_only = probe.site_token("closed", Permissions="Download")
    assert probe.upload("closed", token=download_only)["code"] == -8


def test_a_copy_creates_its_folder_and_does_not_overwrite(probe, other_token):
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


def test_a_file_can_be_deleted_once(probe):
    probe.make_site()
    probe.upload("my-site")
    assert probe.post("Files/DeleteFile/my-site/hello.txt")["code"] == 0
    assert probe.post("Files/DeleteFile/my-site/hello.txt")["code"] == -4
    assert probe.post("Files/DeleteFile/my-site")["code"] == -10
    assert probe.post("Files/DeleteFile/my-site//")["code"] == -5


async def test_an_upload_to_full_storage_gets_minus_seven():
    state = fresh_state(system_clock, described())
    state.base_urls["probe"] = "https://127.0.0.1"
    site = Site(READY_APP.id, "my-site", True, True, state.clock())
    access = Access(state, SiteTokens(state.clock), {site.name: site})
    controller = FilesController(access, capacity_bytes=100)
    app = ServiceApp(described_service(state, "probe", controller.actions()), state.clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        url = "https://127.0.0.1/Files/UploadFile/my-site"
        codes = [
            (await client.post(url, files={"file": ("hello.txt", b"x" * size)})).json()["code"]
            for size in (100, 1)
        ]
    assert codes == [0, -7]


@pytest.fixture
def download(probe, client):
    def get(mode: str, path: str, headers: dict[str, str] | None = None, **query: str):
        url = f"{probe.base}/Download/{mode}/{path}"
        return client.get(url, params=query, headers=headers)

    return get


def test_open_and_file_serve_the_same_bytes_with_different_types(probe, download):
    probe.make_site()
    probe.upload("my-site", "dot.png", b"picture")
    opened = download("Open", "my-site/dot.png")
    assert (opened.content, opened.headers["content-type"]) == (b"picture", "image/png")
    assert opened.headers["cache-control"] == "public, max-age=604800"
    saved = download("File", "my-site/dot.png")
    assert (saved.content, saved.headers["content-type"]) == (
        b"picture",
        "application/octet-stream",
    )


def test_entity_tags_and_ranges_work(probe, download):
    probe.make_site()
    probe.upload("my-site", content=b"0123456789")
    tag = download("Open", "my-site/hello.txt").headers["etag"]
    again = download("Open", "my-site/hello.txt", {"If-None-Match": tag})
    assert (again.status_code, again.headers["etag"]) == (304, tag)
    part = download("Open", "my-site/hello.txt", {"Range": "bytes=2-4"})
    assert (part.status_code, part.content) == (206, b"234")


def test_the_player_page_links_the_file_with_its_token(probe, download):
    probe.make_site("closed", is_open=False)
    token = probe.site_token("closed")
    probe.upload("closed", "film.mp4", b"film", token=token)
    page = download("Video", "closed/film.mp4", token=token)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert f'<source src="{probe.base}/download/open/closed/film.mp4?token=' in page.text


@pytest.mark.parametrize("mode", ["Open", "File", "Video"])
def test_a_missing_file_is_404_and_the_root_is_an_error(probe, download, mode):
    probe.make_site()
    for path in ("my-site/none.txt", "my-site/none/none.txt", "no-such-site/a"):
        missing = download(mode, path)
        assert (missing.status_code, missing.content) == (404, b"")
    assert download(mode, "my-site").json()["code"] == -4
    assert download(mode, "my-site//").json()["code"] == -5


def test_a_closed_site_requires_a_token_for_the_path(probe, download):
    probe.make_site("closed", is_open=False)
    token = probe.site_token("closed")
    probe.upload("closed", token=token)
    assert download("Open", "closed/hello.txt").json()["code"] == -8
    assert download("Open", "closed/hello.txt", token=token).content == b"hello"
    inside = probe.site_token("closed", UnderPath="inside")
    assert download("Open", "closed/hello.txt", token=inside).json()["code"] == -8
