"""Tests of the dialects that a person chose for hosts."""

import asyncio

from aiurdesk.services.dialects.host_choices import HostChoices


def test_a_choice_holds_for_every_process_of_the_profile(tmp_path):
    first, second = (HostChoices(lambda: tmp_path / "dialects.json") for _ in range(2))
    assert first.name_for("a.example") == ""

    asyncio.run(first.choose("A.example", "slack"))

    assert first.name_for("a.EXAMPLE") == "slack"
    assert second.name_for("a.example") == "slack"
    asyncio.run(second.choose("a.example", ""))
    assert first.name_for("a.example") == ""


def test_without_a_file_choices_are_kept_in_memory():
    choices = HostChoices()
    asyncio.run(choices.choose("a.example", "http"))
    assert choices.name_for("a.example") == "http"


def test_a_declined_host_stays_declined_and_keeps_its_choice(tmp_path):
    first, second = (HostChoices(lambda: tmp_path / "dialects.json") for _ in range(2))
    for choices in (first, HostChoices()):
        assert not choices.is_declined("a.example")
        asyncio.run(choices.choose("a.example", "slack"))
        asyncio.run(choices.decline("A.example"))
        assert choices.is_declined("a.EXAMPLE")
        assert choices.name_for("a.example") == "slack"
    assert second.is_declined("a.example")
