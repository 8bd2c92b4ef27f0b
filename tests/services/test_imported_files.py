import json
from pathlib import Path

import pytest
from hypothesis import given

from aiurdesk.core.collection.environment_file import parse_environment
from aiurdesk.core.collection.folder_file import parse_folder
from aiurdesk.core.collection.request_file import parse_request
from aiurdesk.importers.imported_request import ImportMistake
from aiurdesk.importers.left_out import sentences
from aiurdesk.services import imported_files as module
from aiurdesk.services.imported_files import ImportedFiles, imported_files
from tests.corpora import corpus
from tests.postman_documents import postman_collections

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
KEY, OTHER = "ghp_" + "a1B2" * 8, "npm_" + "c3D4" * 8


@pytest.fixture
def imported(tmp_path):
    """Return what is written for items and further members of a collection."""

    def files_of(items, **members):
        file = tmp_path / "x.json"
        document = {"info": {"name": "X", "schema": SCHEMA}, "item": items, **members}
        file.write_text(json.dumps(document))
        made = imported_files(str(file), "X")
        assert isinstance(made, ImportedFiles)
        return made

    return files_of


def check_readable(made: ImportedFiles) -> None:
    """Read all files back; a reader raises for one that it does not understand."""
    for path, text in made.files:
        if path.endswith(".request.toml"):
            parse_request(text)
        elif path.startswith("environments/"):
            parse_environment("A", text)
        else:
            parse_folder(text)


@given(postman_collections())
def test_whatever_is_written_can_be_read_again(document):
    folder = Path(__file__).parent
    assert isinstance(document, dict)
    made = module.files_of_text(json.dumps(document), folder / "x.json", "X")
    if isinstance(made, ImportedFiles):
        check_readable(made)
        assert made.request_count == sum(path.endswith(".request.toml") for path, _ in made.files)
    else:
        assert "has no list of requests" in made.text


@pytest.mark.skipif(not corpus("postman"), reason="has no collections of others")
@pytest.mark.parametrize("kind", ["postman", "curl"])
def test_real_files_can_be_read_again(kind):
    count = 0
    for file in corpus(kind):
        made = imported_files(str(file), "X")
        if isinstance(made, ImportedFiles):
            check_readable(made)
            count += made.request_count
    assert count > 0
