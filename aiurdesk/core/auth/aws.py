"""AWS Signature 4: an access key, with which each request is signed."""

import hashlib
import hmac
import re
from urllib.parse import quote, unquote_plus, urlsplit

import msgspec

from aiurdesk.core.auth.fields import secret_line, text_field
from aiurdesk.core.auth.scheme import AuthScheme, Grant, Secrets, Signature, Signing
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import AuthError
from aiurdesk.core.preparing.encoding import plain_path
from aiurdesk.core.preparing.header import FRAMING, wire_authority, wire_target
from aiurdesk.core.request.request import Header, PreparedRequest
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import Phrase, marked, tr

ALGORITHM = "AWS4-HMAC-SHA256"
_END = "aws4_request"
_UNSIGNED = FRAMING | {
    "accept-encoding",
    "authorization",
    "cookie",
    "expect",
    "user-agent",
    "x-amzn-trace-id",
}
"""Headers that the transport or a proxy may change on the way."""
_SPACES = re.compile(r" +")


class CredentialScope(msgspec.Struct, frozen=True):
    """The date, region and service for which a signature of AWS is valid."""

    timestamp: str
    """Such as ``20150830T123600Z``."""
    region: str
    service: str

    @property
    def text(self) -> str:
        """The scope as it is signed and sent."""
        return f"{self.timestamp[:8]}/{self.region}/{self.service}/{_END}"


class CanonicalRequest(msgspec.Struct, frozen=True):
    """A request in the one form that both sides sign."""

    method: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    payload_hash: str
    """SHA-256 of the body in hexadecimal digits, or a word such as ``UNSIGNED-PAYLOAD``."""

    @property
    def signed_headers(self) -> str:
        """The names of the headers that are signed."""
        return ";".join(name for name, _ in self.headers)

    @property
    def text(self) -> str:
        """The request as it is signed."""
        lines = [f"{name}:{value}" for name, value in self.headers]
        head = (self.method, self.path, self.query, *lines)
        return "\n".join((*head, "", self.signed_headers, self.payload_hash))


def canonical_path(path: str, *, is_s3: bool) -> str:
    """Return a path of the wire as it is signed.

    S3 signs the path that it gets; the others first resolve dots and empty segments, and encode
    what is encoded already once more.
    """
    if is_s3:
        return plain_path(path)
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            kept = kept[:-1]
        elif segment not in ("", "."):
            kept.append(segment)
    end = "/" if path.endswith("/") and kept else ""
    return quote(f"/{'/'.join(kept)}{end}", safe="/~")


def canonical_query(query: str) -> str:
    """Return a query of the wire as it is signed: sorted, with all but plain letters encoded."""
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    # AWS reads a plus sign in a query as a space.
    encoded = [(_encoded(name), _encoded(value)) for name, _, value in pairs]
    return "&".join(f"{name}={value}" for name, value in sorted(encoded))


def canonical_headers(headers: tuple[Header, ...]) -> tuple[tuple[str, str], ...]:
    """Return the headers that are signed, with names in lower case, in their order."""
    values: dict[str, list[str]] = {}
    for header in headers:
        name = header.name.lower()
        if name not in _UNSIGNED:
            values.setdefault(name, []).append(_SPACES.sub(" ", header.value.strip(" \t")))
    return tuple((name, ",".join(values[name])) for name in sorted(values))


def signature(canonical: CanonicalRequest, scope: CredentialScope, secret_key: str) -> str:
    """Return the signature in hexadecimal digits."""
    hashed = hashlib.sha256(canonical.text.encode("utf-8", "surrogatepass")).hexdigest()
    text = "\n".join((ALGORITHM, scope.timestamp, scope.text, hashed))
    key = f"AWS4{secret_key}".encode("utf-8", "surrogatepass")
    for word in (*scope.text.split("/"), text):
        key = hmac.digest(key, word.encode(), "sha256")
    return key.hex()


def _encoded(text: str) -> str:
    return quote(unquote_plus(text, errors="surrogateescape"), safe="~", errors="surrogateescape")


_REGION = r"[a-z]{2,}(?:-[a-z]+)+-\d+"
_S3 = re.compile(rf"s3(?:-({_REGION}))?")
_OF_AWS = re.compile(r"(.+)\.(?:amazonaws\.com(?:\.cn)?|api\.aws|on\.aws)")
_GLOBAL_REGION = "us-east-1"
_SIGNED_AS = {
    "appsync-api": "appsync",
    "bedrock-agent": "bedrock",
    "bedrock-agent-runtime": "bedrock",
    "bedrock-runtime": "bedrock",
    "email": "ses",
    "git-codecommit": "codecommit",
    "lambda-url": "lambda",
    "s3-accelerate": "s3",
    "s3-accesspoint": "s3",
    "s3-control": "s3",
    "transcribestreaming": "transcribe",
}
"""Words in a host, and the services that they are signed for, where these differ."""
_NOT_SERVICES = frozenset({"dualstack", "fips", "vpce"})
_CONTENT_HASH = "X-Amz-Content-Sha256"
_UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"


class AwsScheme(AuthScheme):
    """An access key of AWS, or of a service that signs like S3."""

    id = "aws"
    title = tr("AWS Signature 4")
    description = tr("An access key. Each request is signed with it; the secret key is never sent.")
    fields = (
        text_field(
            "access_key",
            required=True,
            pattern=r"[!-+\--~]+",
            pattern_hint=tr("an id without spaces and commas"),
            example="AKIAIOSFODNN7EXAMPLE",
            description=tr("Id of the access key."),
            title=tr("Access key"),
        ),
        secret_line("secret_key", title=tr("Secret key")),
        secret_line(
            "session_token",
            title=tr("Session token"),
            required=False,
            description=tr("Only for temporary keys. Stored in the system keyring."),
        ),
        text_field(
            "region",
            pattern=r"[A-Za-z0-9-]+",
            pattern_hint=tr("a region such as eu-west-1"),
            example="eu-west-1",
            description=tr(
                "Leave it empty to take it from a host such as s3.eu-west-1.amazonaws.com."
            ),
            title=tr("Region"),
        ),
        text_field(
            "service",
            pattern=r"[A-Za-z0-9-]+",
            pattern_hint=tr("a word such as s3 or execute-api"),
            example="s3",
            description=tr("Leave it empty to take it from the host."),
            title=tr("Service"),
        ),
    )
    signature_word = ALGORITHM

    def grant(self, credential: Credential, secrets: Secrets) -> Grant:
        """Return the secret key, which is not sent, and the session token."""
        token = secrets.get("session_token", Secret(""))
        return Grant(secrets=(secrets["secret_key"], *([token] if token.reveal() else [])))

    def encodes_path(self, credential: Credential) -> bool:
        """Tell whether it signs for S3: some servers sign a path as it came, others encode it."""
        hosts = (urlsplit(origin).hostname or "" for origin in credential.origins)
        services = (credential.value("service") or _of_host(host.lower())[1] for host in hosts)
        return any(service.startswith("s3") for service in services)

    def body_hash(self, prepared: PreparedRequest, challenge: Response | None) -> str:
        """Return SHA-256, unless the person says with a header that the body is not signed."""
        return "" if _typed(prepared, _CONTENT_HASH) else "sha256"

    def signature(self, credential: Credential, grant: Grant, signing: Signing) -> Signature:
        """Return the signature, with the headers that belong to it."""
        prepared = signing.prepared
        secret_key, *token = (secret.reveal() for secret in grant.secrets)
        split = urlsplit(prepared.url)
        region, service = scope_for(credential, split.hostname or "")
        scope = CredentialScope(f"{signing.at:%Y%m%dT%H%M%SZ}", region, service)
        payload = _typed(prepared, _CONTENT_HASH) or signing.body_hash or _UNSIGNED_PAYLOAD
        added = [Header("X-Amz-Date", scope.timestamp)]
        added += [Header("X-Amz-Security-Token", text) for text in token]
        if service.startswith("s3"):
            added.append(Header(_CONTENT_HASH, payload))
        added = [header for header in added if not _typed(prepared, header.name)]
        authority = wire_authority(split.scheme, split.hostname or "", split.port)
        host = [] if _typed(prepared, "Host") else [Header("Host", authority)]
        path, _, query = wire_target(prepared.url).partition("?")
        canonical = CanonicalRequest(
            prepared.method,
            canonical_path(path, is_s3=service.startswith("s3")),
            canonical_query(query),
            canonical_headers((*host, *prepared.headers, *added)),
            payload,
        )
        signed = signature(canonical, scope, secret_key)
        value = (
            f"{ALGORITHM} Credential={credential.value('access_key')}/{scope.text}, "
            f"SignedHeaders={canonical.signed_headers}, Signature={signed}"
        )
        return Signature((*added, Header("Authorization", value)), (Secret(signed), Secret(value)))


def scope_for(credential: Credential, host: str) -> tuple[str, str]:
    """Return region and service that requests to a host are signed for.

    Raises:
        AuthError: They are not filled in, and the host does not say them.
    """
    region, service = _of_host(host.lower())
    region = credential.value("region") or region
    service = credential.value("service") or service
    # Servers that only look like S3 often have no regions, and take this one.
    if service and (region or credential.value("service")):
        return region or _GLOBAL_REGION, service
    raise AuthError(
        Phrase(
            marked(
                "{name} cannot sign a request to {host}: the name of the host does not "
                "say for which service of AWS. Enter region and service in the "
                "credential manager."
            ),
            {"name": credential.name, "host": host},
        )
    )


def _of_host(host: str) -> tuple[str, str]:
    """Return region and service in the name of a host; empty texts if it has none."""
    of_aws = _OF_AWS.fullmatch(host)
    words = [word for word in (of_aws[1] if of_aws else host).split(".") if word]
    for position, word in enumerate(words):
        # Not the first word that begins so, which may be a bucket.
        if (match := _S3.fullmatch(word)) and (of_aws or position + 1 < len(words)):
            after = [item for item in words[position + 1 :] if item not in _NOT_SERVICES]
            regions = [item for item in after if re.fullmatch(_REGION, item)]
            return match[1] or (regions or [_GLOBAL_REGION if of_aws else ""])[0], "s3"
    if of_aws is None:
        return "", ""
    at = max((n for n, word in enumerate(words) if re.fullmatch(_REGION, word)), default=None)
    region = _GLOBAL_REGION if at is None else words[at]
    # The service stands before the region; of OpenSearch, behind it.
    before, behind = words[:at], [] if at is None else words[at + 1 :]
    named = [word for word in behind or before if word not in _NOT_SERVICES]
    service = named[-1].removesuffix("-fips") if named else ""
    return region, _SIGNED_AS.get(service, service)


def _typed(prepared: PreparedRequest, name: str) -> str:
    """Return the value of a header of the request, or empty text."""
    folded = name.casefold()
    return next((h.value.strip() for h in prepared.headers if h.name.casefold() == folded), "")
