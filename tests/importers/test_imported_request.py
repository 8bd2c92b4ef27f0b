from aiurdesk.core.addresses.custom_url import custom_request
from aiurdesk.importers.imported_request import ImportedRequest, ImportMistake


def test_nothing_is_left_out_and_nothing_offered_unless_an_importer_says_so():
    imported = ImportedRequest(custom_request("https://h/"))
    assert (imported.left_out, imported.offered) == ((), None)
    assert ImportMistake("Copy all of it.").text == "Copy all of it."
