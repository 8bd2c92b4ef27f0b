from aiurdesk.importers.imported_request import ImportedRequest, ImportMistake
from aiurdesk.services.importing import import_text, import_words


def test_a_text_of_no_known_format_is_left_alone():
    assert import_text("https://example.com/") is None


def test_what_was_left_out_is_said_line_by_line():
    imported = import_text("curl -k --weather https://example.com/")
    assert isinstance(imported, ImportedRequest)
    assert import_words(imported) == (
        "Not everything was taken over:\n"
        "--insecure: certificates are always verified; trust the one of the server instead.\n"
        "--weather is not known here and was left out."
    )
    plain = import_text("curl https://example.com/")
    assert isinstance(plain, ImportedRequest)
    assert import_words(plain) == ""


def test_an_unfinished_command_is_a_mistake():
    assert isinstance(import_text("curl 'x"), ImportMistake)
