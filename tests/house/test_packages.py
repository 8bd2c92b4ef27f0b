"""What packages are made of: nothing is left out, and what was never run says so."""

import re
import shutil
import subprocess
import tomllib

import pytest

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
