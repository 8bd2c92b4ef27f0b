import time

import pytest

from aiurdesk.core.formats.toml.toml_edit import LongTexts, edited_toml
from aiurdesk.core.formats.toml.toml_reading import read_toml
from aiurdesk.core.formats.toml.toml_text import toml_text

KNOWN = ("method", "values", "json", "tests")
LINES = '{"line": "It\'s"}\n' * 1_000


@pytest.mark.parametrize("long", [LINES, "x" * 5_000, "\\" * 5_000, "'''\n" * 2_000, 'a"' * 3_000])
def test_a_long_text_has_a_short_name_in_the_same_quotes(long):
    record = {"method": "GET", "values": [["a", long], ["b", "long text 0."]], "json": long}
    text = toml_text(record)
    texts = LongTexts(text, record, record)
    short = texts.short_text(text)
    assert len(short) < 200
    assert read_toml(short) == texts.short(record)
    assert texts.whole_text(short) == text


def test_what_is_short_stays():
    record = {"json": "a\nb", "values": [["a", "b"]]}
    texts = LongTexts(toml_text(record), record, record)
    assert texts.short(record) == record
    assert texts.short_text(toml_text(record)) == toml_text(record)


def test_a_new_long_text_takes_the_place_of_an_old_one():
    text = toml_text({"method": "GET", "json": LINES}).replace('"GET"', '"GET" # why')
    for long in (LINES.replace("line", "other"), "y" * 5_000):
        edited = edited_toml(text, {"method": "PUT", "json": long}, KNOWN)
        assert edited == toml_text({"method": "PUT", "json": long}).replace('"PUT"', '"PUT" # why')


def test_a_text_that_a_person_has_written_in_another_way_is_changed_too():
    text = f'method = "GET"\njson = """{LINES}"""\n'
    assert edited_toml(text, {"method": "PUT", "json": LINES}, KNOWN) == text.replace("GET", "PUT")


def test_a_text_that_occurs_in_another_one_is_not_taken_for_it():
    inner = "x" * 5_000
    record = {"values": [["a", inner]], "json": f'{{\n"a": "{inner}"}}'}
    text = toml_text(record)
    changed = {**record, "method": "GET"}
    assert read_toml(edited_toml(text, changed, KNOWN)) == changed


def test_a_file_with_a_body_of_megabytes_is_changed_within_seconds():
    # Each line may begin a list, and each quote may end a text: both were looked at one by one.
    body = '[\n  "It\'s",\n' * 400_000
    text = toml_text({"method": "GET", "json": body})
    began = time.process_time()
    edited = edited_toml(text, {"method": "PUT", "json": body, "tests": [{"code": 0}]}, KNOWN)
    assert time.process_time() - began < 20
    assert edited == text.replace("GET", "PUT") + "tests = [\n    { code = 0 },\n]\n"
