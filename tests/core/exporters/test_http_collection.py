from aiurdesk.core.exporters.http_collection import write_http_collection
from tests.core.exporters.collections import a_folder


def test_each_request_is_a_block():
    text = write_http_collection(a_folder()).text
    assert text.startswith("@trace = t-1\n\n### Users/List\n# Lists *users*.\nGET https://")
    assert '\nContent-Type: application/json\n\n{"name": "Ann"}\n' in text
    assert "\n\nuser=a%26b\n" in text
    assert "< pictures/a b.png\n--boundary-of-the-parts--" in text
    assert "\n\n< data.bin\n" in text
