"""The bundle of use cases."""

from aiurdesk.assembly import build_services
from aiurdesk.core.response import Body


async def test_closing_what_was_never_used_is_no_trouble(tmp_path):
    services = build_services(tmp_path)
    await services.aclose()
    await services.aclose()
    assert list(tmp_path.iterdir()) == []


async def test_a_body_is_saved_where_it_is_wanted(tmp_path):
    services = build_services(tmp_path / "profile")
    await services.save_body(Body(b"as received", size_bytes=11), str(tmp_path / "body"))
    assert (tmp_path / "body").read_bytes() == b"as received"
