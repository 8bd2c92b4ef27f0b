"""The recipe "a report of a run" of the README, followed in a copy of the project."""

from pathlib import Path

from tests.envelope_server import envelope_server
from tests.house.tree_copy import TreeCopy

REPORTS = "aiurdesk/services/runs/run_reports/__init__.py"
NAMES = '''\
"""A run as the names of what failed."""

from aiurdesk.services.runs.run_reports.run_record import RunRecord


def write(run: RunRecord) -> str:
    """Return a line for each request that failed."""
    return "".join(f"{result.title}\\n" for result in run.failed)
'''


def test_a_new_report_needs_one_file_and_one_row(copy: TreeCopy, tmp_path: Path):
    copy.write("aiurdesk/services/runs/run_reports/names.py", NAMES)
    copy.replace(REPORTS, "import junit, page, records", "import junit, names, page, records")
    row = '    "names": RunReport("write the names of what failed", names.write),\n    "json": '
    copy.replace(REPORTS, '    "json": ', row)
    copy.check_recipe("a report of a run")

    with envelope_server() as server:
        for name, code in (("Good", 0), ("Bad", -4)):
            text = f'method = "GET"\nurl = "{server.base}/{code}/x"\n'
            (tmp_path / f"{name}.request.toml").write_text(text)
        done = copy.aiurdesk("run", str(tmp_path), "--names", "-", profile=tmp_path / "profile")
    assert (done.returncode, done.stdout) == (1, "Bad\n"), done.stderr
