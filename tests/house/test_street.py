"""The README lists the modules to read to follow a request. The lists are short and correct."""

import re

import grimp
import pytest

from tests.house.test_layout import PACKAGE, ROOT

MOST_MODULES = 18
_IMPORTED_LATE = {
    "aiurdesk.cli.commands.send": "aiurdesk.cli.main",
    "aiurdesk.ui.response.verdict_banner": "aiurdesk.ui.response.response_pane",
    "aiurdesk.services.history": "aiurdesk.services.send_pipeline",
}
"""Module → the module that uses it, where the import graph does not show it, because ``importlib``
or ``ui/late_imports.py`` does the import, or ``assembly.py`` passes a function of it."""
_BEGINNINGS = {
    "window": "From **Send** in the window to the banner:",
    "command line": "From `aiurdesk send` to the exit status:",
    "socket": "From **Connect** in the window to the open socket:",
    "frame": "From a frame to its row and its tests:",
    "end of a socket": "From the end of a socket to the history:",
}


def listed(title: str) -> list[str]:
    """Return the files of a list in the README, in order, without the folder of the program."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    rest = text.split(_BEGINNINGS[title], 1)[1].lstrip("\n")
    entries = rest.split("\n\n", 1)[0].splitlines()
    numbered = [re.fullmatch(r"(\d+)\. `([^`]+)`: .+", entry) for entry in entries]
    assert all(numbered), entries
    assert [int(found[1]) for found in numbered if found] == list(range(1, len(entries) + 1))
    return [found[2] for found in numbered if found]


def module_of(name: str) -> str:
    """Return the module of a file."""
    return ".".join(("aiurdesk", *name.removesuffix(".py").split("/")))


@pytest.mark.parametrize("title", _BEGINNINGS)
def test_the_list_has_few_modules_that_exist(title):
    names = listed(title)
    assert [name for name in names if not (PACKAGE / name).is_file()] == []
    assert len(set(names)) == len(names) <= MOST_MODULES


@pytest.mark.parametrize("title", _BEGINNINGS)
def test_each_module_is_imported_by_one_further_up(title):
    graph = grimp.build_graph("aiurdesk", exclude_type_checking_imports=False, cache_dir=None)
    first, *others = [module_of(name) for name in listed(title)]
    read, unconnected = {first}, []
    for module in others:
        importers = {
            *graph.find_modules_that_directly_import(module),
            _IMPORTED_LATE.get(module, module),
        }
        if not importers & read:
            unconnected.append(module)
        read.add(module)
    assert unconnected == []
