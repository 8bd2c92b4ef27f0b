from aiurdesk.importers.item_reading import ItemReading
from aiurdesk.importers.json_document import JsonObject
from aiurdesk.importers.left_out import LeftOutList
from aiurdesk.importers.postman_examples import read_examples


def read(*examples):
    left_out = LeftOutList()
    item = JsonObject({"response": list(examples)})
    text = read_examples(item, ItemReading("A", left_out))
    assert item.take_unread() == ()
    return text, left_out.entries


def test_answers_stand_in_the_notes_and_the_rest_is_listed():
    text, left_out = read(
        {"name": "Good", "code": 200, "status": "OK", "body": "{}", "header": [{"key": "A"}]},
        {"name": "Long", "code": 500, "body": "x" * 5_000},
        {"body": "```"},
    )
    assert text == (
        "**Good**: 200 OK\n\n```\n{}\n```\n\n**Long**: 500\n\n**Example**\n\n````\n```\n````"
    )
    ((words, source),) = [(entry.words, entry.source) for entry in left_out]
    assert words.startswith("requests and headers of 3 saved examples")
    assert source == "/response"


def test_without_examples_there_is_nothing():
    assert read() == ("", ())
