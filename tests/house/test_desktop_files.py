"""What is installed on a desktop: made by one command, and valid by the tools of desktops."""

import gzip
import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QImage

from aiurdesk import APPLICATION_ID, __version__
from aiurdesk.cli.main import COMMANDS, build_parser
from tests.house.test_layout import ROOT

pytest.importorskip("shtab", reason="completions are made with it")
NAME = APPLICATION_ID
COMPLETE = """
source {file}
COMP_WORDS=(aiurdesk {words}) COMP_CWORD={count}
COMP_LINE="${{COMP_WORDS[*]}}" COMP_POINT=${{#COMP_LINE}}
_shtab_aiurdesk
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("usr")
    run(sys.executable, ROOT / "packaging" / "desktop_files.py", folder)
    return folder / "share"


def run(*command: str | Path) -> str:
    done = subprocess.run(
        [str(word) for word in command],
        env=os.environ | {"SOURCE_DATE_EPOCH": "1790000000"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def needs(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not installed")
    return path


def test_the_desktop_entry_is_valid(share):
    assert run(needs("desktop-file-validate"), share / "applications" / f"{NAME}.desktop") == ""


def test_the_metadata_is_valid(share):
    tool = needs("appstreamcli")
    told = run(
        tool, "validate", "--pedantic", "--no-net", share / "metainfo" / f"{NAME}.metainfo.xml"
    )
    assert "successful" in told


def test_all_files_have_one_id_and_no_template_is_left(share):
    entry = (share / "applications" / f"{NAME}.desktop").read_text(encoding="utf-8")
    metadata = (share / "metainfo" / f"{NAME}.metainfo.xml").read_text(encoding="utf-8")
    types = (share / "mime" / "packages" / f"{NAME}.xml").read_text(encoding="utf-8")
    assert f"Icon={NAME}\n" in entry
    tree = ElementTree.fromstring(metadata)
    assert tree.findtext("id") == NAME
    assert tree.findtext("launchable") == f"{NAME}.desktop"
    latest = tree.find("releases/release")
    assert latest is not None
    assert latest.get("version") == __version__
    assert len(latest.findall("description/ul/li")) > 1
    names = {ElementTree.fromstring(types)[i].get("type") for i in range(2)}
    assert all(f"{name};" in entry and name in metadata for name in names if name)
    assert "@" not in entry + types
    pictures = [image.text or "" for image in tree.iter("image")]
    assert all((ROOT / "resources/pictures" / Path(name).name).is_file() for name in pictures)


def test_icons_have_the_size_of_their_folder_and_are_not_empty(share):
    icons = sorted((share / "icons" / "hicolor").glob("*x*/apps/*.png"))
    sizes = [int(icon.parts[-3].partition("x")[0]) for icon in icons]
    assert {16, 512} <= set(sizes)
    for icon, size in zip(icons, sizes, strict=True):
        image = QImage(str(icon))
        assert (image.width(), image.height()) == (size, size)
        assert image.pixelColor(0, 0).alpha() == 0
        assert image.pixelColor(size // 2, size // 8).name() == "#2f6fed"
    assert (share / f"icons/hicolor/symbolic/apps/{NAME}-symbolic.svg").is_file()


def test_the_manual_page_has_every_command_and_option(share):
    page = gzip.decompress((share / "man" / "man1" / "aiurdesk.1.gz").read_bytes()).decode()
    plain = page.replace("\\", "")
    help_texts = [build_parser([name]).format_help() for name in COMMANDS]
    options = {word for text in help_texts for word in text.split() if word.startswith("--")}
    assert [name for name in COMMANDS if f"aiurdesk {name}" not in plain] == []
    assert [option for option in options if option.strip(",]") not in plain] == []
    assert "2026-09-21" in plain
    tool = needs("mandoc")
    assert run(tool, "-T", "lint", "-W", "warning", share / "man" / "man1" / "aiurdesk.1.gz") == ""


@pytest.mark.parametrize(
    ("shell", "name"),
    [
        ("bash", "bash-completion/completions/aiurdesk"),
        ("zsh", "zsh/site-functions/_aiurdesk"),
        ("fish", "fish/vendor_completions.d/aiurdesk.fish"),
    ],
)
def test_a_shell_understands_its_completion(share, shell, name):
    assert run(needs(shell), "-n", share / name) == ""
    assert "--environment" in (share / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "offered"),
    [(["sen"], "send"), (["send", "--sh"], "--show"), (["send", "--show", "j"], "json")],
)
def test_bash_completes_commands_options_and_choices(share, words, offered):
    file = share / "bash-completion" / "completions" / "aiurdesk"
    script = COMPLETE.format(file=file, words=" ".join(words), count=len(words))
    assert run(needs("bash"), "-c", script).split() == [offered]


def test_fish_completes_commands_and_tells_what_they_do(share):
    file = share / "fish" / "vendor_completions.d" / "aiurdesk.fish"
    told = run(needs("fish"), "--no-config", "-c", f"source {file}; complete -C 'aiurdesk sen'")
    assert told == f"send\t{COMMANDS['send']}\n"


def test_the_desktop_has_the_german_words_of_the_program():
    texts = [
        (ROOT / "packaging" / "desktop" / name).read_text(encoding="utf-8")
        for name in ("entry.desktop", "mime.xml")
    ]
    assert "Name[de]=Neuer Request" in texts[0]
    assert not any("Anfrage" in text for text in texts)
