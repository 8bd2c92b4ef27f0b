"""Messages that are run and expectations that are met, in the real window over the sandbox."""

from msgspec.structs import replace
from PySide6.QtWidgets import QTabBar

from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.exchange.sockets.transcript import transcript_of
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.request.conversation import (
    EVERY_FRAME,
    Capture,
    Conversation,
    FrameTest,
    ResponseTest,
    SocketMessage,
)
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.examination import Finding
from aiurdesk.storage.secrets import MemorySecrets
from aiurdesk.ui.widgets.note import Note
from tests.coroutines import until
from tests.end_to_end.window_driver import WindowDriver
from tests.transport.sockets.socket_server import a_socket_server
from tests.ui.credentials.window_steps import answer
from tests.ui.opened_window import opened_window


def rows(opened):
    """Return what the tests of the socket in front show: the word, the test, what was found."""
    model = opened.page.socket.frames_and_tests.tests.page.table.model()
    return [tuple(model.index(row, c).data() for c in range(3)) for row in range(model.rowCount())]


def tabs(opened):
    bars = opened.window.findChildren(QTabBar)
    visible_bars = [b for b in bars if b.accessibleName() == "Frames or tests" and b.isVisible()]
    return [
        bar.tabText(tab)
        for bar in visible_bars
        for tab in range(bar.count())
        if bar.isTabVisible(tab)
    ]


def state(opened):
    return opened.page.socket.bar.words


def note(opened):
    return opened.page.socket.frames_and_tests.tests.note


def mark(opened):
    """Return what says that results are older than the tests."""
    notes = opened.page.socket.frames_and_tests.findChildren(Note)
    return [note.label.plain_text() for note in notes if not note.isHidden()]


async def said(opened, text):
    opened.page.socket.message.show_content(text)
    WindowDriver(opened.window, opened.controller).press("Send message")
    table = opened.page.socket.frames.table
    await until(lambda: table.model().index(table.model().rowCount() - 1, 4).data() == text)


async def disconnected(opened):
    WindowDriver(opened.window, opened.controller).press("Disconnect")
    await until(lambda: state(opened).startswith("Closed"))
    await opened.scope.idle()


CONVERSATION = Conversation(
    messages=(SocketMessage("hello {{user}}"), SocketMessage('{"id": "{{$uuid}}"}', "json")),
    frame_count=2,
    within_ms=5000,
    frame_tests=(
        FrameTest(1, ResponseTest("text", "hello", "contains")),
        FrameTest(2, ResponseTest("value", "string", "type", "id")),
        FrameTest(EVERY_FRAME, ResponseTest("kind", "text")),
    ),
)
PASSED = [
    ("Passed", "HTTP status is 101", "101"),
    ("Passed", "2 frames within 5 s", "2 frames in"),
    ("Passed", "frame 1: text contains hello", "hello Ann"),
    ("Passed", "frame 2: value id is of type string", ""),
    ("Passed", "every frame: kind is text", "all of 2 frames"),
    ("Captured", "given from value id", ""),
]


def open_tested(opened, conversation=CONVERSATION, endpoint="code-lab.sockets.echo", **members):
    """Open the request of a socket with tests and a capture."""
    request = Request(
        opened.services.library.with_code_lab.endpoint(endpoint),
        conversation=conversation,
        tests=(ResponseTest("status", 101),),
        captures=(Capture("given", "value", "id"),),
    )
    opened.controller.workbench.open_request(replace(request, **members))


async def opened_entry(opened):
    """Return the newest entry of the history as an exchange."""
    history = opened.services.history
    every, _ = history.filter_of("")
    entries = await history.page(every, None, 10)
    while not entries:
        entries = await history.page(every, None, 10)
    return await history.exchange(entries[0].id)


def is_same(lines, expected):
    """Tell whether rows begin with what is expected of them."""
    return len(lines) == len(expected) and all(
        row[:2] == row_[:2] and row[2].startswith(row_[2])
        for row, row_ in zip(lines, expected, strict=True)
    )


async def test_messages_are_run_and_what_was_found_is_in_the_history(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.environments.set_variable("user", "Ann")
        open_tested(opened)
        assert tabs(opened) == ["Frames", "Tests"]
        # It connects first.
        driver.press("Run messages")
        await until(lambda: tabs(opened) == ["Frames", "Tests 5/5"])
        assert is_same(rows(opened), PASSED)
        assert note(opened) == "5 of 5 tests passed."
        assert state(opened).startswith("Connected")

        # The variable is there for the next message.
        given = rows(opened)[-1][2]
        opened.page.socket.message.show_content("again {{given}}")
        driver.press("Send message")
        frames = opened.page.socket.frames.table.model()
        await until(lambda: frames.rowCount() == 6)
        assert frames.index(5, 4).data() == f"again {given}"

        # Once more, from the key: what came before does not count.
        opened.act("run_messages")
        await until(lambda: rows(opened)[-1][2] not in ("", given))
        await until(lambda: note(opened) == "5 of 5 tests passed.")
        assert is_same(rows(opened), PASSED)
        await disconnected(opened)
        exchange = await opened_entry(opened)
        assert [finding.passed for finding in exchange.examination.findings] == [True] * 5
        assert [finding.variable for finding in exchange.examination.captured] == ["given"]
        assert exchange.examination.captured[0].text == rows(opened)[-1][2]
        talk = [frame.text for frame in transcript_of(exchange.outcome) if frame.kind.is_message]
        assert talk.count("hello Ann") == 4


async def test_what_is_expected_waits_until_its_time_is_over(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        # Long enough to see what is shown before it is over.
        short = replace(CONVERSATION, within_ms=2000)
        open_tested(opened, short)
        driver.press("Connect")
        await until(lambda: tabs(opened) == ["Frames", "Tests 1/6"])
        assert note(opened) == "The time begins with the first message that is sent."
        assert rows(opened)[0] == ("Passed", "HTTP status is 101", "101")
        assert {word for word, _, _ in rows(opened)[1:]} == {"Waiting"}
        await said(opened, "hello")
        await until(lambda: ("Passed", "frame 1: text contains hello", "hello") in rows(opened))
        assert ("Waiting", "2 frames within 2 s", "1 frame so far") in rows(opened)
        assert note(opened) == "Waiting for what is expected, for 2 s at most."
        await until(lambda: note(opened) == "3 of 6 tests passed.")
        assert ("Failed", "frame 2: value id is of type string", "it did not come") in rows(opened)
        assert rows(opened)[-1][:2] == ("Failed", "capture given from value id")
        # What comes too late changes nothing.
        await said(opened, '{"id": "x"}')
        assert note(opened) == "3 of 6 tests passed."
        await disconnected(opened)
        exchange = await opened_entry(opened)
        assert [finding.passed for finding in exchange.examination.all_findings].count(True) == 3


async def test_a_socket_that_only_listens_is_tested_from_its_opening_to_its_close(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        conversation = Conversation(close_code=1000)
        open_tested(opened, conversation, tests=(), captures=())
        driver.press("Connect")
        await until(lambda: tabs(opened) == ["Frames", "Tests 0/1"])
        assert rows(opened) == [("Waiting", "closed by the server with 1000", "it is open")]
        await disconnected(opened)
        assert rows(opened)[0][0] == "Failed"
        assert rows(opened)[0][2] == "the server did not close it"


async def test_nothing_is_tested_where_no_message_was_sent(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        open_tested(opened)
        driver.press("Connect")
        await until(lambda: state(opened).startswith("Connected"))
        await disconnected(opened)
        assert note(opened) == "The tests were not carried out: no message was sent."
        assert (await opened_entry(opened)).examination is None


async def test_a_refusal_is_tested_as_well(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        open_tested(
            opened, endpoint="code-lab.sockets.refused", tests=(ResponseTest("status", 200),)
        )
        driver.press("Run messages")
        await until(lambda: state(opened).startswith("Refused"))
        await opened.scope.idle()
        exchange = await opened_entry(opened)
        assert exchange.examination.findings[0] == Finding("HTTP status is 200", True, "200")
        assert exchange.examination.findings[1].passed is False
        # It is shown like any response, with its tests.
        bars = [bar for bar in opened.window.findChildren(QTabBar) if bar.isVisible()]
        titles = [bar.tabText(tab) for bar in bars for tab in range(bar.count())]
        assert "Tests 1/6" in titles


async def test_without_tests_messages_are_just_run(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        plain = Conversation(messages=(SocketMessage("one"), SocketMessage("two")))
        open_tested(opened, plain, tests=(), captures=())
        assert tabs(opened) == []
        driver.press("Run messages")
        frames = opened.page.socket.frames.table.model()
        await until(lambda: frames.rowCount() == 4)
        await disconnected(opened)
        assert (await opened_entry(opened)).examination is None


async def test_a_saved_request_among_the_messages_is_sent_with_its_tests(theme, tmp_path):
    file = tmp_path / "Status.request.toml"
    status = 'endpoint = "gateway.home.index"\ntests = [{ code = 0 }]\n'
    captures = 'captures = [{ variable = "said", value = "code" }]\n'
    file.write_text(status + captures)
    message = SocketMessage(str(tmp_path / "Status"), "request")
    conversation = Conversation(messages=(message, SocketMessage("hello")), frame_count=1)
    async with opened_window(theme, tmp_path / "profile") as opened:
        driver = WindowDriver(opened.window, opened.controller)
        open_tested(opened, conversation, tests=(), captures=())
        driver.press("Run messages")
        await until(lambda: tabs(opened) == ["Frames", "Tests 2/2"])
        assert rows(opened)[0] == ("Passed", "Status is sent", "0 Success")
        assert opened.controller.workbench.sending.environment.variables["said"] == "0"
        file.write_text(status.replace("code = 0", "code = -4"))
        driver.press("Run messages")
        await until(lambda: tabs(opened) == ["Frames", "Tests 0/2"])
        failed = ("Failed", "Status is sent", "result code is \N{MINUS SIGN}4: 0 Success")
        await until(lambda: rows(opened)[0] == failed)
        # What comes behind it is not sent.
        opened.page.socket.frames.flush()
        assert opened.page.socket.frames.table.model().rowCount() == 2
        file.unlink()
        driver.press("Run messages")
        await until(lambda: "There is no saved request" in rows(opened)[0][2])
        await disconnected(opened)


async def test_a_careful_environment_is_asked_before_each_message(theme, tmp_path):
    async def echo(socket):
        async for message in socket:
            await socket.send(message)

    async with (
        a_socket_server(echo) as url,
        opened_window(theme, tmp_path) as opened,
    ):
        driver = WindowDriver(opened.window, opened.controller)
        opened.environments.choose(Environment("Live", is_careful=True))
        request = custom_request(url.replace("http", "ws", 1))
        conversation = Conversation(messages=MESSAGES, frame_count=2)
        opened.controller.workbench.open_request(replace(request, conversation=conversation))
        driver.press("Run messages")
        await answer(opened, "Send")
        await answer(opened, "Cancel")
        await until(lambda: rows(opened)[0][0] == "Failed")
        assert rows(opened)[0][1] == "all messages are sent"
        assert rows(opened)[0][2].startswith("Message 2 was not sent.")
        await disconnected(opened)


MESSAGES = (SocketMessage("one"), SocketMessage("two"))


async def test_results_that_are_older_than_the_tests_are_marked_until_they_run_again(
    theme, tmp_path
):
    async with opened_window(theme, tmp_path) as opened:
        one = Conversation(
            messages=(SocketMessage("hello"),),
            frame_tests=(FrameTest(1, ResponseTest("text", "hello", "equals")),),
        )
        open_tested(opened, one, captures=())
        driver = WindowDriver(opened.window, opened.controller)
        # Now, because the tab of the results is called the same later.
        driver.show("Tests 2")
        driver.press("Run messages")
        await until(lambda: note(opened) == "2 of 2 tests passed.")
        assert mark(opened) == []

        # The socket stays open, and the old result stays beside the test.
        await driver.type("Frame test 1 expected", "bye")
        again = "Run the messages or connect again to carry them out."
        assert mark(opened) == [f"The tests were changed since then. {again}"]
        assert note(opened) == "2 of 2 tests passed."
        driver.press("Run messages")
        await until(lambda: note(opened) == "1 of 2 tests passed.")
        assert mark(opened) == []
        opened.page.undo_stack.undo()
        assert mark(opened) == [f"The tests were changed since then. {again}"]
        await disconnected(opened)
        driver.press("Connect")
        await until(lambda: state(opened).startswith("Connected"))
        assert mark(opened) == []


async def test_tests_that_are_added_while_the_socket_is_open_say_that_they_wait(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        open_tested(opened, Conversation(), tests=(), captures=())
        driver = WindowDriver(opened.window, opened.controller)
        driver.press("Connect")
        await until(lambda: state(opened).startswith("Connected"))
        driver.show("Tests")
        driver.press("Add frame test")
        bars = opened.window.findChildren(QTabBar)
        bar = next(b for b in bars if b.accessibleName() == "Frames or tests" and b.isVisible())
        bar.setCurrentIndex(1)
        changed = "The tests were changed since then. Connect again to carry them out."
        assert mark(opened) == [changed]
        await disconnected(opened)


async def test_a_secret_that_a_frame_test_expects_is_compared_and_shown_as_dots(theme, tmp_path):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        # Bound to another host: it is compared here, and never sent.
        await opened.services.credentials.add(
            Credential("id-work", "Work", "bearer", ("https://work.example",)),
            {"token": Secret("topsecrettoken")},
        )
        expects = ("{{secret:Work}}", "{{secret:Nobody}}")
        conversation = Conversation(
            messages=(SocketMessage("I am topsecrettoken."),),
            frame_tests=tuple(
                FrameTest(1, ResponseTest("text", text, "contains")) for text in expects
            ),
        )
        open_tested(opened, conversation, tests=(), captures=())
        WindowDriver(opened.window, opened.controller).press("Run messages")
        await until(lambda: note(opened) == "1 of 2 tests passed.")
        no_value = "I am ••••. (there is no value of {{secret:Nobody}})"
        assert rows(opened) == [
            ("Passed", "frame 1: text contains ••••", "I am ••••."),
            ("Failed", "frame 1: text contains {{secret:Nobody}}", no_value),
        ]
        await disconnected(opened)
        exchange = await opened_entry(opened)
        assert exchange.examination.findings[0].passed
        assert "topsecrettoken" not in repr(exchange)
        said = [frame.text for frame in transcript_of(exchange.outcome) if frame.kind.is_message]
        assert said == ["I am ••••."] * 2
