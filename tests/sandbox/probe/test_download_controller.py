"""Opening, downloading and playing files."""

import pytest


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
