"""The README is short, and it and the manual name only what exists."""

import re
import shlex

import pytest

from aiurdesk.cli.main import parse
from aiurdesk.resources import list_names, read_text
from tests.house.test_layout import PACKAGE, ROOT

MOST_LINES = 200
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = list_names("manual")


def test_the_readme_is_short():
    assert len(README.splitlines()) <= MOST_LINES


def test_the_stops_of_the_street_exist():
    street = README.split("## The street", 1)[1].split("\n## ", 1)[0]
    named = re.findall(r"`((?:core|services|transport|ui|cli)/[^`]*)`", street)
    assert len(named) >= 10
    assert [name for name in named if not (PACKAGE / name).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_the_manual_has_a_title_and_links_to_pages_that_exist(page):
    text = read_text(page)
    assert re.match(r"# \S.*\n\n", text)
    links = re.findall(r"\]\(([^)#:]+\.md)\)", text)
    assert [link for link in links if f"manual/{link}" not in PAGES] == []


def test_the_commands_of_readme_and_manual_are_understood():
    texts = {"README.md": README, **{page: read_text(page) for page in PAGES}}
    commands = [
        (name, line.strip())
        for name, text in texts.items()
        for line in text.splitlines()
        if line.startswith("    aiurdesk ")
    ]
    assert len(commands) >= 30
    refused = []
    for name, line in commands:
        try:
            # What a shell does with standard input is not an argument.
            parse(shlex.split(line.partition(" < ")[0])[1:])
        except SystemExit as end:
            if end.code:
                refused.append((name, line))
    assert refused == []
