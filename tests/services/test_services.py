"""The bundle of use cases."""

import logging

from aiurdesk.assembly import build_services


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
