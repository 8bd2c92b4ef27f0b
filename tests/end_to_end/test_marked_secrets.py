"""The search for marked secrets finds them in every encoding and place."""

import base64
import html
import json
import subprocess
import sys
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest

from tests.child_process import running
from tests.marked_secrets import MarkedSecrets

TEXT = "marked+/=&?% \"'<é零\\{{x}}"
ENCODINGS: dict[str, Callable[[str], bytes]] = {
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


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_text_is_found_in_every_encoding(encoding):
    marked_secrets = MarkedSecrets()
    text = marked_secrets.add("it", "é零+é零+é零+" if "lower" in encoding else TEXT)
    marked_secrets.search("nothing", b"nothing to see")
    assert marked_secrets.leaks == []
    encoded = ENCODINGS[encoding](text)
    marked_secrets.search("here", b"<" + encoded * (3 if "lower" in encoding else 1) + b">")
    assert marked_secrets.leaks == ["it in here"]


def test_a_text_is_found_in_names_and_contents_of_files(tmp_path):
    marked_secrets = MarkedSecrets()
    marked_secrets.add("it", "marked-in-a-file")
    (tmp_path / "marked-in-a-file.txt").write_text("nothing", encoding="utf-8")
    (tmp_path / "other.txt").write_text("<marked-in-a-file>", encoding="utf-8")
    marked_secrets.search_folder(tmp_path)
    assert marked_secrets.leaks == ["it in a file name", "it in file other.txt"]


def test_a_text_is_found_in_command_line_and_environment_of_a_child():
    marked_secrets = MarkedSecrets()
    marked_secrets.add("it", "marked-of-a-child")
    waits = "import sys; sys.stdout.write('.'); sys.stdout.flush(); sys.stdin.read()"
    with running(
        [sys.executable, "-c", waits, "marked-of-a-child"],
        env={"SECRET": "marked-of-a-child"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        child.stdout.read(1)
        marked_secrets.search_processes()
        child.communicate()
    assert {"it in cmdline of a child", "it in environ of a child"} <= set(marked_secrets.leaks)


def test_searching_many_places_names_the_right_one():
    marked_secrets = MarkedSecrets()
    marked_secrets.add("it", TEXT)
    marked_secrets.search_all([("here", "nothing"), ("there", f"<{TEXT}>")])
    assert marked_secrets.leaks == ["it in there"]
    marked_secrets.search_all([("elsewhere", "")])
    assert marked_secrets.places == {"here", "there", "elsewhere"}


def test_the_first_half_of_a_text_is_found():
    marked_secrets = MarkedSecrets()
    marked_secrets.add("it", TEXT)
    marked_secrets.search("a message", f"“You said {TEXT[:-3]}…”")
    marked_secrets.search("a word", "marked")
    assert marked_secrets.leaks == ["it in a message"]
