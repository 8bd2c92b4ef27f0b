"""What packages are made of: nothing is left out, and what was never run says so."""

import importlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from aiurdesk import APPLICATION_ID
from tests.house.test_layout import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGING = ROOT / "packaging"


def test_the_wheel_has_all_resources_but_the_pictures_of_the_readme():
    included = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    folders = {path.name for path in (ROOT / "resources").iterdir() if path.is_dir()}
    assert included == {
        f"resources/{name}": f"aiurdesk/_resources/{name}" for name in folders - {"pictures"}
    }


@pytest.mark.skipif(not shutil.which("sh"), reason="needs a shell")
@pytest.mark.parametrize("script", ["postinst", "prerm"])
def test_the_scripts_of_the_package_are_understood(script):
    command = ["sh", "-n", PACKAGING / "deb" / script]
    assert subprocess.run(command, check=False, timeout=20).returncode == 0


def test_the_package_starts_the_program_with_its_own_libraries_only():
    text = (PACKAGING / "deb" / "aiurdesk").read_text(encoding="utf-8")
    compile(text, "aiurdesk", "exec")
    # Isolated, and without the packages of the system.
    assert text.startswith("#!/usr/bin/python3 -IS\n")
    control = (PACKAGING / "deb" / "control").read_text(encoding="utf-8")
    assert re.findall("(?m)^ .{81,}$", control) == []


@pytest.mark.parametrize(
    "file",
    [
        ".github/workflows/packages.yml",
        "packaging/flatpak.py",
        "packaging/flatpak/io.github.aiursoftweb.aiurdesk.yml",
        "packaging/windows/installer.nsi",
    ],
)
def test_what_was_never_run_says_so_in_its_first_line(file):
    first = (ROOT / file).read_text(encoding="utf-8").splitlines()[0]
    assert re.search(r"Never (built|run)\b", first)


def test_every_command_that_the_workflow_runs_exists():
    path = ROOT / ".github" / "workflows" / "packages.yml"
    jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    commands = [step.get("run", "") for job in jobs.values() for step in job["steps"]]
    named = re.findall(r"(?:packaging|tests)/[\w/]+\.py", " ".join(commands))
    assert len(set(named)) >= 5
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_the_flatpak_has_the_id_and_only_the_permissions_it_needs():
    path = PACKAGING / "flatpak" / f"{APPLICATION_ID}.yml"
    manifest = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert manifest["id"] == APPLICATION_ID
    granted = manifest["finish-args"]
    assert "--talk-name=org.freedesktop.secrets" in granted
    assert [text for text in granted if "filesystem" in text or text.endswith("=x11")] == []


def test_the_installer_for_windows_compiles(tmp_path: Path):
    if not shutil.which("makensis"):
        pytest.skip("makensis is not installed")
    (tmp_path / "LICENSE").write_text("text")
    target = tmp_path / "aiurdesk-1-windows.exe"
    values = ("-DVERSION=1", f"-DFOLDER={tmp_path}", f"-DTARGET={target}")
    script = PACKAGING / "windows" / "installer.nsi"
    done = subprocess.run(
        ["makensis", "-V2", "-WX", *values, script],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert target.read_bytes()[:2] == b"MZ"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"LD_LIBRARY_PATH": "/own", "LD_LIBRARY_PATH_ORIG": "/theirs"}, "/theirs"),
        ({"LD_LIBRARY_PATH": "/own"}, "None"),
        ({}, "None"),
    ],
)
def test_programs_that_the_frozen_one_starts_do_not_load_its_libraries(before, after):
    file = PACKAGING / "frozen_start.py"
    name = "LD_LIBRARY_PATH"
    code = f"import os, runpy; runpy.run_path({str(file)!r}); print(os.environ.get({name!r}))"
    others = {name: text for name, text in os.environ.items() if not name.startswith("LD_")}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=others | before, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == after


KEPT = [
    "PySide6/QtWidgets.abi3.so",
    "PySide6/Qt/lib/libQt6Core.so.6",
    "PySide6/Qt/lib/libicudata.so.73",
    "PySide6/Qt/plugins/platforms/libqxcb.so",
    "PySide6/Qt/plugins/platforms/libqwayland.so",
    "PySide6/Qt/plugins/platformthemes/libqxdgdesktopportal.so",
    "PySide6/Qt/plugins/wayland-shell-integration/libxdg-shell.so",
    "aiurdesk/_resources/services/2020-09/stargate.json",
    "keyring-25.7.0.dist-info/entry_points.txt",
    "httpx-0.28.1.dist-info/licenses/LICENSE.md",
]
LEFT_OUT = [
    "PySide6/QtQml.abi3.so",
    "PySide6/QtCore.pyi",
    "PySide6/Qt/lib/libQt6Quick.so.6",
    "PySide6/Qt/plugins/wayland-graphics-integration-server/libqt-x.so",
    "PySide6/Qt/plugins/sqldrivers/libqsqlite.so",
    "aiurdesk-0.1.0.dist-info/direct_url.json",
    "aiurdesk/pytest_plugin.py",
    "jsonschema/tests/test_cli.py",
    "bin/httpx",
]


def test_the_package_has_what_a_window_needs_and_leaves_out_the_rest(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(PACKAGING)
    deb = importlib.import_module("deb")
    names = [*KEPT, *LEFT_OUT]
    for name in names:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    deb.remove_unused(tmp_path)
    assert [name for name in names if (tmp_path / name).exists()] == KEPT
    assert not (tmp_path / "bin").exists()
