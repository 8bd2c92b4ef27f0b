"""Certificates in the real window: looked at, trusted, added, removed and put back."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import trustme
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QTableView

from aiurdesk.core.response.response import Failure, Response
from aiurdesk.storage.secrets import MemorySecrets
from aiurdesk.ui.certificates.certificate_controller import (
    OF_HOST,
    OF_SERVER,
    TRUST,
    TRUST_AND_RESEND,
    UNKEPT,
)
from aiurdesk.ui.widgets.note import Note
from tests.coroutines import until
from tests.end_to_end.window_driver import WindowDriver
from tests.transport.certificates import a_chain, client_pem, server_context
from tests.transport.misbehaving_server import keeping_open, response, serving, tls_context
from tests.ui.opened_window import Opened, opened_window

TRUST_BUTTON = "Trust this authority for this host…"


@contextlib.asynccontextmanager
async def opened(theme, folder: Path) -> AsyncIterator[tuple[Opened, WindowDriver]]:
    async with opened_window(theme, folder, store=MemorySecrets()) as window:
        yield window, WindowDriver(window.window, window.controller)


@contextlib.asynccontextmanager
async def a_server(context=None) -> AsyncIterator[int]:
    context = context or server_context(a_chain(3))
    async with serving(keeping_open(lambda _: response(b"hi")), context) as port:
        yield port


async def sent(window: Opened, driver: WindowDriver, port: int):
    window.act("new_request")
    await driver.type("Address", f"https://localhost:{port}/")
    driver.press("Send")
    await window.scope.idle()
    return outcome_of(window)


def outcome_of(window: Opened):
    exchange = window.exchange(window.current.key)
    return None if exchange is None else exchange.outcome


def press(dialog, text: str) -> None:
    next(one for one in dialog.findChildren(QAbstractButton) if one.text() == text).click()


async def test_an_authority_is_trusted_after_its_fingerprint_was_shown(theme, tmp_path):
    async with a_server() as port, opened(theme, tmp_path) as (window, driver):
        assert isinstance(await sent(window, driver, port), Failure)
        assert "This computer does not know the authority Link 2." in driver.verdict()
        driver.press(TRUST_BUTTON)
        dialog = await driver.dialog(OF_SERVER)
        press(dialog, TRUST_BUTTON)
        question = await driver.dialog("Trust a certificate")
        assert "SHA-256" in question.informativeText()  # type: ignore[attr-defined]
        press(question, TRUST_AND_RESEND)
        await until(lambda: isinstance(outcome_of(window), Response))
        await window.scope.idle()
        assert not driver.has(QAbstractButton, TRUST_BUTTON)
        # The page Timing leads to the chain of the response.
        driver.show("Timing")
        driver.press("Certificates…")
        good = await driver.dialog(OF_SERVER)
        assert not any(note.isVisible() for note in good.findChildren(Note))
        press(good, "Close")
        await window.scope.idle()
        driver.press("Undo")
        await window.scope.idle()
        driver.press("Send")
        await window.scope.idle()
        assert isinstance(outcome_of(window), Failure)


async def test_nothing_is_trusted_without_a_yes(theme, tmp_path):
    async with a_server() as port, opened(theme, tmp_path) as (window, driver):
        await sent(window, driver, port)
        window.act("show_certificates")
        dialog = await driver.dialog(OF_SERVER)
        press(dialog, TRUST_BUTTON)
        press(await driver.dialog("Trust a certificate"), "Cancel")
        await driver.gone("Trust a certificate")
        assert await window.services.certificates.listed() == ()
        press(dialog, TRUST_BUTTON)
        press(await driver.dialog("Trust a certificate"), TRUST)
        await window.scope.idle()
        assert len(await window.services.certificates.listed()) == 1
        # Only trusted: nothing was sent again.
        assert isinstance(outcome_of(window), Failure)


async def test_a_certificate_for_another_host_has_no_button_to_trust_it(theme, tmp_path):
    context = tls_context(trustme.CA(), "other.example")
    async with a_server(context) as port, opened(theme, tmp_path) as (window, driver):
        await sent(window, driver, port)
        assert "The certificate is for other.example, not for localhost." in driver.verdict()
        assert not any("Trust" in text for text in driver_buttons(window))
        assert window.action("show_certificates").isEnabled()


def driver_buttons(window: Opened) -> list[str]:
    buttons = window.window.findChildren(QAbstractButton)
    return [one.text() for one in buttons if one.isVisible()]


async def test_a_client_certificate_is_added_looked_at_removed_and_put_back(theme, tmp_path):
    file = tmp_path / "me.pem"
    file.write_bytes(client_pem(trustme.CA(), "secret"))
    async with opened(theme, tmp_path / "profile") as (window, driver):
        window.act("manage_certificates")
        dialog = await driver.dialog("Certificates")
        press(dialog, "Add…")
        form = await driver.dialog("Add certificates")
        host, path, passphrase = form.findChildren(QLineEdit)
        host.setText("a.example:8443")
        path.setText(str(file))
        press(form, "Add")
        await until(lambda: "Enter its passphrase" in trouble(form))
        passphrase.setText("secret")
        press(form, "Add")
        await driver.gone("Add certificates")
        await until(lambda: names(dialog) == ["A client"])
        assert trouble(dialog) == UNKEPT
        press(dialog, "Look at…")
        press(await driver.dialog(OF_HOST), "Close")
        await driver.gone(OF_HOST)
        press(dialog, "Remove")
        await until(lambda: names(dialog) == [])
        press(dialog, "Undo")
        await until(lambda: names(dialog) == ["A client"])
        press(dialog, "Close")
        await window.scope.idle()
    # Without a keyring nothing is written.
    assert not (tmp_path / "profile" / "certificates.json").exists()


async def test_a_damaged_file_is_said(theme, tmp_path):
    (tmp_path / "certificates.json").write_text("{")
    async with opened(theme, tmp_path) as (window, driver):
        window.act("manage_certificates")
        dialog = await driver.dialog("Certificates")
        assert "is not the list of certificates" in trouble(dialog)
        press(dialog, "Close")
        await window.scope.idle()


def trouble(dialog) -> str:
    note = dialog.findChild(Note)
    return note.label.plain_text() if note.isVisible() else ""


def names(dialog) -> list[str]:
    model = dialog.findChild(QTableView).model()
    return [str(model.index(row, 2).data()) for row in range(model.rowCount())]
