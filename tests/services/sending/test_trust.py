"""Which folders are trusted, and which files belong to a folder."""

import os
import shutil
from functools import partial
from pathlib import Path

import pytest

from aiurdesk.services.sending.reach import collection_reach
from aiurdesk.services.sending.trust import (
    NotTrusted,
    Reach,
    Trust,
    TrustQuestion,
    collection_of,
    is_empty,
    real_file,
)


@pytest.fixture
def trust(tmp_path) -> Trust:
    return a_trust(tmp_path)


def a_trust(tmp_path: Path) -> Trust:
    return Trust(
        lambda: tmp_path / "profile" / "trusted_folders.json",
        partial(collection_reach, keeps_unresolved=True),
    )


def a_collection(folder):
    folder.mkdir(parents=True)
    (folder / "collection.toml").write_text("")
    return folder


def test_a_folder_is_trusted_with_all_that_lies_in_it(trust, tmp_path):
    mine = a_collection(tmp_path / "mine")
    (mine / "inner").mkdir()
    nested = a_collection(mine / "nested")
    other = a_collection(tmp_path / "mine too")
    assert trust.untrusted([str(mine / "inner")]) == str(mine)
    # What is named is what is trusted, and not what lies above.
    assert trust.add(mine / "inner") == str(mine / "inner")
    assert trust.untrusted([str(mine / "inner")]) == ""
    assert trust.untrusted([str(mine)]) == str(mine)
    assert trust.add(mine) == str(mine)
    assert trust.untrusted(map(str, (mine, mine / "inner", nested))) == ""
    # Its name only begins alike.
    assert trust.untrusted(map(str, (mine, other))) == str(other)
    assert trust.untrusted([]) == ""


def test_a_folder_of_several_collections_can_be_trusted(trust, tmp_path):
    one = a_collection(tmp_path / "all" / "one")
    trust.add(tmp_path / "all")
    assert trust.untrusted([str(one)]) == ""


def test_it_is_trusted_by_every_process_until_it_is_removed(trust, tmp_path):
    mine = a_collection(tmp_path / "mine")
    other = a_trust(tmp_path)
    assert other.untrusted([str(mine)]) == str(mine)
    trust.add(mine)
    assert other.untrusted([str(mine)]) == ""
    assert other.folders() == (str(mine),)
    assert other.remove(mine)
    assert not other.remove(mine)
    assert trust.folders() == ()
    assert a_trust(tmp_path).untrusted([str(mine)])


def test_one_that_is_gone_can_be_removed(trust, tmp_path):
    mine = a_collection(tmp_path / "mine")
    trust.add(mine)
    shutil.rmtree(mine)
    assert trust.remove(mine)


def test_what_is_allowed_is_written_nowhere(trust, tmp_path):
    mine = a_collection(tmp_path / "mine")
    trust.allow(mine)
    assert trust.untrusted([str(mine)]) == ""
    assert not (tmp_path / "profile").exists()
    assert Trust().untrusted([str(mine)]) == str(mine)


def test_a_damaged_list_trusts_nothing(trust, tmp_path):
    mine = a_collection(tmp_path / "mine")
    trust.add(mine)
    (tmp_path / "profile" / "trusted_folders.json").write_text("{")
    fresh = a_trust(tmp_path)
    assert fresh.untrusted([str(mine)]) == str(mine)


def test_links_lead_to_what_is_trusted(trust, tmp_path):
    mine = a_collection(tmp_path / "mine")
    evil = a_collection(tmp_path / "evil")
    (tmp_path / "link").symlink_to(mine)
    (mine / "inner").symlink_to(evil)
    trust.add(tmp_path / "link")
    assert trust.folders() == (str(mine),)
    assert trust.untrusted([str(tmp_path / "link")]) == ""
    assert trust.untrusted([str(mine / "inner")]) == str(evil)


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A collection with links of each kind, and files beside it."""
    mine = a_collection(tmp_path / "mine")
    (mine / "data").mkdir()
    (mine / "data" / "a.json").write_text("{}")
    (mine / ".env").write_text("A=1")
    (mine / ".git").mkdir()
    (mine / ".git" / "config").write_text("")
    (tmp_path / "outside").write_text("hush")
    (tmp_path / "mine-too").write_text("hush")
    (mine / "to-file").symlink_to(tmp_path / "outside")
    (mine / "to-link").symlink_to("to-file")
    (mine / "to-folder").symlink_to(tmp_path)
    (mine / "to-process").symlink_to("/proc/self/environ")
    (mine / "inside").symlink_to("data/a.json")
    monkeypatch.chdir(mine)
    return mine


@pytest.mark.parametrize(
    "path", ["data/a.json", "inside", "data/../data/a.json", "new.txt", "../mine/data/a.json"]
)
def test_a_file_of_the_folder_is_its_own(files, path):
    real = real_file(str(files / path), [str(files)])
    assert real == os.path.realpath(files / path)


OUTSIDE = [
    "../outside",
    "data/../../outside",
    "../mine-too",
    "../MINE/data/a.json",
    "/etc/passwd",
    "//etc/passwd",
    "/proc/self/environ",
    "/proc/self/cwd/../outside",
    "/proc/self/root/etc/passwd",
    "/dev/fd/0",
    "to-file",
    "to-link",
    "to-folder/outside",
    "to-folder/mine/../outside",
    "to-process",
    ".env",
    ".git/config",
    "data/../.env",
    ".",
    "",
]


def test_no_spelling_leads_out_of_the_folder(files):
    files_inside = {path: real_file(os.path.join(files, path), [str(files)]) for path in OUTSIDE}
    assert {path: real for path, real in files_inside.items() if real} == {}


def test_a_question_names_what_is_used_on_one_line():
    names = tuple(f"N{number}" for number in range(7))
    reach = Reach(names, ("/a\nb\x1b[2J",)).joined(Reach(("N1",)))
    question = TrustQuestion("/evil it's", reach, "Inner/Leak")
    assert question.sentence == (
        "Inner/Leak wants to use the variables N0, N1, N2, N3, N4 and 2 more of the process and "
        "the file /a b\ufffd[2J, and the folder /evil it's is not trusted."
    )
    told = str(NotTrusted(TrustQuestion("/a b", Reach(("A",)), "Leak")))
    assert told.startswith("Leak wants to use the variable A of the process, and the folder /a b ")
    assert "aiurdesk trust '/a b'" in told
    assert "--trust" in told


def test_a_path_of_a_megabyte_is_cut():
    assert len(Reach(files=("/a" * 500_000,)).words) < 300


def test_an_empty_folder_holds_nothing_of_others(tmp_path):
    assert is_empty(tmp_path / "new")
    (tmp_path / ".hidden").write_text("")
    assert is_empty(tmp_path)
    (tmp_path / "theirs").write_text("")
    assert not is_empty(tmp_path)
    assert is_empty(tmp_path, tmp_path / "theirs")


def test_the_collection_of_a_request_is_the_nearest_one(tmp_path):
    nested = a_collection(a_collection(tmp_path / "mine") / "a" / "nested")
    assert collection_of(str(nested)) == str(nested)
    assert collection_of(str(nested.parent)) == str(tmp_path / "mine")


def a_request_of(folder, *variables, file="own"):
    headers = ", ".join(f'["X", "{{{{env:{name}}}}}"]' for name in variables)
    text = f'method = "POST"\nurl = "http://h/"\nheaders = [{headers}]\nfile = "{file}"\n'
    (folder / "A.request.toml").write_text(text)


def test_what_a_trusted_collection_newly_uses_is_asked_about_once(trust, tmp_path):
    mine = a_collection(tmp_path / "mine")
    folders = [str(mine)]
    a_request_of(mine, "OLD", file="/data/{{row}}.json")
    trust.add(mine)
    assert trust.question(folders, Reach()) is None
    assert trust.question(folders, Reach(("OLD",), ("/data/a b.json",))) is None
    # As it is typed in the window: no file has it.
    assert trust.question(folders, Reach(("TYPED",), ("/typed",))) is None
    a_request_of(mine, "OLD", "NEW", file="/data/in/1.json")
    both = Reach(("NEW", "OLD"), ("/data/in/1.json",))
    question = trust.question(folders, both, "Leak")
    assert question == TrustQuestion(
        str(mine), Reach(("NEW",), ("/data/in/1.json",)), "Leak", is_new=True
    )
    assert question.sentence == (
        "Leak wants to use the variable NEW of the process and the file /data/in/1.json, "
        f"which the trusted folder {mine} did not use before."
    )
    assert "If you made this change, or trust" in str(NotTrusted(question))
    # Another process knows the same.
    other = a_trust(tmp_path)
    assert other.question(folders, both, "Leak") == question
    other.add(mine)
    assert trust.question(folders, both) is None
    a_request_of(mine, "OLD", "NEW", "LAST")
    trust.allow(mine)
    assert trust.question(folders, Reach(("LAST",))) is None


def test_a_new_path_of_variables_may_be_that_of_any_file(trust, tmp_path):
    mine = a_collection(tmp_path / "mine")
    trust.add(mine)
    a_request_of(mine, file="{{captured}}")
    question = trust.question([str(mine)], Reach(files=("/etc/passwd",)))
    assert question is not None
    assert question.reach.files == ("/etc/passwd",)


def test_what_the_person_saves_is_used_without_a_question(trust, tmp_path):
    mine, other = a_collection(tmp_path / "mine"), a_collection(tmp_path / "other")
    trust.add(mine, Reach(("OLD",)))
    a_request_of(mine, "OLD", "NEW")
    trust.learn(mine, Reach(("NEW",)))
    trust.learn(other, Reach(("NEW",)))
    assert trust.question([str(mine)], Reach(("NEW", "OLD"))) is None
    question = TrustQuestion(str(other), Reach(("NEW",)))
    assert trust.question([str(other)], Reach(("NEW",))) == question


def test_a_collection_in_a_trusted_folder_is_known_from_the_first_look(trust, tmp_path):
    one = a_collection(tmp_path / "all" / "one")
    trust.add(tmp_path / "all")
    a_request_of(one, "OLD")
    trust.look_at(one)
    a_request_of(one, "NEW")
    assert trust.question([str(one)], Reach(("OLD",))) is None
    question = trust.question([str(one)], Reach(("NEW",)))
    assert question is not None
    assert question.is_new


@pytest.mark.parametrize(
    ("template", "path", "is_known"),
    [
        ("/a/{{x}}", "/a/b", True),
        ("/a/{{x}}", "/a/b/c", False),
        ("/a/{{x}}.json", "/a/b.json.txt", False),
        ("/a/{{x}}-{{y}}.json", "/a/1-2.json", True),
        ("{{x}}/a", "/etc/a", False),
        ("/a/" + "a{{x}}" * 10_000 + "b", "/a/" + "a" * 100_000, False),
    ],
)
def test_a_variable_in_a_path_stands_for_a_name(template, path, is_known):
    new = Reach(files=(path,)).without(Reach(files=(template,)))
    assert new.is_empty is is_known


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away"
)
def test_a_collection_file_of_another_person_above_the_folder_does_not_count(tmp_path):
    mine = a_collection(tmp_path / "shared") / "mine"
    mine.mkdir()
    assert collection_of(str(mine)) == str(tmp_path / "shared")
    os.chown(tmp_path / "shared" / "collection.toml", 12345, -1)
    assert collection_of(str(mine)) == str(mine)
    # Named itself, or with all that lies in it, such as in a container, it is used.
    assert collection_of(str(tmp_path / "shared")) == str(tmp_path / "shared")
    os.chown(mine, 12345, -1)
    assert collection_of(str(mine)) == str(tmp_path / "shared")
