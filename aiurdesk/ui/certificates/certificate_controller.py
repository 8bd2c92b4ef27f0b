"""Shows the certificates of servers, and adds and removes certificates of hosts."""

from collections.abc import Awaitable
from functools import partial
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget
from shiboken6 import isValid

from aiurdesk.core.environments.certificates import (
    CertificateChain,
    CertificateKind,
    HostCertificate,
)
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.response.response import Failure, has_certificates
from aiurdesk.core.translation import tr
from aiurdesk.services.sending.host_certificates import (
    Removed,
    chain_of_certificate,
    chain_of_response,
)
from aiurdesk.services.services import Services
from aiurdesk.ui.certificates.certificates_dialog import (
    CertificateDraft,
    CertificateForm,
    CertificatesDialog,
    ChainDialog,
)
from aiurdesk.ui.request.workbench import Workbench
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.dialog import answer_of
from aiurdesk.ui.widgets.question import choose
from aiurdesk.ui.window.messages import Message

TRUST, TRUST_AND_RESEND = tr("Trust"), tr("Trust and resend")
OF_SERVER, OF_HOST = tr("Certificates of the server"), tr("Certificates of a host")
UNKEPT = tr(
    "There is no usable keyring, so this client certificate is kept until the window is closed."
)
_LISTING, _LOOKING = tr("list certificates"), tr("look at certificates")
_ADDING, _CHANGING, _TRUSTING = (
    tr("add certificates"),
    tr("change certificates"),
    tr("trust a certificate"),
)


class CertificateController(QObject):
    """Serves the menu and the verdicts of all open requests."""

    told = Signal(Message)
    """Emitted with what was done."""

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        services: Services,
        scope: TaskScope,
        workbench: Workbench,
    ) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._services = services
        self._certificates = services.certificates
        self._scope = scope
        self._workbench = workbench
        self._removed: list[Removed] = []

    def show_all(self) -> None:
        """Show the certificates of all hosts."""
        self._scope.start(_LISTING, self._show_all)

    def show_server(self, key: int) -> None:
        """Show the certificates of the server that an open request was sent to."""
        exchange = self._workbench.exchange(key)
        if exchange is not None and has_certificates(exchange.outcome):
            self._scope.start(_LOOKING, self._show_server, key, exchange)

    def show_host(self, where: str) -> None:
        """Show the certificates that a host sends, such as one with the description of a service.

        Args:
            where: The host with its port.
        """
        self._scope.start(_LOOKING, self._show_host, where)

    async def _show_host(self, where: str) -> None:
        await self._show_chain(await self._services.connections.chain_of(f"https://{where}/"))

    async def _show_server(self, key: int, exchange: Exchange) -> None:
        await self._show_chain(await _chain_of(exchange), key)

    async def _show_chain(self, chain: CertificateChain | None, key: int | None = None) -> None:
        if chain is None:
            self.told.emit(
                Message(tr("The certificates of the server cannot be read."), "unexpected")
            )
            return
        where = f"{chain.host}:{chain.port}"
        words = (
            tr("{where} is not trusted.").format(where=where)
            if chain.refusal
            else tr("{where} is trusted.").format(where=where)
        )
        dialog = ChainDialog(self._theme, self._window, OF_SERVER, words, chain)
        dialog.trust_wanted.connect(
            lambda: self._scope.start(_TRUSTING, self._trust, dialog, key, chain)
        )
        await _opened(dialog)

    async def _trust(self, dialog: ChainDialog, key: int | None, chain: CertificateChain) -> None:
        anchor = chain.anchor
        if anchor is None:
            return
        where = f"{chain.host}:{chain.port}"
        words = tr(
            "Trust {subject} for {where}?\n\nSHA-256 {sha256}\n\nCompare this "
            "fingerprint with one that the team of the server gives you by another "
            "way. Somebody who intercepts the connection can send any certificate, "
            "but not one with the same fingerprint."
        ).format(subject=anchor.subject, where=where, sha256=anchor.sha256)
        answers = (TRUST,) if key is None else (TRUST_AND_RESEND, TRUST)
        answer = await choose(self._theme, dialog, tr("Trust a certificate"), words, answers)
        if answer not in answers:
            return
        added = await self._certificates.trust(chain)
        if isValid(dialog):
            dialog.accept()
        if added is not None:
            undo = partial(self._scope.start, _CHANGING, self._take_out, added)
            text = tr("{name} is trusted for {where}.").format(name=added.name, where=added.where)
            self.told.emit(Message(text, "success", tr("Undo"), undo))
        exchange = None if key is None else self._workbench.exchange(key)
        if key is not None and answer == TRUST_AND_RESEND and exchange is not None:
            self._workbench.send_request(key, is_forced=exchange.request.is_forced)

    async def _show_all(self) -> None:
        self._removed.clear()
        dialog = CertificatesDialog(self._theme, self._window)
        start = self._scope.start
        dialog.add_wanted.connect(lambda path: start(_ADDING, self._add, dialog, path))
        dialog.look_wanted.connect(lambda one: start(_LOOKING, self._look_at, dialog, one))
        dialog.remove_wanted.connect(lambda one: start(_CHANGING, self._remove, dialog, one))
        dialog.undo_wanted.connect(lambda: start(_CHANGING, self._undo, dialog))
        await self._refresh(dialog)
        await _opened(dialog)

    async def _refresh(self, dialog: CertificatesDialog) -> None:
        try:
            listed = await self._certificates.listed()
        except ProblemError as error:
            listed = ()
            dialog.trouble.show_text(str(error))
        if isValid(dialog):
            dialog.show_certificates(listed)

    async def _add(self, dialog: CertificatesDialog, path: str) -> None:
        form = CertificateForm(self._theme, dialog, self._host_in_front(), path)
        form.save_wanted.connect(
            lambda draft: self._scope.start(_CHANGING, self._save, dialog, form, draft)
        )
        await _opened(form)

    async def _save(
        self, dialog: CertificatesDialog, form: CertificateForm, draft: CertificateDraft
    ) -> None:
        try:
            added = await self._certificates.add_file(draft.path, draft.host, draft.passphrase)
            is_client = added.kind is CertificateKind.CLIENT
            is_kept = not is_client or await self._certificates.keeps_keys()
        except ProblemError as error:
            if isValid(form):
                form.show_trouble(str(error))
            return
        if isValid(form):
            form.accept()
        if isValid(dialog):
            dialog.trouble.show_text("" if is_kept else UNKEPT)
            await self._refresh(dialog)

    async def _look_at(self, dialog: CertificatesDialog, certificate: HostCertificate) -> None:
        try:
            chain = await chain_of_certificate(certificate)
        except ProblemError as error:
            dialog.trouble.show_text(str(error))
            return
        words = tr("Added for {where}.").format(where=certificate.where)
        await _opened(ChainDialog(self._theme, dialog, OF_HOST, words, chain))

    async def _remove(self, dialog: CertificatesDialog, certificate: HostCertificate) -> None:
        await self._change(dialog, self._take_out(certificate))

    async def _take_out(self, certificate: HostCertificate) -> None:
        self._removed.append(await self._certificates.remove(certificate))

    async def _undo(self, dialog: CertificatesDialog) -> None:
        if self._removed:
            await self._change(dialog, self._put_back())

    async def _put_back(self) -> None:
        await self._certificates.put_back(self._removed[-1])
        self._removed.pop()

    async def _change(self, dialog: CertificatesDialog, change: Awaitable[None]) -> None:
        trouble = ""
        try:
            await change
        except ProblemError as error:
            trouble = str(error)
        if isValid(dialog):
            dialog.trouble.show_text(trouble)
            dialog.offer_undo(self._removed[-1].certificate.name if self._removed else "")
            await self._refresh(dialog)

    def _host_in_front(self) -> str:
        """Return the host that the request in front was sent to, as it is probably about that."""
        current = self._workbench.current
        exchange = None if current is None else self._workbench.exchange(current.key)
        return "" if exchange is None else urlsplit(exchange.prepared.url).netloc


async def _chain_of(exchange: Exchange) -> CertificateChain | None:
    outcome = exchange.outcome
    if isinstance(outcome, Failure):
        return outcome.chain
    return None if outcome.tls is None else await chain_of_response(outcome.tls.chain, outcome.url)


async def _opened(dialog: QDialog) -> None:
    await answer_of(dialog, dialog.result)
