"""The recipe "an importer" of the README, followed in a copy of the project."""

from pathlib import Path

from tests.house.tree_copy import TreeCopy

IMPORTERS = "aiurdesk/importers/__init__.py"
LINES = '''\
"""A list of addresses, one a line, below the word ADDRESSES."""

from aiurdesk.core.request.request import NoBody, Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.importers.imported import (
    ImportedCollection,
    ImportedFolder,
    ImportedRequest,
)


def is_list(text: str) -> bool:
    """Tell whether a text is such a list."""
    return text.startswith("ADDRESSES")


def parse_list(text: str) -> ImportedCollection:
    """Return a request for each address."""
    entries = tuple(
        ImportedRequest(line, Request(Typed(line), body=NoBody()))
        for line in text.split()[1:]
    )
    return ImportedCollection(ImportedFolder("Addresses", entries))
'''


def test_a_new_importer_needs_one_file_and_one_row(copy: TreeCopy, tmp_path: Path):
    copy.write("aiurdesk/importers/address_list.py", LINES)
    curl = "from aiurdesk.importers.curl import is_curl"
    other = "from aiurdesk.importers.address_list import is_list, parse_list\n"
    copy.replace(IMPORTERS, curl, other + curl)
    row = '    Importer("a list of addresses", is_list, parse_list),\n)\n"""The first'
    copy.replace(IMPORTERS, ')\n"""The first', row)
    copy.check_recipe("an importer")

    file = tmp_path / "list.txt"
    file.write_text("ADDRESSES\nhttps://one.example/a\nhttps://two.example/\n")
    done = copy.aiurdesk(
        "import", str(file), "--into", str(tmp_path / "made"), profile=tmp_path / "profile"
    )
    assert done.returncode == 0, done.stderr
    assert "2 requests were imported" in done.stderr
    names = {path.name for path in (tmp_path / "made").glob("*.request.toml")}
    assert "https%3A%2F%2Fone.example%2Fa.request.toml" in names
