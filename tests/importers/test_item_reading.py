from aiurdesk.importers.item_reading import ItemReading, description_of, is_off
from aiurdesk.importers.json_document import JsonObject
from aiurdesk.importers.left_out import LeftOut, LeftOutList


def test_dynamic_variables_get_their_names_here():
    left_out = LeftOutList()
    reading = ItemReading("A", left_out)
    assert reading.value("{{$guid}} {{ $randomUUID }} {{a}}", "/x") == "{{$uuid}} {{$uuid}} {{a}}"
    assert not left_out.entries
    assert reading.value("{{$randomCity}}", "/x") == "{{$randomCity}}"
    words = "there is no variable $randomCity. Write a value."
    assert left_out.entries == (LeftOut(words, "A", "/x"),)


def test_a_description_is_a_text_or_an_object():
    assert description_of(JsonObject({"description": " a "})) == "a"
    holder = JsonObject({"description": {"content": "a", "type": "text/markdown", "version": "1"}})
    assert description_of(holder) == "a"
    assert holder.take_unread() == ("/description/version",)


def test_notes_hold_each_description_once():
    reading = ItemReading("A", LeftOutList())
    reading.describe("Query", "q", JsonObject({"description": "One\ntwo."}))
    reading.describe("Query", "r", JsonObject({}))
    assert reading.notes("a", "", "a") == "a\n\n**Query**\n\n- `q`: One\n  two."


def test_rows_are_switched_off_in_two_ways():
    rows = [{"disabled": True}, {"enabled": False}, {"disabled": False}, {"enabled": True}, {}]
    objects = [JsonObject(row) for row in rows]
    assert [is_off(row) for row in objects] == [True, True, False, False, False]
    assert [row.take_unread() for row in objects] == [()] * 5
