"""The actions of ``aiurdesk certificates``, and the certificates of other commands."""

import argparse
import sys
from datetime import UTC, datetime
from typing import IO, Any

from aiurdesk.cli.arguments import SecretSource, asked_line
from aiurdesk.cli.output import tell, write_json
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.certificates import (
    CertificateChain,
    CertificateKind,
    ChainLink,
    HostCertificate,
    chain_lines,
    expiry_text,
)
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.translation import printable, tr
from aiurdesk.core.verdict.verdict import ExitCode
from aiurdesk.services.sending.connections import Connections
from aiurdesk.services.sending.host_certificates import host_and_port
from aiurdesk.services.services import Services

NO_KEYRING = tr(
    "There is no usable system keyring, so the key of a client certificate "
    "cannot be stored. Name the file with each call instead: --client-cert "
    "FILE."
)
_OF_CLIENT = "--client-cert-passphrase"
_UNREACHED = tr(
    "There are no certificates of {where}: it cannot be reached, or does not use TLS on this port."
)


async def read_certificates(
    arguments: argparse.Namespace, connections: Connections, standard_input: IO[str] | None = None
) -> None:
    """Read the files of ``--ca-file`` and ``--client-cert``.

    Raises:
        ProblemError: The source of the passphrase does not exist.
        StorageError: A file cannot be read.
    """
    if arguments.ca_file:
        await connections.trust_file(arguments.ca_file)
    if arguments.client_cert:
        passphrase = _passphrase(_OF_CLIENT, arguments.client_cert_passphrase, standard_input)
        await connections.show_certificate(arguments.client_cert, passphrase)
    elif arguments.client_cert_passphrase:
        raise ProblemError(tr("{of_client} needs --client-cert FILE.").format(of_client=_OF_CLIENT))


async def run(arguments: argparse.Namespace, services: Services) -> ExitCode:
    """Do one action and return its exit status.

    Raises:
        ProblemError: It could not be done; the text says why.
    """
    actions = {"list": _list, "add": _add, "remove": _remove, "show": _show, "trust": _trust}
    try:
        return await actions[arguments.action](arguments, services)
    finally:
        await services.aclose()


async def _list(arguments: argparse.Namespace, services: Services) -> ExitCode:
    listed = await services.certificates.listed()
    if arguments.json:
        write_json([_record(certificate) for certificate in listed])
        return ExitCode.SUCCESS
    now = datetime.now(UTC)
    width = max((len(certificate.where) for certificate in listed), default=0)
    for one in listed:
        ends = expiry_text(one.expires_at, now)
        sys.stdout.write(printable(f"{one.where:<{width}}  {one.kind:<9}  {one.name}, {ends}\n"))
        sys.stdout.write(f"{'':<{width}}  SHA-256 {one.sha256}\n")
    return ExitCode.SUCCESS


async def _add(arguments: argparse.Namespace, services: Services) -> ExitCode:
    certificates = services.certificates
    host_and_port(arguments.host)  # before a passphrase is asked for
    passphrase = _passphrase("--passphrase", arguments.passphrase)
    read = await certificates.read_file(arguments.file, passphrase)
    # Memory would lose it at the end of this command.
    if read.client is not None and not await certificates.keeps_keys():
        raise ProblemError(NO_KEYRING)
    added = await certificates.add(read, arguments.host)
    if added.kind is CertificateKind.CLIENT:
        tell(
            tr("{name} is shown to {where}. The passphrase of its key is in the keyring.").format(
                name=added.name, where=added.where
            )
        )
    else:
        tell(tr("{name} is trusted for {where}.").format(name=added.name, where=added.where))
    return ExitCode.SUCCESS


async def _remove(arguments: argparse.Namespace, services: Services) -> ExitCode:
    host, port = host_and_port(arguments.host)
    matching = [
        one
        for one in await services.certificates.listed()
        if (one.host, one.port) == (host, port)
        and _is_same(arguments.fingerprint or one.sha256, one.sha256)
    ]
    if not matching:
        raise ProblemError(
            tr("{host} has no such certificate. 'aiurdesk certificates list' lists them.").format(
                host=arguments.host
            )
        )
    if len(matching) > 1:
        names = "\n".join(f"  {one.kind} {one.name}: {one.sha256}" for one in matching)
        raise ProblemError(
            tr("{host} has several certificates. Choose one with --fingerprint:\n").format(
                host=arguments.host
            )
            + printable(names)
        )
    await services.certificates.remove(matching[0])
    tell(tr("{name} is removed.").format(name=matching[0].name))
    return ExitCode.SUCCESS


async def _show(arguments: argparse.Namespace, services: Services) -> ExitCode:
    chain = await _chain(arguments.host, services)
    if arguments.json:
        write_json(chain_record(chain))
    else:
        sys.stdout.write(printable("\n".join(_lines(chain)) + "\n"))
    return ExitCode.REFUSED if chain.refusal else ExitCode.SUCCESS


async def _trust(arguments: argparse.Namespace, services: Services) -> ExitCode:
    chain = await _chain(arguments.host, services)
    where = f"{chain.host}:{chain.port}"
    if not chain.refusal:
        tell(tr("{where} is trusted already.").format(where=where))
        return ExitCode.SUCCESS
    tell("\n".join(_lines(chain)))
    anchor = chain.anchor
    if anchor is None:
        raise ProblemError(
            tr("Trusting a certificate that {where} sends would not help.").format(where=where)
        )
    if not arguments.fingerprint:
        question = tr("Trust {subject} for {where}, SHA-256 {sha256}?").format(
            subject=anchor.subject, where=where, sha256=anchor.sha256
        )
        if not _is_confirmed(question):
            raise ProblemError(
                tr(
                    "Nothing is trusted. Compare the fingerprint with the one that the team "
                    "of the server gives you, then add --fingerprint {sha256}"
                ).format(sha256=anchor.sha256)
            )
    elif not _is_same(arguments.fingerprint, anchor.sha256):
        raise ProblemError(
            tr(
                "The fingerprint of {subject} is {sha256}, so it is not trusted. "
                "Somebody may be intercepting the connection."
            ).format(subject=anchor.subject, sha256=anchor.sha256)
        )
    await services.certificates.trust(chain)
    tell(tr("{subject} is trusted for {where}.").format(subject=anchor.subject, where=where))
    return ExitCode.SUCCESS


async def _chain(text: str, services: Services) -> CertificateChain:
    host, port = host_and_port(text)
    where = f"[{host}]" if ":" in host else host
    where = f"{where}:{port or 443}"
    chain = await services.connections.chain_of(f"https://{where}/")
    if chain is None:
        raise ProblemError(_UNREACHED.format(where=where))
    return chain


def _lines(chain: CertificateChain) -> list[str]:
    trusted = tr("{host}:{port} is trusted.").format(host=chain.host, port=chain.port)
    faults = [fault.text for fault in chain.faults()]
    return [*(faults or [trusted]), *chain_lines(chain)]


def chain_record(chain: CertificateChain) -> dict[str, Any]:
    """Return a chain as members of JSON."""
    return {
        "host": chain.host,
        "port": chain.port,
        "trusted": not chain.refusal,
        "refusal": chain.refusal or None,
        "faults": [{"certificate": fault.link + 1, "text": fault.text} for fault in chain.faults()],
        "certificates": [_link_record(link, chain.read_at) for link in chain.links],
        "sent": chain.count,
        "can_be_trusted": None if chain.anchor is None else chain.anchor.sha256,
        "notes": list(map(str, chain.notes)),
    }


def _link_record(link: ChainLink, now: datetime) -> dict[str, Any]:
    return {
        "subject": link.subject,
        "issuer": link.issuer,
        "names": list(link.names),
        "valid_from": link.not_before_at.isoformat(),
        "valid_until": link.not_after_at.isoformat(),
        "days_left": (link.not_after_at - now).days,
        "sha256": link.sha256,
        "self_signed": link.is_self_signed,
        "authority": link.is_authority,
        "pem": link.pem,
    }


def _record(certificate: HostCertificate) -> dict[str, Any]:
    return {
        "host": certificate.host,
        "port": certificate.port,
        "kind": certificate.kind,
        "name": certificate.name,
        "sha256": certificate.sha256,
        "valid_until": certificate.expires_at.isoformat(),
    }


def _is_same(typed: str, fingerprint: str) -> bool:
    return typed.replace(":", "").replace(" ", "").casefold() == (
        fingerprint.replace(":", "").casefold()
    )


def _passphrase(option: str, source: str | None, standard_input: IO[str] | None = None) -> Secret:
    if not source:
        return Secret("")
    secrets = SecretSource(takes_literals=False, standard_input=standard_input)
    return Secret(secrets.read(option, source, between=" "))


def _is_confirmed(question: str) -> bool:
    if sys.stdin is None or not sys.stdin.isatty():
        return False
    return asked_line(f"{question} [y/N] ").strip().casefold() in ("y", "yes")
