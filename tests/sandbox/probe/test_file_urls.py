"""Public URLs of files."""

from aiurdesk.sandbox.clock import system_clock
from aiurdesk.sandbox.probe.file_urls import FileUrls
from aiurdesk.sandbox.state import fresh_state


def test_urls_point_to_the_sandbox_with_the_path_escaped():
    state = fresh_state(system_clock)
    file_urls = FileUrls(state, "probe")
    state.base_urls["probe"] = "https://127.0.0.1:1"
    assert file_urls.pattern("video") == "https://127.0.0.1:1/download/video/{0}"
    url = file_urls.file_url("open", "my-site", "new/upper name 文件.txt")
    assert url == (
        "https://127.0.0.1:1/download/open/my-site/new/upper%20name%20%E6%96%87%E4%BB%B6.txt"
    )
