import json

import pytest

from aiurdesk.core.errors import StorageError
from aiurdesk.core.exporters.exported import Exported
from aiurdesk.importers.imported import ImportedCollection
from aiurdesk.importers.postman import parse_postman
from aiurdesk.services.exports import FORMATS, export_collection, save_export, write_har
from aiurdesk.services.library import Library
from tests.core.exchange.test_exchange_text import ANSWER, INVALID_INPUT, an_exchange
from tests.ui.collections.steps import a_collection

LIBRARY = Library()


async def test_a_collection_goes_out_in_its_order_and_with_its_folders(tmp_path):
    folder = a_collection(tmp_path / "checks", "A", "inner/C", "inner/deep/D")
    (folder / "broken.request.toml").write_text("x = [")
    exported = await export_collection(folder, FORMATS["postman"], LIBRARY)
    document = json.loads(exported.text)
    inner, first = document["item"] if document["item"][0]["name"] == "inner" else (
        document["item"][1], document["item"][0])  # fmt: skip
    assert first["name"] == "A"
    assert first["request"]["url"]["raw"].startswith("https://stargate.aiursoft.com/Message/")
    assert {item["name"] for item in inner["item"]} == {"C", "deep"}
    assert any("broken.request.toml" in sentence for sentence in exported.left_out)
    assert isinstance(parse_postman(exported.text), ImportedCollection)


async def test_one_request_goes_out_alone(tmp_path):
    folder = a_collection(tmp_path / "checks", "A", "B")
    exported = await export_collection(folder / "A.request.toml", FORMATS["http"], LIBRARY)
    assert "### A\n" in exported.text
    assert "### B\n" not in exported.text
    with pytest.raises(StorageError, match="There is no folder"):
        await export_collection(tmp_path / "none", FORMATS["http"], LIBRARY)


def test_exchanges_go_out_as_an_archive(tmp_path):
    write_har(tmp_path / "sent.har", [an_exchange(ANSWER, INVALID_INPUT)])
    archive = json.loads((tmp_path / "sent.har").read_text(encoding="utf-8"))
    assert len(archive["log"]["entries"]) == 1
    with pytest.raises(StorageError):
        save_export(tmp_path / "sent.har" / "x.har", Exported(""))


@pytest.mark.parametrize("form", FORMATS)
async def test_the_notes_of_collection_and_folders_go_out_or_are_told(form, tmp_path):
    folder = a_collection(tmp_path / "checks", "A", "inner/C", "inner/deep/D")
    (folder / "collection.toml").write_text('notes = "About the checks."\n')
    (folder / "inner" / "folder.toml").write_text('notes = "About the inner ones."\n')
    exported = await export_collection(folder, FORMATS[form], LIBRARY)
    told = "\n".join(exported.left_out)
    for notes, words in (
        ("About the checks.", "checks: its notes."),
        ("About the inner ones.", "inner: its notes."),
    ):
        assert (notes in exported.text) != (words in told)
