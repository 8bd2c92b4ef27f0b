"""What has changed in dialects since the last look, and whose responses it concerns."""

import asyncio

from aiurdesk.services.dialects.dialect_changes import Affected, DialectChanges
from aiurdesk.services.dialects.dialect_files import dialect_files
from aiurdesk.services.dialects.host_choices import HostChoices

CHAT = 'format = 1\nname = "chat"\n\n[match]\nhosts = ["{host}"]\n\n[read]\nok = "ok"\n'
ANY = 'format = 1\nname = "any"\n\n[match]\nshape = "ok"\n\n[read]\nok = "ok"\n'


def changes_of(profile):
    choices = HostChoices(lambda: profile / "dialects.json")
    return DialectChanges(dialect_files(profile), choices, profile), choices


def write(folder, name, text):
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.toml").write_text(text)


def test_the_first_look_finds_nothing_and_neither_does_one_without_a_change(tmp_path):
    write(tmp_path / "dialects", "chat", CHAT.format(host="a.example"))
    changes, choices = changes_of(tmp_path)
    asyncio.run(choices.choose("b.example", "slack"))
    assert [changes.look(()), changes.look(())] == [Affected(), Affected()]


def test_a_dialect_concerns_the_hosts_that_it_was_for_and_is_for(tmp_path):
    write(tmp_path / "dialects", "chat", CHAT.format(host="a.example"))
    changes, choices = changes_of(tmp_path)
    asyncio.run(choices.choose("chosen.example", "chat"))
    changes.look(())
    write(tmp_path / "dialects", "chat", CHAT.format(host="*.b.example"))
    affected = changes.look(())
    assert set(affected.hosts) == {"chosen.example", "a.example", "*.b.example"}
    assert (affected.names, affected.is_of_any_host) == ({"chat"}, False)
    assert affected.concerns("x.b.example:8080", ("",), "")
    assert affected.concerns("other.example", ("", "chat"), "")
    assert not affected.concerns("other.example", ("", "slack"), "")


def test_a_dialect_that_is_for_no_host_concerns_all(tmp_path):
    changes, _ = changes_of(tmp_path)
    changes.look(())
    write(tmp_path / "dialects", "any", ANY)
    affected = changes.look(())
    assert affected.is_of_any_host
    assert affected.concerns("other.example", (), "")
    assert affected.may_concern("other.example", "")


def test_a_choice_for_a_host_concerns_that_host(tmp_path):
    changes, choices = changes_of(tmp_path)
    asyncio.run(choices.choose("a.example", "slack"))
    changes.look(())
    asyncio.run(choices.choose("a.example", ""))
    asyncio.run(choices.choose("b.example:8080", "http"))
    affected = changes.look(())
    assert affected == Affected(("a.example", "b.example:8080"))
    assert affected.is_of_hosts_only
    assert not affected.concerns("b.example", (), "")


def test_the_dialects_of_a_collection_concern_its_requests(tmp_path):
    root = tmp_path / "checks"
    write(root, "collection", "format = 1\n")
    changes, _ = changes_of(tmp_path)
    changes.look((str(root),))
    write(root / "dialects", "any", ANY)
    affected = changes.look((str(root),))
    assert affected.folders == (str(root),)
    assert affected.concerns("a.example", (), str(root / "inner"))
    assert not affected.concerns("a.example", (), str(tmp_path / "checks-2"))
    assert not affected.concerns("a.example", (), "")
    # One that is opened now is new, and nothing was judged by it.
    assert changes.look((str(root), str(tmp_path))) == Affected()


def test_two_changes_are_joined():
    one = Affected(("a.example",), frozenset({"chat"}))
    both = one.joined(Affected(("a.example", "b.example"), folders=("/checks",)))
    assert both == Affected(("a.example", "b.example"), frozenset({"chat"}), ("/checks",))
    assert not Affected()


def test_the_folder_around_is_watched_until_there_is_one(tmp_path):
    changes, _ = changes_of(tmp_path)
    changes.look((str(tmp_path / "checks"),))
    folders, files = changes.watched()
    assert folders == (str(tmp_path), str(tmp_path / "checks"))
    write(tmp_path / "dialects", "any", ANY)
    folders, files = changes.watched()
    assert str(tmp_path / "dialects") in folders
    assert files == (str(tmp_path / "dialects" / "any.toml"), str(tmp_path / "dialects.json"))
