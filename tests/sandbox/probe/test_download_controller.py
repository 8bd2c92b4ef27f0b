"""Opening, downloading and playing files over TLS."""

import pytest


@pytest.fixture
def forward(probe, client):
    def get(way: str, path: str, headers: dict[str, str] | None = None, **query: str):
        address = f"{probe.base}/Download/{way}/{path}"
        return client.get(address, params=query, headers=headers)

    return get


def test_open_and_file_serve_the_same_bytes_under_another_type(probe, forward):
    probe.make_site()
    probe.upload("my-site", "dot.png", b"picture")
    opened = forward("Open", "my-site/dot.png")
    assert (opened.content, opened.headers["content-type"]) == (b"picture", "image/png")
    assert opened.headers["cache-control"] == "public, max-age=604800"
    saved = forward("File", "my-site/dot.png")
    assert (saved.content, saved.headers["content-type"]) == (
        b"picture",
        "application/octet-stream",
    )


def test_tags_and_ranges_work(probe, forward):
    probe.make_site()
    probe.upload("my-site", content=b"0123456789")
    tag = forward("Open", "my-site/hello.txt").headers["etag"]
    again = forward("Open", "my-site/hello.txt", {"If-None-Match": tag})
    assert (again.status_code, again.headers["etag"]) == (304, tag)
    part = forward("Open", "my-site/hello.txt", {"Range": "bytes=2-4"})
    assert (part.status_code, part.content) == (206, b"234")


def test_the_player_shows_the_file_with_its_token(probe, forward):
    probe.make_site("closed", is_open=False)
    token = probe.site_token("closed")
    probe.upload("closed", "film.mp4", b"film", token=token)
    page = forward("Video", "closed/film.mp4", token=token)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert f'<source src="{probe.base}/download/open/closed/film.mp4?token=' in page.text


@pytest.mark.parametrize("way", ["Open", "File", "Video"])
def test_what_is_not_there_is_404_and_the_root_no_file(probe, forward, way):
    probe.make_site()
    for path in ("my-site/none.txt", "my-site/none/none.txt", "no-such-site/a"):
        missing = forward(way, path)
        assert (missing.status_code, missing.content) == (404, b"")
    assert forward(way, "my-site").json()["code"] == -4
    assert forward(way, "my-site//").json()["code"] == -5


def test_a_closed_site_wants_a_token_for_the_path(probe, forward):
    probe.make_site("closed", is_open=False)
    token = probe.site_token("closed")
    probe.upload("closed", token=token)
    assert forward("Open", "closed/hello.txt").json()["code"] == -8
    assert forward("Open", "closed/hello.txt", token=token).content == b"hello"
    inside = probe.site_token("closed", UnderPath="inside")
    assert forward("Open", "closed/hello.txt", token=inside).json()["code"] == -8
