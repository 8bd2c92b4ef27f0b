from aiurdesk.ui.keys.key_row import KeyRow


def test_the_name_in_a_sentence_has_no_dots():
    assert KeyRow("save_as", "Save as…").name == "Save as"
    assert KeyRow("save", "Save").name == "Save"
