from aiurdesk.importers.imported import LeftOut, LeftOutList, sentences


def test_a_thing_is_listed_once_and_in_order():
    left_out = LeftOutList()
    left_out.add("the test script.", "Users/Get a user", "/item/0/event/0")
    left_out.add("the test script.", "Users/Get a user", "/item/0/event/1")
    left_out.add("the test script.", "Users/Get a user", "/item/0/event/1")
    left_out.add("-k is not known.")
    assert left_out.entries == (
        LeftOut("the test script.", "Users/Get a user", "/item/0/event/0"),
        LeftOut("the test script.", "Users/Get a user", "/item/0/event/1"),
        LeftOut("-k is not known."),
    )
    assert sentences(left_out.entries) == ("Users/Get a user: the test script.", "-k is not known.")


def test_a_name_without_an_end_does_not_fill_the_sentence():
    sentence = LeftOut("the variable " + "x" * 10_000 + ", which is off.", "y" * 10_000).sentence
    assert len(sentence) < 900
    assert sentence.endswith(", which is off.")
