import pytest

from aiurdesk.importers.data_file import is_data_file, parse_data_file


@pytest.mark.parametrize(
    "text",
    [
        '[{"name": "ann"}, {"name": "bob"}]',
        " [\n {}]",
        "name,age\nann,5\n",
        '\ufeff"first name";age\r\n"ann";5\r\n',
        "name\tage\tcity\nann\t5\t\n",
        "name,note\nann,a,b\n",
    ],
)
def test_rows_of_data_are_known(text):
    assert is_data_file(text)


@pytest.mark.parametrize(
    "text",
    ["", "[1]", "[]", "{}", "name\nann\n", "Hello, world\nhow are you\n", "a,b", "a,,b\n1,,2"],
)
def test_other_texts_are_left_alone(text):
    assert not is_data_file(text)


def test_a_person_is_told_what_to_do_with_it():
    text = parse_data_file("").sentence
    assert text.startswith("This is a data file.")
    assert "aiurdesk run COLLECTION --data FILE" in text
