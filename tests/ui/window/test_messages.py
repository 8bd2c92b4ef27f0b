import logging

from aiurdesk.ui.window.messages import mishap


def test_a_mishap_names_the_log_file_and_is_logged(caplog):
    with caplog.at_level(logging.ERROR):
        message = mishap(ValueError("broken"), "In the window", "/tmp/aiurdesk.log")
    assert "/tmp/aiurdesk.log" in message.text
    assert "Traceback" not in message.text
    assert "broken" in caplog.text
