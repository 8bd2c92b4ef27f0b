from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QToolTip

from aiurdesk.core.variables.environment import Environment
from aiurdesk.ui.environments.variable_completion import show_tip, tip_lines

ENVIRONMENT = Environment("Mine", variables={"a": "1 <b>", **{f"v{n}": "x" for n in range(20)}})


def test_the_values_are_said_in_fields_of_one_and_of_several_lines(qtbot):
    line, area, label = QLineEdit("x{{a}}{{b}}"), QPlainTextEdit("\n{{a}}"), QLabel("{{a}}")
    for widget in (line, area, label):
        qtbot.addWidget(widget)
    first, second = tip_lines(line, ENVIRONMENT)
    assert first == "{{a}}: 1 <b>"
    assert second.startswith("{{b}}: {{b}} has no value")
    assert tip_lines(area.viewport(), ENVIRONMENT) == tip_lines(area, ENVIRONMENT) == (first,)
    assert tip_lines(label, ENVIRONMENT) == ()
    line.setText("".join(f"{{{{v{n}}}}}" for n in range(20)))
    assert tip_lines(line, ENVIRONMENT)[-1] == "and 8 more"


def test_a_tip_is_shown_where_there_is_a_variable(qtbot):
    line = QLineEdit("{{a}}")
    qtbot.addWidget(line)
    line.show()
    assert show_tip(line, QPoint(1, 1), ENVIRONMENT)
    # Escaped, as Qt takes the text for HTML: else the person would see "{{a}}: 1".
    qtbot.waitUntil(lambda: "{{a}}: 1 &lt;b&gt;" in QToolTip.text())
    line.setText("a")
    assert not show_tip(line, QPoint(1, 1), ENVIRONMENT)
    QToolTip.hideText()
