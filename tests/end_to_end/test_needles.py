"""The search for secrets finds what it is there to find; else its silence would say nothing."""

import base64
import html
import json
import subprocess
import sys
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest

from tests.child_process import running
from tests.needles import Needles

TEXT = "needle+/=&?% \"'<é零\\{{x}}"
WRITINGS: dict[str, Callable[[str], bytes]] = {
    "plain": lambda text: text.encode(),
    "percent-encoded": lambda text: quote(text, safe="").encode(),
    "percent-encoded in lower case": lambda text: quote("é零+", safe="").lower().encode(),
    "of a form": lambda text: quote_plus(text).encode(),
    "JSON": lambda text: json.dumps({"t": text}).encode(),
    "JSON in Unicode": lambda text: json.dumps([text], ensure_ascii=False).encode(),
    "HTML": lambda text: html.escape(text).encode(),
    "Python": lambda text: repr(text).encode(),
    "UTF-16": lambda text: text.encode("utf-16"),
    "hexadecimal": lambda text: text.encode().hex().encode(),
    "base64": lambda text: base64.urlsafe_b64encode(text.encode()),
    "base64 behind one": lambda text: base64.b64encode(b"x" + text.encode() + b"yz"),
    "base64 behind two": lambda text: base64.b64encode(b"xx" + text.encode() + b"y"),
}


@pytest.mark.parametrize("writing", WRITINGS)
def test_a_text_is_found_in_every_writing(writing):
    needles = Needles()
    text = needles.add("it", "é零+é零+é零+" if "lower" in writing else TEXT)
    needles.search("nothing", b"nothing to see")
    assert needles.found == []
    haystack = WRITINGS[writing](text)
    needles.search("here", b"<" + haystack * (3 if "lower" in writing else 1) + b">")
    assert needles.found == ["it in here"]


def test_a_text_is_found_in_names_and_contents_of_files(tmp_path):
    needles = Needles()
    needles.add("it", "needle-in-a-file")
    (tmp_path / "needle-in-a-file.txt").write_text("nothing", encoding="utf-8")
    (tmp_path / "other.txt").write_text("<needle-in-a-file>", encoding="utf-8")
    needles.search_folder(tmp_path)
    assert needles.found == ["it in a file name", "it in file other.txt"]


def test_a_text_is_found_in_command_line_and_environment_of_a_child():
    needles = Needles()
    needles.add("it", "needle-of-a-child")
    waits = "import sys; sys.stdout.write('.'); sys.stdout.flush(); sys.stdin.read()"
    with running(
        [sys.executable, "-c", waits, "needle-of-a-child"],
        env={"SECRET": "needle-of-a-child"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        child.stdout.read(1)
        needles.search_processes()
        child.communicate()
    assert {"it in cmdline of a child", "it in environ of a child"} <= set(needles.found)


def test_one_of_many_places_is_named():
    needles = Needles()
    needles.add("it", TEXT)
    needles.search_all([("here", "nothing"), ("there", f"<{TEXT}>")])
    assert needles.found == ["it in there"]
    needles.search_all([("elsewhere", "")])
    assert needles.places == {"here", "there", "elsewhere"}


def test_the_first_half_of_a_text_is_found():
    needles = Needles()
    needles.add("it", TEXT)
    needles.search("a quote", f"“You said {TEXT[:-3]}…”")
    needles.search("a word", "needle")
    assert needles.found == ["it in a quote"]
