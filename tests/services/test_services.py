"""The bundle of use cases."""

import logging

from aiurdesk.assembly import build_services
from aiurdesk.core.response import Body
from aiurdesk.core.settings import Settings


async def test_closing_what_was_never_used_is_no_trouble(tmp_path):
    services = build_services(tmp_path)
    await services.aclose()
    await services.aclose()
    assert list(tmp_path.iterdir()) == []


def test_the_log_of_a_profile_lies_in_the_profile(tmp_path):
    log = build_services(tmp_path).start_log()
    logging.getLogger("aiurdesk.test").info("Hello.")
    log.close()
    logging.getLogger("aiurdesk").removeHandler(log)
    assert "Hello." in (tmp_path / "aiurdesk.log").read_text(encoding="utf-8")


async def test_a_body_is_saved_where_it_is_wanted(tmp_path):
    services = build_services(tmp_path / "profile")
    await services.save_body(Body(b"as received", size_bytes=11), str(tmp_path / "body"))
    assert (tmp_path / "body").read_bytes() == b"as received"


def test_settings_are_those_of_the_profile(tmp_path):
    assert build_services(tmp_path).read_settings() == Settings()
    (tmp_path / "settings.json").write_text('{"limits": {"read_s": 1.5}}')
    assert build_services(tmp_path).read_settings().limits.read_s == 1.5
