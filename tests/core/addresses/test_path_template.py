import httpx
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.addresses.encoding import pairs
from aiurdesk.core.addresses.path_template import fill, placeholders, without_absent_end

TEMPLATE = "/Files/{SiteName}/{**FolderNames}"


def test_holes_are_named_as_they_are_spelled():
    assert placeholders(TEMPLATE) == ("SiteName", "FolderNames")
    assert placeholders("/") == ()


def test_what_is_absent_at_the_end_goes_with_its_slash():
    assert without_absent_end(TEMPLATE, {"sitename": "s"}) == "/Files/{SiteName}"
    assert without_absent_end(TEMPLATE, {}) == "/Files"
    assert without_absent_end(TEMPLATE, {"foldernames": "a"}) == TEMPLATE
    assert without_absent_end("/{a}/{b}", {}) == "/"


def test_texts_are_escaped_into_the_holes():
    texts = {"sitename": "a b/{SiteName}", "foldernames": "c/../{d}"}
    assert fill(TEMPLATE, texts) == "/Files/a%20b%2F%7BSiteName%7D/c/%2E%2E/%7Bd%7D"
    assert fill("/a/{b}/c", {}) == "/a//c"


@given(st.text(), st.text(), st.text())
def test_the_client_sends_path_and_query_as_they_are_prepared(site, folder, text):
    target = fill(TEMPLATE, {"sitename": site, "foldernames": folder}) + "?" + pairs([("v", text)])
    assert httpx.URL("https://a.b" + target).raw_path.decode() == target
