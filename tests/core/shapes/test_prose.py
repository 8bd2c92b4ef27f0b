from aiurdesk.core.shapes.sentences import (
    before_colon,
    labelled,
    lines_of_fields,
    located,
    missing_name,
    pretty,
    subject,
)


def test_places_before_sentences_are_read():
    text = "body/email Invalid, sorry, body/items/1/name must be longer, querystring must be text"
    assert list(located(text)) == [
        ("body/email", "Invalid, sorry"),
        ("body/items/1/name", "must be longer"),
        ("querystring", "must be text"),
    ]
    assert list(located("Body is not valid")) == []
    assert list(located("path is too long")) == []


def test_lists_written_for_people_are_read():
    of_zod = "✖ Invalid email\n  → at email\n✖ Too small\n  → at items[1].name\n✖ Unknown key"
    assert list(pretty(of_zod)) == [
        ("email", "Invalid email"), ("items[1].name", "Too small"), ("", "Unknown key"),
    ]  # fmt: skip
    of_pydantic = (
        "2 validation errors for Order\nemail\n  Field required [type=missing, input_value={}]\n"
        "    For further information visit https://x\nitems.0.name\n  Too short"
    )
    assert list(pretty(of_pydantic)) == [("email", "Field required"), ("items.0.name", "Too short")]
    assert list(pretty("Two errors\nemail\n  Too short")) == []


def test_the_subject_of_a_sentence_may_be_a_field():
    assert subject("items.1.name must be longer") == "items.1.name"
    assert subject("each value in tags must be a string") == "tags"
    assert subject("property admin should not exist") == "admin"
    assert subject("Something went wrong") == ""


def test_labels_are_read_where_each_sentence_has_one():
    text = '"email" is required. "items[1].qty" must be a number'
    assert list(labelled(text)) == [
        ("email", '"email" is required'),
        ("items[1].qty", '"items[1].qty" must be a number'),
    ]
    assert list(labelled('"email" fails', are_sure=True)) == [("email", '"email" fails')]
    assert list(labelled('"A long title" is a book')) == []
    assert list(labelled('"email" is required. Try again')) == [
        ("email", '"email" is required. Try again')
    ]


def test_lines_that_each_begin_with_a_field_are_a_list():
    assert lines_of_fields("email must be text\nitems[0].qty must be 1") == [
        "email must be text", "items[0].qty must be 1",
    ]  # fmt: skip
    assert lines_of_fields("email must be text\nSorry.") == []
    assert lines_of_fields("email must be text") == []


def test_a_place_before_a_colon_is_read():
    assert before_colon("order.email: must be an address") == ("order.email", "must be an address")
    assert before_colon("no place: here") is None


def test_the_name_of_what_is_missing_is_read():
    assert missing_name("must have required property 'email'") == "email"
    assert missing_name("'email' is a required property") == "email"
    assert missing_name("email is required") == ""
