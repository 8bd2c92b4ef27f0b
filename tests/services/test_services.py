"""The bundle of use cases."""

from aiurdesk.assembly import build_services


async def test_closing_what_was_never_used_is_no_trouble(tmp_path):
    services = build_services(tmp_path)
    await services.aclose()
    await services.aclose()
    assert list(tmp_path.iterdir()) == []
