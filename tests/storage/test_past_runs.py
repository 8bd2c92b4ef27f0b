import os
from datetime import UTC, datetime

import pytest

from aiurdesk.core.collection.run_comparison import PastResult, PastRun
from aiurdesk.core.errors import StorageError
from aiurdesk.storage.past_runs import PastRuns


def a_run(path="/folder", *results):
    return PastRun(path, "Sandbox", datetime(2026, 11, 26, tzinfo=UTC), results)


def test_the_last_run_of_a_folder_is_kept(tmp_path):
    past = PastRuns(tmp_path / "runs")
    assert past.read("/folder") is None
    past.write(a_run("/folder", PastResult("ä", 1, True, "0 Success")))
    past.write(a_run("/other"))
    assert past.read("/folder") == a_run("/folder", PastResult("ä", 1, True, "0 Success"))
    past.write(a_run("/folder"))
    assert past.read("/folder") == a_run("/folder")


def test_the_oldest_runs_are_forgotten(tmp_path):
    past = PastRuns(tmp_path)
    for number in range(60):
        past.write(a_run(f"/{number}"))
        for file in tmp_path.iterdir():
            # Each write is an hour later than the one before.
            os.utime(file, (file.stat().st_atime, file.stat().st_mtime - 3600))
    assert len(list(tmp_path.iterdir())) == 50
    assert past.read("/0") is None
    assert past.read("/59") is not None


def test_a_long_run_is_cut_off(tmp_path):
    past = PastRuns(tmp_path)
    past.write(a_run("/folder", *[PastResult("a", n, True, "0") for n in range(20_001)]))
    kept = past.read("/folder")
    assert kept is not None
    assert len(kept.results) == 20_000


def test_a_broken_file_is_ignored_and_replaced(tmp_path):
    past = PastRuns(tmp_path)
    past.write(a_run())
    (file,) = tmp_path.iterdir()
    file.write_bytes(b'{"path": ')
    assert past.read("/folder") is None
    past.write(a_run())
    assert past.read("/folder") == a_run()


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "runs").write_text("no folder")
    with pytest.raises(StorageError, match="could not be written"):
        PastRuns(tmp_path / "runs").write(a_run())
