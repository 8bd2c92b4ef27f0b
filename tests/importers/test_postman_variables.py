from aiurdesk.importers.imported_collection import ImportedVariable
from aiurdesk.importers.item_reading import ItemReading
from aiurdesk.importers.json_document import JsonObject
from aiurdesk.importers.left_out import LeftOutList
from aiurdesk.importers.postman_variables import read_variables


def read(*rows):
    left_out = LeftOutList()
    holder = JsonObject({"variable": list(rows)})
    reading = ItemReading("Shop", left_out)
    variables = read_variables(holder.objects("variable"), reading)
    reading.note_unread(holder)
    return variables, [(entry.source, entry.words) for entry in left_out.entries]


def test_variables_have_a_key_or_an_id_and_any_value():
    rows = ({"key": "a", "value": 1.50, "type": "any"}, {"id": "b", "value": True}, {"key": "c"})
    assert read(*rows) == (
        (ImportedVariable("a", "1.5"), ImportedVariable("b", "true"), ImportedVariable("c")),
        [],
    )


def test_a_variable_of_the_secret_type_is_a_secret():
    (variable,), _ = read({"key": "a", "value": "x", "type": "secret"})
    assert variable == ImportedVariable("a", "x", is_secret=True)


def test_what_is_switched_off_or_cannot_be_here_is_listed():
    variables, left_out = read(
        {"key": "a", "value": "1", "disabled": True},
        {"key": "b", "value": "2", "enabled": False},
        {"key": "c d", "value": "3"},
        {"key": "e", "value": {"f": 1}, "description": "Of e."},
        {"key": "g", "value": "4"},
        {"key": "g", "value": "5"},
    )
    assert variables == (ImportedVariable("e"), ImportedVariable("g", "5"))
    assert left_out == [
        ("/variable/0", "the variable a, which is switched off."),
        ("/variable/1", "the variable b, which is switched off."),
        ("/variable/2", "the variable 'c d', whose name is not possible here."),
        ("/variable/3/description", "the description of the variable e."),
        ("/variable/4", "an earlier value of the variable g."),
        ("/variable/3/value", '"variable/3/value", which has no counterpart here.'),
    ]
