from aiurdesk.ui.window.help_dialogs import LOG_LINES, report_text
from aiurdesk.ui.window.program_facts import facts_text


def test_a_report_without_crash_and_log_has_the_versions_and_room_for_words():
    assert report_text("", "") == f"{facts_text()}\n\nWhat I did:\n\nWhat I expected:\n"


def test_a_report_has_the_last_lines_of_the_log():
    log = "\n".join(f"line {number}" for number in range(1000))
    lines = report_text("", log).splitlines()
    assert lines[-1] == "line 999"
    assert f"line {1000 - LOG_LINES}" in lines
    assert f"line {999 - LOG_LINES}" not in lines
