import asyncio
import os
import sys
from pathlib import Path

import pytest

from aiurdesk.core.git.file_change import FileChange
from aiurdesk.core.git.git_state import ChangedFile, ChangeKind, GitState
from aiurdesk.core.problem import Problem
from aiurdesk.services.git.git_folder import GitFolder, find_top
from aiurdesk.services.sending.trust import Trust
from tests.child_process import wait_until, was_ended
from tests.git_folders import REQUEST, clone, commit_all, git, make_folder, make_remote, trusted


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    """Give Git nothing of the person who runs the tests."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def folder(tmp_path) -> Path:
    return make_folder(tmp_path / "lamps")


async def state_of(folder: GitFolder) -> GitState:
    state = await folder.state()
    assert isinstance(state, GitState), state
    return state


async def file_of(folder: GitFolder, path: str) -> ChangedFile:
    return next(file for file in (await state_of(folder)).files if file.path == path)


async def change_of(folder: GitFolder, path: str) -> FileChange:
    change = await folder.change(await file_of(folder, path))
    assert isinstance(change, FileChange), change
    return change


def write(folder: Path, text: str, name: str = "List.request.toml") -> None:
    (folder / name).write_text(text)


async def test_what_changed_in_a_request_is_told_in_words_and_as_a_difference(folder):
    write(folder, REQUEST + 'headers = [\n["Accept", "text/html"],\n]\n')
    change = await change_of(trusted(folder), "List.request.toml")
    assert change.words == ("header Accept added: text/html",)
    assert '+["Accept", "text/html"],' in change.difference
    assert change.difference.startswith("diff --git a/List.request.toml b/List.request.toml")


async def test_new_renamed_and_deleted_requests_are_told(folder):
    write(folder, REQUEST, "Other.request.toml")
    commit_all(folder, "Other")
    git(folder, "mv", "Other.request.toml", "Renamed.request.toml")
    (folder / "List.request.toml").unlink()
    write(folder, 'method = "POST"\nurl = "https://lamps.example/new"\n', "New.request.toml")
    opened = trusted(folder)
    kinds = {file.path: file.kind for file in (await state_of(opened)).files}
    assert kinds == {
        "List.request.toml": ChangeKind.DELETED,
        "New.request.toml": ChangeKind.NEW,
        "Renamed.request.toml": ChangeKind.RENAMED,
    }
    assert (await change_of(opened, "List.request.toml")).words == ("request deleted",)
    assert '-method = "GET"' in (await change_of(opened, "List.request.toml")).difference
    new = await change_of(opened, "New.request.toml")
    assert new.words[0] == "new request"
    assert '+method = "POST"' in new.difference
    renamed = await change_of(opened, "Renamed.request.toml")
    assert renamed.words == ("renamed from Other",)


async def test_a_version_that_cannot_be_read_is_shown_as_lines_only(folder):
    write(folder, REQUEST + "broken = [")
    change = await change_of(trusted(folder), "List.request.toml")
    assert change.words == ()
    assert "cannot be read as a request" in change.problem
    assert "+broken = [" in change.difference


async def test_a_secret_that_was_committed_is_shown_as_dots(folder):
    write(folder, REQUEST + 'headers = [["Authorization", "Bearer abcd1234efgh5678ijkl"]]\n')
    commit_all(folder, "A secret")
    write(folder, REQUEST + 'headers = [["Authorization", "Bearer abcd1234efgh5678mnop"]]\n')
    write(folder, "password = hunter22\n", ".env")
    opened = trusted(folder)
    for name in ("List.request.toml", ".env"):
        change = await change_of(opened, name)
        assert "abcd1234efgh5678" not in repr(change)
        assert "hunter22" not in repr(change)
        assert "••••" in change.difference


async def test_files_are_staged_left_out_and_committed(folder):
    opened = trusted(folder)
    write(folder, REQUEST + "send_anyway = true\n")
    write(folder, REQUEST, "a b\n'c.request.toml")
    files = (await state_of(opened)).files
    assert await opened.stage(files) is None
    assert all(file.is_staged for file in (await state_of(opened)).files)
    assert await opened.unstage((files[0],)) is None
    assert [file.is_staged for file in (await state_of(opened)).files] == [False, True]
    assert await opened.commit("Größere Lampen\n\nwith a body\n") is None
    assert git(folder, "log", "-1", "--format=%B").strip() == "Größere Lampen\n\nwith a body"
    assert [file.path for file in (await state_of(opened)).files] == [files[0].path]


async def test_renaming_is_staged_and_left_out_as_a_whole(folder):
    git(folder, "mv", "List.request.toml", "All.request.toml")
    opened = trusted(folder)
    (renamed,) = (await state_of(opened)).files
    assert (renamed.old_path, renamed.is_staged) == ("List.request.toml", True)
    assert await opened.unstage((renamed,)) is None
    assert [file.is_staged for file in (await state_of(opened)).files] == [False, False]


async def test_the_hooks_of_a_trusted_folder_run_for_a_commit(folder):
    hook = folder / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\necho lamps must be green >&2\nexit 1\n")
    hook.chmod(0o700)
    write(folder, REQUEST + "send_anyway = true\n")
    opened = trusted(folder)
    await opened.stage((await state_of(opened)).files)
    problem = await opened.commit("Try")
    assert problem is not None
    assert problem.sentence == "Git says: lamps must be green"


async def test_who_has_no_name_is_told_how_to_give_one(folder, monkeypatch):
    git(folder, "config", "--unset", "user.name")
    git(folder, "config", "--unset", "user.email")
    git(folder, "config", "user.useConfigOnly", "true")
    write(folder, REQUEST + "send_anyway = true\n")
    opened = trusted(folder)
    await opened.stage((await state_of(opened)).files)
    problem = await opened.commit("Try")
    assert problem is not None
    assert "git config --global user.name" in problem.sentence


async def test_a_branch_without_a_commit_is_staged_left_out_and_committed(tmp_path):
    folder = tmp_path / "new"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    git(folder, "config", "user.name", "Ann")
    git(folder, "config", "user.email", "ann@example.com")
    write(folder, REQUEST)
    opened = trusted(folder)
    state = await state_of(opened)
    assert (state.branch, state.commit) == ("main", "")
    await opened.stage(state.files)
    assert (await change_of(opened, "List.request.toml")).words[0] == "new request"
    assert await opened.unstage((await state_of(opened)).files) is None
    assert not (await state_of(opened)).files[0].is_staged
    await opened.stage(state.files)
    assert await opened.commit("Begin") is None
    assert (await state_of(opened)).files == ()


async def test_names_that_are_no_text_are_staged(folder):
    name = b"na\xffme\n x.request.toml"
    Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(REQUEST)
    opened = trusted(folder)
    (file,) = (await state_of(opened)).files
    assert os.fsencode(file.path) == name
    assert (await change_of(opened, file.path)).words[0] == "new request"
    assert await opened.stage((file,)) is None
    assert (await state_of(opened)).files[0].is_staged


async def test_ten_thousand_files_are_read_and_staged(folder):
    below = folder / "many"
    below.mkdir()
    for number in range(10_000):
        (below / f"{number}.request.toml").write_text("")
    opened = trusted(folder)
    state = await state_of(opened)
    assert len(state.files) == 10_000
    assert await opened.stage(state.files) is None
    assert all(file.is_staged for file in (await state_of(opened)).files)


async def test_a_long_difference_is_cut(folder):
    write(folder, "".join(f"# {number}\n" for number in range(200_000)))
    commit_all(folder, "Long")
    write(folder, "".join(f"# {number} x\n" for number in range(200_000)))
    change = await change_of(trusted(folder), "List.request.toml")
    assert change.is_cut
    assert len(change.difference) < 1_000_000


async def test_only_the_folders_that_are_asked_for_are_looked_through(folder):
    inner = folder / "api"
    inner.mkdir()
    write(inner, REQUEST)
    write(folder, REQUEST + "send_anyway = true\n")
    opened = trusted(folder)
    state = await opened.state((str(inner),))
    assert isinstance(state, GitState)
    assert [file.path for file in state.files] == ["api/List.request.toml"]


def test_the_top_of_a_folder_is_found_without_running_anything(folder, tmp_path, monkeypatch):
    inner = folder / "a" / "b"
    inner.mkdir(parents=True)
    assert find_top(str(inner)) == os.path.realpath(folder)
    assert find_top(str(tmp_path)) in ("", find_top("/"))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_top(str(inner)) == ""


async def test_a_worktree_and_a_submodule_are_folders_of_their_own(folder, tmp_path):
    git(folder, "worktree", "add", "-q", str(tmp_path / "tree"), "-b", "other")
    write(tmp_path / "tree", REQUEST + "send_anyway = true\n")
    assert find_top(str(tmp_path / "tree")) == os.path.realpath(tmp_path / "tree")
    tree = trusted(tmp_path / "tree")
    assert (await state_of(tree)).branch == "other"
    assert (await change_of(tree, "List.request.toml")).words == ("send anyway: no → yes",)
    inner = make_folder(tmp_path / "inner")
    git(folder, "-c", "protocol.file.allow=always", "submodule", "-q", "add", str(inner), "sub")
    commit_all(folder, "A module")
    write(folder / "sub", REQUEST + "send_anyway = true\n")
    # What is not committed in it is a change of the module only.
    assert (await state_of(trusted(folder))).files == ()
    commit_all(folder / "sub", "More")
    module = await change_of(trusted(folder), "sub")
    assert "+Subproject commit" in module.difference
    assert find_top(str(folder / "sub")) == os.path.realpath(folder / "sub")


async def test_no_branch_is_told_and_nothing_is_pulled_or_pushed(folder):
    git(folder, "checkout", "-q", "--detach")
    opened = trusted(folder)
    assert (await state_of(opened)).branch_words.startswith("no branch, at ")
    for problem in (await opened.pull(print), await opened.push(print)):
        assert problem is not None
        assert "No branch is checked out" in problem.sentence


MARKER = "ran"


def set_traps(folder: Path, marker: Path) -> None:
    """Let a folder name a program at every place from which Git starts one."""
    trap = folder / ".git" / "trap"
    trap.write_text(f"#!/bin/sh\necho $0 $* >> '{marker}'\ncat 2>/dev/null\nexit 0\n")
    trap.chmod(0o700)
    command = str(trap)
    for key in (
        "core.fsmonitor", "filter.evil.clean", "filter.evil.smudge", "filter.evil.process",
        "diff.evil.textconv", "diff.evil.command", "diff.external", "core.sshCommand",
        "core.editor", "core.pager", "core.askPass", "credential.helper", "alias.status",
        "gpg.program",
    ):  # fmt: skip
        git(folder, "config", key, command)
    (folder / ".gitattributes").write_text("* filter=evil diff=evil\n")
    for hook in ("pre-commit", "post-index-change", "post-checkout", "post-merge", "pre-push"):
        path = folder / ".git/hooks" / hook
        path.write_text(trap.read_text())
        path.chmod(0o700)


async def test_nothing_runs_in_a_folder_that_is_not_trusted(folder, tmp_path):
    marker = tmp_path / MARKER
    write(folder, REQUEST + "send_anyway = true\n")
    set_traps(folder, marker)
    hostile = GitFolder(os.path.realpath(folder), Trust())
    file = ChangedFile("List.request.toml", ChangeKind.CHANGED)
    conflict = ChangedFile("List.request.toml", ChangeKind.CONFLICT, stages=(True, True, True))
    answers = [
        await hostile.state(),
        await hostile.change(file),
        await hostile.change(conflict),
        await hostile.stage((file,)),
        await hostile.unstage((file,)),
        await hostile.commit("x"),
        await hostile.pull(print),
        await hostile.push(print),
        await hostile.choose(conflict, is_own=True),
        await hostile.resolve(conflict),
        await hostile.abort_merge(),
    ]
    assert all(isinstance(answer, Problem) for answer in answers)
    assert all("is not trusted" in str(answer) for answer in answers)
    assert not marker.exists()


async def test_looking_at_a_trusted_folder_runs_no_more_than_its_filters(folder, tmp_path):
    marker = tmp_path / MARKER
    set_traps(folder, marker)
    for key in ("filter.evil.clean", "filter.evil.smudge", "filter.evil.process"):
        git(folder, "config", "--unset", key)
    marker.unlink(missing_ok=True)
    write(folder, REQUEST + "send_anyway = true\n")
    opened = trusted(folder)
    assert (await change_of(opened, "List.request.toml")).words == ("send anyway: no → yes",)
    assert not marker.exists()


async def test_reading_writes_nothing_into_the_folder(folder):
    index = folder / ".git/index"
    before = index.stat().st_mtime_ns
    os.utime(folder / "List.request.toml", (1, 1))
    await state_of(trusted(folder))
    assert index.stat().st_mtime_ns == before


async def test_variables_of_another_git_do_not_lead_elsewhere(folder, tmp_path, monkeypatch):
    other = make_folder(tmp_path / "other")
    write(other, "changed")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    assert (await state_of(trusted(folder))).files == ()


async def test_commits_of_others_are_pulled_and_own_ones_pushed(folder, tmp_path):
    remote = make_remote(tmp_path / "remote.git", folder)
    other = clone(remote, tmp_path / "other")
    write(folder, REQUEST, "New.request.toml")
    commit_all(folder, "New")
    opened = trusted(folder)
    told: list[str] = []
    assert (await state_of(opened)).ahead == 1
    assert await opened.push(told.append) is None
    assert told
    assert (await state_of(opened)).ahead == 0
    nothing = await opened.push(told.append)
    assert nothing is not None
    assert "There is nothing to push" in nothing.sentence
    assert await trusted(other).pull(told.append) is None
    assert (other / "New.request.toml").exists()


async def test_a_new_branch_is_pushed_to_the_only_remote(folder, tmp_path):
    make_remote(tmp_path / "remote.git", folder)
    git(folder, "switch", "-q", "-c", "lamps")
    opened = trusted(folder)
    problem = await opened.pull(print)
    assert problem is not None
    assert "comes from nowhere" in problem.sentence
    assert await opened.push(print) is None
    assert (await state_of(opened)).upstream == "origin/lamps"


async def test_where_there_is_no_remote_or_several_that_is_told(folder, tmp_path):
    opened = trusted(folder)
    problem = await opened.push(print)
    assert problem is not None
    assert "nowhere to push to" in problem.sentence
    for name in ("one", "two"):
        git(folder, "remote", "add", name, str(tmp_path / name))
    several = await opened.push(print)
    assert several is not None
    assert "git push --set-upstream REMOTE main" in several.sentence


async def test_a_push_that_is_rejected_says_to_pull_first(folder, tmp_path):
    remote = make_remote(tmp_path / "remote.git", folder)
    other = clone(remote, tmp_path / "other")
    write(other, REQUEST, "Theirs.request.toml")
    commit_all(other, "Theirs")
    git(other, "push", "-q")
    write(folder, REQUEST, "Own.request.toml")
    commit_all(folder, "Own")
    opened = trusted(folder)
    problem = await opened.push(print)
    assert problem is not None
    assert problem.sentence == "Others have pushed since. Pull first, and then push again."
    assert await opened.pull(print) is None
    assert await opened.push(print) is None


async def test_a_pull_that_would_overwrite_changes_says_to_commit_first(folder, tmp_path):
    remote = make_remote(tmp_path / "remote.git", folder)
    other = clone(remote, tmp_path / "other")
    write(other, REQUEST + "send_anyway = true\n")
    commit_all(other, "Theirs")
    git(other, "push", "-q")
    write(folder, REQUEST + 'notes = "own"\n')
    problem = await trusted(folder).pull(print)
    assert problem is not None
    assert "Commit them first" in problem.sentence


async def test_a_remote_that_is_gone_or_asks_for_a_password_is_told(folder, tmp_path):
    remote = make_remote(tmp_path / "remote.git", folder)
    write(folder, REQUEST, "New.request.toml")
    commit_all(folder, "New")
    remote.rename(tmp_path / "moved.git")
    opened = trusted(folder)
    problem = await opened.push(print)
    assert problem is not None
    assert "could not be reached" in problem.sentence
    helper = tmp_path / "ssh"
    helper.write_text("#!/bin/sh\necho 'git@host: Permission denied (publickey).' >&2\nexit 255\n")
    helper.chmod(0o700)
    git(folder, "remote", "set-url", "origin", "git@lamps.example:lamps.git")
    git(folder, "config", "core.sshCommand", str(helper))
    asked = await opened.push(print)
    assert asked is not None
    assert "once in a terminal" in asked.sentence
    assert "credential helper" in asked.sentence


async def conflict(folder: Path, tmp_path: Path) -> GitFolder:
    """Let a person and another one change the same line, and pull."""
    remote = make_remote(tmp_path / "remote.git", folder)
    other = clone(remote, tmp_path / "other")
    write(other, REQUEST.replace("lamps.example/lamps", "lamps.example/theirs"))
    commit_all(other, "Theirs")
    git(other, "push", "-q")
    write(folder, REQUEST.replace("lamps.example/lamps", "lamps.example/own"))
    commit_all(folder, "Own")
    opened = trusted(folder)
    assert await opened.pull(print) is None
    return opened


async def test_a_conflict_is_shown_with_both_versions(folder, tmp_path):
    opened = await conflict(folder, tmp_path)
    assert (await opened.work()).is_merge
    assert (await opened.work()).message.startswith("Merge ")
    change = await change_of(opened, "List.request.toml")
    assert change.words == ("address: https://lamps.example/lamps → https://lamps.example/own",)
    assert change.theirs == ("address: https://lamps.example/lamps → https://lamps.example/theirs",)
    assert '-url = "https://lamps.example/own"' in change.difference
    assert '+url = "https://lamps.example/theirs"' in change.difference


@pytest.mark.parametrize(("is_own", "kept"), [(True, "own"), (False, "theirs")])
async def test_a_conflict_is_resolved_by_a_version_and_committed(folder, tmp_path, is_own, kept):
    opened = await conflict(folder, tmp_path)
    assert await opened.choose(await file_of(opened, "List.request.toml"), is_own=is_own) is None
    assert f"lamps.example/{kept}" in (folder / "List.request.toml").read_text()
    state = await state_of(opened)
    assert state.conflicts == ()
    assert await opened.commit((await opened.work()).message) is None
    assert not (await opened.work()).is_merge
    assert len(git(folder, "log", "-1", "--format=%P").split()) == 2


async def test_a_conflict_is_resolved_by_what_a_person_wrote(folder, tmp_path):
    opened = await conflict(folder, tmp_path)
    file = await file_of(opened, "List.request.toml")
    problem = await opened.resolve(file)
    assert problem is not None
    assert "still holds the marks of the conflict" in problem.sentence
    write(folder, REQUEST)
    assert await opened.resolve(file) is None
    assert (await state_of(opened)).conflicts == ()


async def test_a_merge_is_aborted(folder, tmp_path):
    opened = await conflict(folder, tmp_path)
    assert await opened.abort_merge() is None
    assert (await state_of(opened)).files == ()
    assert "lamps.example/own" in (folder / "List.request.toml").read_text()


@pytest.mark.parametrize("is_own", [True, False])
async def test_a_request_that_one_side_deleted_is_a_conflict(folder, tmp_path, is_own):
    remote = make_remote(tmp_path / "remote.git", folder)
    other = clone(remote, tmp_path / "other")
    git(other, "rm", "-q", "List.request.toml")
    commit_all(other, "Deleted")
    git(other, "push", "-q")
    write(folder, REQUEST + "send_anyway = true\n")
    commit_all(folder, "Own")
    opened = trusted(folder)
    assert await opened.pull(print) is None
    change = await change_of(opened, "List.request.toml")
    assert (change.words, change.theirs) == (("send anyway: no → yes",), ("request deleted",))
    assert await opened.choose(await file_of(opened, "List.request.toml"), is_own=is_own) is None
    assert (folder / "List.request.toml").exists() == is_own
    assert (await state_of(opened)).conflicts == ()


async def test_a_rebase_under_way_is_named(folder, tmp_path):
    git(folder, "switch", "-q", "-c", "other")
    write(folder, REQUEST.replace("lamps.example/lamps", "lamps.example/other"))
    commit_all(folder, "Other")
    git(folder, "switch", "-q", "main")
    write(folder, REQUEST.replace("lamps.example/lamps", "lamps.example/own"))
    commit_all(folder, "Own")
    with pytest.raises(Exception, match="rebase"):
        git(folder, "rebase", "-q", "other")
    work = await trusted(folder).work()
    assert (work.is_merge, work.other) == (False, "rebase")


@pytest.mark.skipif(sys.platform == "win32", reason="hooks need a shell")
async def test_a_commit_that_is_cancelled_ends_with_its_hook_and_leaves_no_lock(folder, tmp_path):
    started = tmp_path / "started"
    hook = folder / ".git/hooks/pre-commit"
    hook.write_text(f"#!/bin/sh\necho $$ > '{started}'\nexec sleep 600\n")
    hook.chmod(0o700)
    write(folder, REQUEST + "send_anyway = true\n")
    opened = trusted(folder)
    await opened.stage((await state_of(opened)).files)
    async with asyncio.TaskGroup() as tasks:
        committing = tasks.create_task(opened.commit("Wait"))
        has_begun = lambda: started.exists() and bool(started.read_text().strip())  # noqa: E731
        await asyncio.to_thread(wait_until, has_begun)
        committing.cancel()
    assert committing.cancelled()
    await asyncio.to_thread(wait_until, lambda: was_ended(int(started.read_text())))
    assert not (folder / ".git/index.lock").exists()
    assert (await state_of(opened)).files[0].is_staged
