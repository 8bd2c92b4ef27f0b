"""Every fix button of every verdict does what it says, in the real window.

The verdicts are about all endpoints of the code lab, and about all recorded responses.
Each button is pressed once, on a response of a known service and on one of another host.
"""

import asyncio
from collections.abc import Callable, Iterable

import pytest
from msgspec.structs import replace
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QLabel,
    QPushButton,
    QTabBar,
    QWidget,
)

from aiurdesk.core.api.endpoint import Endpoint, Returns
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.problem import Fix
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.typed import Typed
from aiurdesk.ui.response.dialect_edge import DialectEdge, DialectOffer
from aiurdesk.ui.widgets.throttle import CountdownButton
from tests.end_to_end.test_recorded_responses import (
    SERVICES,
    endpoint_of,
    judged,
    recorded_responses,
    service_of,
)
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.opened_window import Opened, opened_window

LIMITS = Limits(body_bytes=2 * 2**20, redirects=5)
IMPATIENT = replace(LIMITS, read_s=0.3)
"""For the two endpoints that respond late or never. Others may take longer on a busy machine."""
LATE = {"code-lab.noanswer.hang", "code-lab.noanswer.slow"}
CODE_LAB = {
    (): (
        "broken.binary codes.hasdonealready codes.mismatch codes.notenoughresources "
        "codes.notfound codes.requireattention codes.success statuses.limited statuses.notfound "
        "unexpected.anycode"
    ),
    ("Choose POST",): "statuses.methodnotallowed",
    ("Choose credential",): (
        "codes.unauthorized codes.wrongkey sockets.refused sockets.refusedwithoutenvelope "
        "statuses.signedout statuses.unauthorized"
    ),
    ("Copy report",): "codes.unknownerror noanswer.redirectloop noanswer.redirecttohttp",
    ("Copy report", "Resend"): "codes.timeout noanswer.badgzip noanswer.cutoff",
    ("Copy report", "Resend", "Show the text"): "broken.truncated statuses.servererror",
    ("Copy report", "Show headers"): "broken.empty",
    ("Copy report", "Show the text"): (
        "broken.byteordermark broken.codeisfraction broken.codeishuge broken.codeisnull "
        "broken.codeistext broken.duplicatecode broken.invalidutf8 broken.messageisnull "
        "broken.messageisnumber broken.nomessage broken.toodeep broken.twovalues "
        "unexpected.minusnine unexpected.minusninehundredninetynine unexpected.seven"
    ),
    ("Go to ChannelId", "Go to Name"): "codes.invalidinput",
    ("Raise the limits",): "noanswer.endless noanswer.gzipbomb noanswer.huge",
    ("Raise the limits", "Resend"): "noanswer.hang noanswer.slow",
    ("Resend in 5 s",): "codes.pending",
    ("Resend in 60 s",): "statuses.toomanyrequests",
    ("Show headers",): "sockets.refusedwithredirect",
    ("Show the text",): (
        "broken.array broken.html broken.htmlwithouttype broken.nocode broken.notjson "
        "broken.null broken.text statuses.signinpage"
    ),
}
"""Buttons in the window → the endpoints of the code lab that have them. Sockets that open and
streams have no verdict as a whole; ``test_sockets`` and ``test_streams`` connect to them."""


class FrontResponse:
    """The window with one response in front."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.driver = WindowDriver(opened.window, opened.controller)

    def buttons(self) -> tuple[str, ...]:
        """Return the texts of the fix buttons."""
        banner = self.driver.find(QWidget, "Verdict")
        visible = (one for one in banner.findChildren(QPushButton) if one.isVisible())
        # The dialect is chosen, and explained, beside them.
        fixes = (
            one
            for one in visible
            if not (one.isCheckable() or isinstance(one.parent(), DialectEdge | DialectOffer))
        )
        return tuple(sorted(button.accessibleName() or button.text() for button in fixes))

    def views(self) -> QTabBar:
        return self.driver.find(QTabBar, "Response views")

    def view(self) -> str:
        """Return the title of the response view in front."""
        return self.views().tabText(self.views().currentIndex()).split(" ")[0]

    def dialogs(self) -> list[QDialog]:
        return [one for one in self.opened.window.findChildren(QDialog) if one.isVisible()]

    def counting(self) -> list[CountdownButton]:
        return [b for b in self.opened.page.findChildren(CountdownButton) if b.is_counting()]

    def refusals(self) -> list[str]:
        """Return what is said about a request that was not sent."""
        return [
            label.text()
            for label in self.opened.page.findChildren(QLabel, "refusal_text")
            if label.isVisible()
        ]

    def keyboard(self) -> str:
        """Return the accessible name of what has the keyboard in the dialog, or in the window."""
        windows = (*self.dialogs(), self.opened.window)
        focused = windows[0].focusWidget()
        return "" if focused is None else focused.accessibleName()

    def method(self) -> str:
        """Return the method beside the address."""
        if self.driver.has(QComboBox, "Method"):
            return self.driver.find(QComboBox, "Method").currentText()
        return str(self.opened.find("only_method", QLabel).text())

    def messages(self) -> list[str]:
        return [message.text for message in self.opened.window.message_bar.messages]

    def close_all(self) -> None:
        workbench = self.opened.controller.workbench
        for opened_request in workbench.open_requests:
            workbench.close(opened_request.key)

    def clean_up(self) -> None:
        """Close what a button has opened."""
        for dialog in self.dialogs():
            dialog.reject()
        self.opened.window.credentials.box.hidePopup()
        for button in self.counting():
            button.stop()


def is_sent_again(front: FrontResponse, before: Exchange) -> bool:
    """Tell whether there is another response, or the reason why the request was not sent."""
    current = front.opened.exchange(front.opened.current.key)
    return current is not before or bool(front.refusals())


def is_judged_again(front: FrontResponse, before: Exchange) -> bool:
    current = front.opened.exchange(front.opened.current.key)
    return current.verdict.severity is not before.verdict.severity


def is_counting(front: FrontResponse, text: str) -> bool:
    wait = text.removeprefix("Resend in ")
    return [b.text() for b in front.counting()] == [f"Resending in {wait} · Cancel"]


def focuses_limit(front: FrontResponse, before: Exchange) -> bool:
    name = "Largest response" if "large" in before.verdict.headline else "Read timeout"
    return bool(front.dialogs()) and front.keyboard() == name


def opens_token_request(front: FrontResponse) -> bool:
    return "token.gettoken" in str(front.opened.current.request.endpoint.id)


def report_in_clipboard() -> bool:
    return "Response\n\n" in QGuiApplication.clipboard().text()


EFFECTS: dict[str, Callable[[FrontResponse, Exchange], bool]] = {
    "Choose POST": lambda front, _: front.method() == "POST",
    "Choose credential": lambda front, _: front.opened.window.credentials.box.view().isVisible(),
    "Copy report": lambda *_: report_in_clipboard(),
    "Get a site token": lambda front, _: opens_token_request(front),
    "Go to the address": lambda front, _: front.keyboard() == "Address",
    "Go to the form": lambda front, before: (
        front.keyboard() in [parameter.name for parameter in before.request.endpoint.parameters]
    ),
    "Open this socket": lambda front, _: front.opened.current.request.endpoint.is_websocket,
    "Raise the limits": focuses_limit,
    "Renew token and resend": is_sent_again,
    "Resend": is_sent_again,
    "Resend in 5 s": lambda front, _: is_counting(front, "Resend in 5 s"),
    "Resend in 60 s": lambda front, _: is_counting(front, "Resend in 60 s"),
    "Show headers": lambda front, _: front.view() == "Headers",
    "Show the text": lambda front, _: front.view() == "Text",
    "Teach what this means": lambda front, _: bool(front.dialogs()),
    "That is no failure here": lambda front, before: is_judged_again(front, before),
    "Sign in": lambda front, _: "igned in" in "".join(front.messages()),
}
"""Text of a button → whether it has done what it says."""


def effect_of(text: str) -> Callable[[FrontResponse, Exchange], bool]:
    """Return how to see that a button has acted; "Go to X" gives the keyboard to X."""
    name = text.removeprefix("Go to ")
    return EFFECTS.get(text) or (lambda front, _: front.keyboard() == name)


async def press_each(
    front: FrontResponse, texts: Iterable[str], show: Callable[[], object]
) -> None:
    """Press the buttons of the response in front.

    Args:
        show: Shows the response in a new tab, after a button that led elsewhere.
    """
    for text in texts:
        if front.opened.current is None or text not in front.buttons():
            show()
            await front.opened.scope.idle()
        exchange = front.opened.exchange(front.opened.current.key)
        front.driver.show("Timing")
        is_socket = front.opened.current.request.endpoint.is_websocket
        front.driver.find(QPushButton, "Connect" if is_socket else "Send").setFocus()
        QGuiApplication.clipboard().clear()
        front.opened.window.message_bar.dismiss()
        has_acted = effect_of(text)
        where = f"{text} on {exchange.request.endpoint.id}: {exchange.verdict.headline}"
        assert not has_acted(front, exchange), where
        front.driver.press(text)
        for _ in range(4000):
            if has_acted(front, exchange):
                break
            await asyncio.sleep(0.005)
        assert has_acted(front, exchange), where
        front.clean_up()
        await front.opened.scope.idle()
        if front.opened.exchange(front.opened.current.key) is not exchange:
            front.close_all()
    front.close_all()


@pytest.mark.limit_s(300)
async def test_every_button_of_the_code_lab_does_what_it_says(theme, tmp_path, caplog):
    failures: dict[tuple[str, ...], set[str]] = {}
    async with opened_window(theme, tmp_path) as opened:
        front = FrontResponse(opened)
        sending = opened.controller.workbench.sending

        def send(endpoint_id: str) -> None:
            sending.limits = IMPATIENT if endpoint_id in LATE else LIMITS
            opened.open(endpoint_id)
            opened.send()

        for endpoint in opened.services.library.endpoints_of("code-lab"):
            is_open = endpoint.is_websocket and "refused" not in endpoint.id
            if is_open or endpoint.returns is Returns.STREAM:
                continue
            send(endpoint.id)
            await opened.answer()
            texts = front.buttons()
            if texts not in failures:
                await press_each(front, texts, lambda: send(endpoint.id))  # noqa: B023
            front.close_all()
            failures.setdefault(texts, set()).add(endpoint.id.removeprefix("code-lab."))
    assert failures == {texts: set(names.split()) for texts, names in CODE_LAB.items()}
    assert "Unexpected code 7" in caplog.text


def button_of(endpoint: Endpoint, fix: Fix) -> str:
    """Return what a button says; those that go to fields of one kind and location are the same."""
    parameter = endpoint.parameter(fix.target) if fix.text.startswith("Go to ") else None
    return f"Go to {parameter.kind} {parameter.location}" if parameter else fix.text


async def judged_recordings() -> dict[tuple[bool, tuple[str, ...]], Exchange]:
    """Return one recorded response for each set of fixes, as a service's and as a custom URL's."""
    failures: dict[tuple[bool, tuple[str, ...]], Exchange] = {}
    seen: set[tuple[int, bytes]] = set()
    for stem in SERVICES:
        service = service_of(stem)
        for recording in recorded_responses(stem):
            address = f"https://127.0.0.1:9{recording.path}"
            typed = Typed(address, recording.method)
            recorded = endpoint_of(stem, recording)
            # At an unknown host the same body with the same status is the same.
            as_typed = (recording.status, recording.body)
            endpoints = () if as_typed in seen else (typed,)
            seen.add(as_typed)
            for endpoint in (*endpoints, *((recorded,) if service else ())):
                of_endpoint = service if endpoint is recorded else None
                exchange = await judged(recording, endpoint, of_endpoint)
                fixes = [fix for fix in exchange.verdict.fixes if fix.action]
                texts = tuple(button_of(exchange.request.endpoint, fix) for fix in fixes)
                failures.setdefault((endpoint is typed, texts), exchange)
    return failures


@pytest.mark.limit_s(300)
async def test_every_button_of_the_recorded_responses_does_what_it_says(theme, tmp_path):
    pressed: set[tuple[bool, str]] = set()
    async with opened_window(theme, tmp_path) as opened:
        front = FrontResponse(opened)
        opened.open("gateway.home.index")
        opened.send()
        await opened.answer()  # now the sandbox runs
        for (is_typed, wanted), exchange in (await judged_recordings()).items():
            # Showing a response takes longer than pressing its buttons.
            if all((is_typed, text) in pressed for text in wanted):
                continue
            opened.controller.workbench.open_exchange(exchange)
            texts = [text for text in front.buttons() if (is_typed, text) not in pressed]
            pressed.update((is_typed, text) for text in texts)
            await press_each(
                front,
                texts,
                lambda: opened.controller.workbench.open_exchange(exchange),  # noqa: B023
            )
    seen = {text for _, text in pressed}
    fixed = {text for text in seen if text in EFFECTS}
    # Signing in is for the accounts of people: the next test.
    assert fixed == set(EFFECTS) - {"Raise the limits", "Sign in"}
    assert len(seen - fixed) > 20  # "Go to" and the name of a parameter


async def test_a_person_signs_in_by_the_button(theme, tmp_path):
    recording = next(r for r in recorded_responses("kahla-2026") if r.status == 401)
    service = service_of("kahla-2026")
    exchange = await judged(recording, endpoint_of("kahla-2026", recording), service)
    async with opened_window(theme, tmp_path) as opened:
        front = FrontResponse(opened)
        opened.open("kahla-v2.home.index")
        opened.send()
        await opened.answer()
        choice = opened.controller.credentials.choice
        choice.choose("Sandbox session")
        chosen = choice.chosen
        assert chosen is not None
        assert not choice.is_signed_in(chosen)

        def show() -> None:
            opened.controller.workbench.open_exchange(exchange)

        show()
        assert "Sign in" in front.buttons()
        await press_each(front, ("Sign in",), show)
        assert choice.is_signed_in(chosen)
