from aiurdesk.core.request.conversation import ResponseTest, resolved_test, texts_of


def test_the_texts_of_what_a_test_expects():
    assert list(texts_of(("a", 1, ("b", True)))) == ["a", "b"]


def test_variables_are_resolved_in_what_is_expected_and_lists_of_it():
    test = ResponseTest("code", ("{{first}}", 2, ("x{{second}}",)))
    resolved = resolved_test(test, {"first": "1", "second": "y"})
    assert resolved.expected == ("1", 2, ("xy",))


def test_a_variable_without_a_value_stays_as_it_is():
    test = ResponseTest("value", "{{missing}}", "equals", "name")
    assert resolved_test(test, {}) == test
