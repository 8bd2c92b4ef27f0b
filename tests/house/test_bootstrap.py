"""The set-up says what it does, and waits for another program that installs packages."""

import importlib.util
import sys
from pathlib import Path

import pytest

from tests.house.test_layout import ROOT

APT = """
import sys
from pathlib import Path

left = Path({left!r})
count = int(left.read_text())
left.write_text(str(count - 1))
if count > 0:
    print("E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 7 (apt)")
    sys.exit(100)
print("done")
"""
PIP = """
import sys

print("Installing build dependencies: started")
for name in ("alpha", "beta"):
    print(f"Collecting {name}")
print("Installing collected packages: alpha, beta")
sys.exit(int(sys.argv[1]))
"""


@pytest.fixture
def bootstrap(monkeypatch: pytest.MonkeyPatch):
    path = ROOT / "packaging" / "bootstrap.py"
    spec = importlib.util.spec_from_file_location("bootstrap_under_test", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def script(folder: Path, text: str) -> list[str]:
    file = folder / "program.py"
    file.write_text(text)
    return [sys.executable, str(file)]


def test_another_program_that_installs_packages_is_waited_for(bootstrap, tmp_path, capsys):
    left = tmp_path / "left"
    left.write_text("3")
    command = script(tmp_path, APT.format(left=str(left)))
    result = bootstrap.when_free(command, pause_s=0)
    assert (result.returncode, result.stdout) == (0, "done\n")
    assert capsys.readouterr().err.count("Another program installs packages") == 1


def test_after_the_longest_wait_the_lock_is_told(bootstrap, tmp_path):
    left = tmp_path / "left"
    left.write_text("1000000")
    command = script(tmp_path, APT.format(left=str(left)))
    result = bootstrap.when_free(command, wait_s=0, pause_s=0)
    assert result.returncode == 100
    assert "Could not get lock" in result.stdout


def test_the_installation_says_how_far_it_is(bootstrap, tmp_path, capsys):
    bootstrap.run_with_progress([*script(tmp_path, PIP), "0"])
    assert capsys.readouterr().err == "  Installing 2 packages …\n"


def test_an_installation_that_fails_ends_with_what_pip_said(bootstrap, tmp_path):
    with pytest.raises(bootstrap.SetUpFailed) as failed:
        bootstrap.run_with_progress([*script(tmp_path, PIP), "1"])
    assert "Installing collected packages: alpha, beta" in str(failed.value)
    assert "Check the network connection" in str(failed.value)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such folder")
def test_a_program_that_only_root_has_on_the_path_is_found(bootstrap, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    # Each Linux with a C library has it.
    assert bootstrap.has_program("ldconfig")
    assert not bootstrap.has_program("no-such-program")
