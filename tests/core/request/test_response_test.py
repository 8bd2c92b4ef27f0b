from aiurdesk.core.request.response_test import texts_of


def test_the_texts_of_what_a_test_expects():
    assert list(texts_of(("a", 1, ("b", True)))) == ["a", "b"]
