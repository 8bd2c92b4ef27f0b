from aiurdesk.core.git.git_state import ChangedFile, ChangeKind, GitState, read_status

HEAD = b"# branch.oid 1234567890abcdef\0# branch.head main\0"
MODES = b"N... 100644 100644 100644 1111 2222"


def test_a_branch_without_changes_is_read():
    state = read_status(HEAD + b"# branch.upstream origin/main\0# branch.ab +2 -3\0")
    assert (state.branch, state.upstream, state.ahead, state.behind) == (
        "main",
        "origin/main",
        2,
        3,
    )
    assert state.branch_words == "main: 2 ahead of origin/main, 3 behind it"
    assert state.files == ()


def test_a_branch_that_has_no_commit_or_is_none_is_told():
    assert read_status(b"# branch.oid (initial)\0# branch.head main\0") == GitState("main")
    state = read_status(b"# branch.oid 1234567890abcdef\0# branch.head (detached)\0")
    assert (state.branch, state.branch_words) == ("", "no branch, at 1234567890")
    gone = read_status(HEAD + b"# branch.upstream origin/main\0")
    assert "whose upstream origin/main is gone" in gone.branch_words


def test_each_kind_of_change_is_read():
    printed = b"\0".join((
        b"1 .M " + MODES + b" a b.toml",
        b"1 M. " + MODES + b" staged",
        b"1 A. " + MODES + b" added",
        b"1 AM " + MODES + b" added and changed",
        b"1 .D " + MODES + b" gone",
        b"1 D. " + MODES + b" removed",
        b"2 R. " + MODES + b" R100 new name\0old\nname",
        b"u UU N... 100644 100644 100644 100644 1 2 3 both",
        b"u DU N... 100644 000000 100644 100644 1 2 3 theirs only",
        b"? un\xffknown",
        b"! ignored",
        b"x what a later version adds",
        b"",
    ))  # fmt: skip
    found = {file.path: file for file in read_status(HEAD + printed).files}
    kinds = {path: file.kind.value for path, file in found.items()}
    assert kinds == {
        "a b.toml": "changed", "staged": "changed", "added": "new", "added and changed": "new",
        "gone": "deleted", "removed": "deleted", "new name": "renamed", "both": "conflict",
        "theirs only": "conflict", "un\udcffknown": "new",
    }  # fmt: skip
    assert found["new name"].old_path == "old\nname"
    assert (found["staged"].is_staged, found["staged"].is_unstaged) == (True, False)
    assert (found["added and changed"].is_staged, found["added and changed"].is_unstaged) == (
        True,
        True,
    )
    assert found["theirs only"].stages == (True, False, True)


def test_a_submodule_and_a_link_have_no_text():
    records = (
        b"1 .M SC.. 160000 160000 160000 1 2 a",
        b"1 .M N... 120000 120000 120000 1 2 b",
        b"",
    )
    printed = b"\0".join(records)
    assert [file.is_link_or_module for file in read_status(HEAD + printed).files] == [True, True]


def test_what_is_cut_off_or_damaged_is_passed_over():
    assert read_status(b"") == GitState()
    assert read_status(b"1 .M\0u UU\0002 R.\0# branch.ab x\0# \0").files == ()
    assert ChangedFile("a", ChangeKind.NEW) not in read_status(b"1 A. x").files
