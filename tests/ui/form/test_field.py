import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from aiurdesk.core.api.endpoint import (
    Choice,
    Location,
    NamedExample,
    Parameter,
    ParameterKind,
)
from aiurdesk.core.environments.environment import Environment, StandIn
from aiurdesk.core.request.request import FileValue
from aiurdesk.ui.form.autofill import NO_AUTOFILL, Autofill
from aiurdesk.ui.form.field import ParameterField
from aiurdesk.ui.widgets.note import WrappedLabel

K = ParameterKind


def field_of(qtbot, theme, kind: ParameterKind, standing: str = "", **more) -> ParameterField:
    location = Location.MULTIPART if kind == K.FILE else Location.FORM
    field = ParameterField(Parameter("name", kind, location, **more), theme, standing)
    qtbot.addWidget(field)
    theme.apply_to(field)
    field.show()
    return field


def line(field: ParameterField) -> QLineEdit:
    """Return the line that is entered into; of a long text there is an area instead."""
    control = field.editor.controls()[0]
    assert isinstance(control, QLineEdit)
    return control


def words(field: ParameterField) -> str:
    labels = field.findChildren(WrappedLabel)
    return "\n".join(label.text().replace("\u200b", "") for label in labels if label.isVisible())


def test_a_required_field_has_a_star_and_no_box(qtbot, theme):
    field = field_of(qtbot, theme, K.TEXT, required=True)
    assert not field.is_sent.isVisible()
    assert any(label.property("look") == "required" for label in field.findChildren(QLabel))


def test_an_optional_field_is_absent_until_something_is_entered(qtbot, theme):
    field = field_of(qtbot, theme, K.TEXT)
    assert field.value() is None
    with qtbot.waitSignal(field.changed):
        qtbot.keyClicks(line(field), "a")
    assert (field.value(), field.is_sent.isChecked()) == ("a", True)


def test_a_cleared_text_is_sent_empty_until_the_box_is_cleared_too(qtbot, theme):
    field = field_of(qtbot, theme, K.TEXT)
    field.set_value("a")
    line(field).clear()
    assert field.value() == ""
    assert "Sent as empty text" in words(field)
    with qtbot.waitSignal(field.changed):
        field.is_sent.click()
    assert field.value() is None
    assert "Sent as" not in words(field)


def test_empty_text_can_be_sent_by_ticking_the_box(qtbot, theme):
    field = field_of(qtbot, theme, K.TEXT)
    field.is_sent.click()
    assert field.value() == ""


def test_a_cleared_number_is_left_out(qtbot, theme):
    field = field_of(qtbot, theme, K.INTEGER)
    field.set_value("1")
    line(field).clear()
    assert field.value() is None


def test_an_untouched_required_field_is_not_marked_before_sending(qtbot, theme):
    field = field_of(qtbot, theme, K.INTEGER, required=True)
    assert field.problem() is None
    field.show_problem("")
    assert "is required" in str(field.problem())
    assert line(field).property("invalid") is True


def test_a_touched_required_field_is_marked_when_it_is_cleared(qtbot, theme):
    field = field_of(qtbot, theme, K.INTEGER, required=True)
    qtbot.keyClicks(line(field), "1")
    assert field.problem() is None
    line(field).clear()
    assert "is required" in str(field.problem())
    assert field.value() is None


def test_a_value_is_checked_as_it_is_typed(qtbot, theme):
    field = field_of(qtbot, theme, K.INTEGER, minimum=1, example="2")
    qtbot.keyClicks(line(field), "two")
    assert "Enter a whole number from 1 to 2147483647, such as 2." in words(field)
    assert "such as 2." in line(field).accessibleDescription()
    line(field).setText("2")
    assert field.problem() is None
    assert line(field).property("invalid") is False


def test_a_variable_without_a_value_is_a_problem(qtbot, theme):
    field = field_of(qtbot, theme, K.INTEGER)
    field.set_value("{{id}}")
    field.set_environment(Environment("Mine"))
    assert "{{id}} has no value in the environment Mine" in str(field.problem())
    assert "Sent as" not in words(field)


def test_the_value_of_a_variable_is_shown_and_checked(qtbot, theme):
    field = field_of(qtbot, theme, K.INTEGER)
    field.set_value("{{id}}")
    field.set_environment(Environment("Mine", variables={"id": "7"}))
    assert field.problem() is None
    assert "Sent as 7" in words(field)
    field.set_environment(Environment("Mine", variables={"id": "seven"}))
    assert "such as" in str(field.problem())
    # What is known only when it is sent cannot be checked before.
    field.set_environment(Environment("Mine", variables={"id": StandIn("«id»")}))
    assert field.problem() is None


def test_the_wire_format_is_shown_where_it_differs(qtbot, theme):
    field = field_of(qtbot, theme, K.DATETIME)
    field.set_value("2026-11-24 10:11+02:00")
    assert "Sent as 2026-11-24T08:11:00Z" in words(field)
    field.set_value("2026-11-24T08:11:00Z")
    assert "Sent as" not in words(field)


def test_a_list_and_a_file_say_how_they_are_sent(qtbot, theme, tmp_path):
    many = field_of(qtbot, theme, K.LIST)
    many.set_value(("a",))
    assert "Sent as" not in words(many)
    file = field_of(qtbot, theme, K.FILE)
    file.set_value(FileValue(str(tmp_path / "x"), "y.png", "image/png"))
    assert "Sent as y.png, image/png" in words(file)
    assert "This file does not exist" in words(file)


def test_a_secret_is_not_repeated_in_the_help(qtbot, theme):
    field = field_of(qtbot, theme, K.SECRET)
    field.set_value(" hidden text")
    assert "hidden" not in words(field)
    assert "hidden" not in line(field).accessibleDescription()


def test_description_default_and_choice_are_shown_under_the_field(qtbot, theme):
    field = field_of(
        qtbot, theme, K.CHOICE, description="How bad it is.", default="2",
        choices=(Choice("2", "Warning"),),
    )  # fmt: skip
    assert words(field) == "How bad it is.\nDefault Warning"
    assert words(field_of(qtbot, theme, K.TEXT)) == ""


def test_the_words_of_the_server_stay_until_the_value_changes(qtbot, theme):
    field = field_of(qtbot, theme, K.INTEGER)
    field.set_value("2")
    field.show_server_texts(("name is not valid.", "Again."))
    assert "The server said: “name is not valid.” “Again.”" in words(field)
    assert line(field).property("invalid") is True
    qtbot.keyClicks(line(field), "3")
    assert "The server said" not in words(field)
    assert line(field).property("invalid") is False


def test_an_error_of_sending_disappears_with_the_next_edit(qtbot, theme):
    field = field_of(qtbot, theme, K.TEXT)
    field.show_problem("Something that only sending knows.")
    assert str(field.problem()) == "Something that only sending knows."
    qtbot.keyClicks(line(field), "a")
    assert field.problem() is None


def test_a_standing_problem_stays(qtbot, theme):
    field = field_of(qtbot, theme, K.TEXT, standing="There is no such parameter.")
    qtbot.keyClicks(line(field), "a")
    assert str(field.problem()) == "There is no such parameter."


@pytest.mark.parametrize("width", [None, 40, 400])
def test_a_name_stands_beside_or_above_its_editor(qtbot, theme, width):
    field = field_of(qtbot, theme, K.TEXT)
    field.set_name_width(width)
    field.resize(500, 80)
    editor, label = field.editor.geometry(), field.findChildren(QLabel)[0]
    corner = label.mapTo(field, label.rect().topLeft())
    assert (editor.left() > corner.x()) == (width is not None)
    assert label.wordWrap() == (width == 40)
    assert field.name_width() < 200
    assert label.buddy() is field.editor.controls()[0]


def test_tab_stops_at_box_editor_and_button(qtbot, theme):
    field = field_of(qtbot, theme, K.SECRET)
    assert field.stops()[:2] == [field.is_sent, line(field)]
    assert len(field.stops()) == 3


FILLED = Autofill(
    "from credential my-app", "Filled in when sent.", "Yours is sent.", is_enough=True
)


def is_starred(field: ParameterField) -> bool:
    labels = field.findChildren(QLabel)
    return any(label.isVisible() and label.property("look") == "required" for label in labels)


def test_a_required_field_that_a_credential_fills_is_not_required(qtbot, theme):
    field = field_of(qtbot, theme, K.SECRET, required=True)
    field.set_autofill(FILLED)
    assert line(field).placeholderText() == "from credential my-app"
    assert "Filled in when sent." in words(field)
    assert "Filled in when sent." in line(field).accessibleDescription()
    assert not is_starred(field)
    field.show_problem("")
    assert (field.value(), field.problem()) == (None, None)


def test_a_typed_value_wins_and_clearing_returns_to_the_credential(qtbot, theme):
    field = field_of(qtbot, theme, K.SECRET, required=False)
    field.set_autofill(FILLED)
    qtbot.keyClicks(line(field), "mine")
    assert (field.value(), words(field)) == ("mine", "Yours is sent.")
    line(field).clear()
    assert (field.value(), words(field)) == (None, "Filled in when sent.")


def test_a_field_without_its_credential_is_required_and_offers_to_choose_one(qtbot, theme):
    field = field_of(qtbot, theme, K.SECRET, required=True)
    field.set_autofill(Autofill(words="None is chosen.", offer="Choose credential"))
    assert is_starred(field)
    with qtbot.waitSignal(field.offer_taken):
        field.findChildren(QPushButton)[0].click()
    field.set_autofill(NO_AUTOFILL)
    assert words(field) == ""


def example_button(field: ParameterField) -> QPushButton:
    return next(b for b in field.findChildren(QPushButton) if b.text() == "Use example")


def test_the_example_is_filled_in_at_a_click(qtbot, theme):
    field = field_of(qtbot, theme, K.INTEGER, example="2")
    button = example_button(field)
    assert button.accessibleName() == "Use example for name"
    with qtbot.waitSignal(field.changed):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert field.value() == "2"
    assert line(field).text() == line(field).selectedText() == "2"  # typing replaces it
    assert not button.isVisible()
    qtbot.keyClicks(line(field), "x")
    assert button.isVisible()


def test_the_example_of_a_list_is_an_item(qtbot, theme):
    field = field_of(qtbot, theme, K.LIST, example="one")
    example_button(field).click()
    assert field.value() == ("one",)


@pytest.mark.parametrize("kind", [kind for kind in K if not kind.traits.is_file])
def test_the_example_of_a_kind_can_be_sent(qtbot, theme, kind):
    field = field_of(qtbot, theme, kind, example=kind.traits.example)
    example_button(field).click()
    assert field.problem() is None
    assert field.value() is not None


def test_a_file_outside_the_collection_is_told(qtbot, theme, tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "collection.toml").write_text("")
    field = ParameterField(Parameter("file", ParameterKind.FILE, Location.MULTIPART), theme)
    qtbot.addWidget(field)
    field.set_folder(str(mine))
    line = field.editor.findChild(QLineEdit)
    assert line is not None
    line.setText(str(tmp_path / "out.png"))
    assert "outside the collection" in line.accessibleDescription()
    line.setText(str(mine / "in.png"))
    assert "outside the collection" not in line.accessibleDescription()


def test_an_example_that_would_be_a_variable_in_the_field_cannot_be_filled_in(qtbot, theme):
    field = field_of(qtbot, theme, K.TEXT, example="{{env:TOKEN}}")
    assert "Use example" not in [button.text() for button in field.findChildren(QPushButton)]
    example_button(field_of(qtbot, theme, K.TEXT, example="{env:TOKEN}")).click()


def test_the_example_of_a_json_body_is_its_text_also_where_that_has_braces(qtbot, theme):
    field = field_of(qtbot, theme, K.JSON, example='{"a": "{{env:TOKEN}}", "b": "{}"}')
    example_button(field).click()
    assert field.value() == '{"a": "{\\u007benv:TOKEN}}", "b": "{}"}'


def test_help_of_a_description_has_no_tags_and_marks(qtbot, theme):
    words_of_it = "The **name** of the <b>lamp</b>.<br>See `GET /lamps`."
    field = field_of(qtbot, theme, K.TEXT, description=words_of_it)
    assert "The name of the lamp.\n\nSee GET /lamps." in words(field)
    plain = field_of(qtbot, theme, K.TEXT, description="Such as a*b, <id> or x_y_z.")
    assert "Such as a*b, <id> or x_y_z." in words(plain)


def test_each_of_several_examples_can_be_used(qtbot, theme):
    examples = (
        NamedExample("Red & blue", "red"),
        NamedExample("Green", "green"),
        # A stranger's text must not name variables of the process.
        NamedExample("Secret", "{{env:HOME}}"),
    )
    field = field_of(qtbot, theme, K.TEXT, example="red", examples=examples)
    (button,) = (b for b in field.findChildren(QPushButton) if b.text() == "Use example")
    red, green = button.menu().actions()
    assert (red.text(), green.text()) == ("Red && blue", "Green")
    red.trigger()
    assert field.value() == "red"
    green.trigger()
    assert field.value() == "green"
