from aiurdesk.services.sending.given_variables import ProcessVariables


def test_what_was_taken_is_not_inherited_and_still_known():
    inherited = {"TOKEN": "marked", "HOME": "/home/ann"}
    variables = ProcessVariables(inherited)
    assert [variables.take("TOKEN"), variables.take("TOKEN"), variables.value("TOKEN")] == [
        "marked"
    ] * 3
    assert inherited == {"HOME": "/home/ann"}
    assert variables.value("HOME") == "/home/ann"
    assert variables.take("NONE") is None
    assert variables.value("NONE") is None


def test_a_variable_that_is_set_again_has_its_new_value():
    inherited = {"TOKEN": "old"}
    variables = ProcessVariables(inherited)
    variables.take("TOKEN")
    inherited["TOKEN"] = "new"
    assert (variables.value("TOKEN"), variables.take("TOKEN")) == ("new", "new")
