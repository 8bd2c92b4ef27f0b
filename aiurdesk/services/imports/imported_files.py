"""The files of a collection that was imported, without the secrets that stood in its text."""

import contextlib
import re
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path

import msgspec
from msgspec.structs import replace

from aiurdesk.core.auth.next_steps import add_command
from aiurdesk.core.collection.environment_file import (
    ENVIRONMENT_SUFFIX,
    ENVIRONMENTS_FOLDER,
    SavedEnvironment,
    SavedVariable,
    write_environment,
)
from aiurdesk.core.collection.example_file import bare_request, parse_example, write_example
from aiurdesk.core.collection.file_name import (
    EXAMPLES_SUFFIX,
    REQUEST_SUFFIX,
    example_file,
    examples_folder,
    file_name,
    folded_name,
)
from aiurdesk.core.collection.folder_file import (
    COLLECTION_FILE,
    FOLDER_FILE,
    FolderSettings,
    parse_folder,
    write_folder,
)
from aiurdesk.core.collection.literal_secrets import (
    LiteralSecret,
    literal_secrets,
    secret_variables,
    variable_location,
)
from aiurdesk.core.collection.moved_secrets import reference, suggested_name, with_reference
from aiurdesk.core.collection.request_file import parse_request, write_request
from aiurdesk.core.collection.saved_request import saved_request
from aiurdesk.core.credentials.sample_values import is_sample_value
from aiurdesk.core.credentials.secret import DOTS, OfferedCredential, Secret
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.credentials.unknown_secrets import known_keys, redact_unknown
from aiurdesk.core.credentials.user_info import user_info_of, without_user_info
from aiurdesk.core.environments.environment import is_reference, resolve
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.example import MOST_BODY_BYTES, MOST_HEADERS, Example
from aiurdesk.core.formats.toml.toml_reading import size_problem
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import Header, Request, SavedRequest
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.translation import format_size, tr
from aiurdesk.importers import Imported, import_folder, import_text
from aiurdesk.importers.authentication import with_credential
from aiurdesk.importers.collection_reading import CredentialNames, FreeNames
from aiurdesk.importers.imported import (
    ImportedCollection,
    ImportedEnvironment,
    ImportedFolder,
    ImportedRequest,
    ImportedVariable,
)
from aiurdesk.importers.left_out import LeftOut, LeftOutKind, LeftOutList
from aiurdesk.services.imports.source_folder import MOST_BYTES, decoded, read_source_folder
from aiurdesk.services.imports.targets import origins_of, plain_variables
from aiurdesk.storage.collections import MOST_EXAMPLES, read_file

_LONGEST_NAME = 80
_WORD = re.compile(r"[A-Za-z0-9_~+/-][A-Za-z0-9_.~+/-]{4,}[A-Za-z0-9_~+/-]=*")
"""What may be a secret that is written out in a sentence."""
_ID_NAME = re.compile(r"(?:^|[_-])(?:uu)?id$|[a-z0-9](?:Id|ID|Uuid|Reference)$|^I[dD]$|^reference$")
"""Names of ids: long and random like a key, and no secret."""
_SHORTEST_KNOWN = 6
"""Characters of a secret that is looked for in descriptions."""
_MOST_SECRETS = 100
"""Of one request that references take the place of; one with more is left out."""
_MOST_ENTRIES = 50_000
"""Requests and folders: each one becomes a file, and a short text can name millions."""


class ImportedFiles(msgspec.Struct, frozen=True):
    """Files and credentials that an import would write."""

    files: tuple[tuple[str, str], ...]
    """Paths within the folder of the collection, with slashes, and texts."""
    request_count: int
    environments: tuple[str, ...]
    """Their names."""
    left_out: tuple[LeftOut, ...]
    folder_count: int = 0
    """Without the collection's own."""
    credentials: tuple[OfferedCredential, ...] = ()
    """What the files refer to and the text holds, with the secrets."""
    has_requests: bool = True
    """False where the text holds environments only, which any collection can take."""
    by_name: tuple[str, ...] = ()
    """Names of those credentials that only the name of a header, variable or member is the reason
    for. Together with ``by_looks``, these are the ones that can be kept as text."""
    by_looks: tuple[str, ...] = ()
    """And of those whose secret looks like a key."""
    kept: tuple[str, ...] = ()
    """And of those that are kept as text, because a person said that they are not secret."""
    origins: tuple[str, ...] = ()
    """Where the requests go, as far as the file itself says it."""


_UNKNOWN = tr("{file} is of no format that can be imported. 'aiurdesk import --help' lists them.")
_TWO = tr(
    "{file} and {other} are not one collection with its environments. Import one after the other."
)
ALL = "all"
"""Instead of a name: nothing that only looks like a secret is one."""


def imported_files(
    file: str,
    folder_name: str,
    text: bytes | None = None,
    not_secret: Collection[str] = (),
    others: Collection[str] = (),
) -> ImportedFiles | Problem:
    """Return the files for what a file of another program holds. Blocks while reading.

    It is called in a process of its own: a hostile text takes long, or much memory.

    Args:
        file: What was exported: a file or a folder, or the name of the text in sentences.
        folder_name: Name of the folder of the collection.
        text: What the file holds, where it is not a file.
        not_secret: Names of secrets, as an import without this gives them, that are kept as text;
            ``ALL`` for all of them.
        others: Further files, whose environments get into the same collection.
    """
    try:
        imported = import_text(decoded(text, file)) if text is not None else _read(file)
        for other in others:
            imported = _joined(imported, file, _read(other), other)
        return _written(imported, file, folder_name, not_secret)
    except ProblemError as error:
        return error.problem
    except RecursionError:
        return Problem(tr("{file} is nested too deeply.").format(file=file))
    except MemoryError:
        return Problem(
            tr("{file} takes more memory than an import may use. Export a part.").format(file=file)
        )


def _read(file: str) -> Imported | None:
    if Path(file).is_dir():
        return import_folder(read_source_folder(Path(file)))
    return import_text(read_file(Path(file), MOST_BYTES))


def _joined(imported: Imported | None, file: str, more: Imported | None, other: str) -> Imported:
    """Return what a file holds together with the environments of another one.

    Raises:
        ProblemError: The other one holds something else.
    """
    if isinstance(more, Problem):
        raise ProblemError(Problem(f"{other}: {more.sentence}", more.at))
    if more is None:
        raise ProblemError(_UNKNOWN.format(file=other))
    if isinstance(imported, ImportedCollection):
        if isinstance(more, ImportedCollection) and more.root is None:
            return replace(
                imported,
                environments=(*imported.environments, *more.environments),
                left_out=(*imported.left_out, *more.left_out),
                credentials=(*imported.credentials, *more.credentials),
            )
    elif isinstance(imported, Problem):
        return imported
    raise ProblemError(_TWO.format(file=file, other=other))


def _written(
    imported: Imported | None, file: str, folder_name: str, not_secret: Collection[str]
) -> ImportedFiles | Problem:
    if imported is None:
        return Problem(_UNKNOWN.format(file=file))
    if isinstance(imported, Problem):
        return Problem(f"{file}: {imported.sentence}", imported.at)
    if isinstance(imported, ImportedRequest):
        # A single request becomes a collection with one entry, so that there is one way to write.
        name = Path(file).stem
        imported, offered = with_credential(imported, name, CredentialNames())
        root = ImportedFolder(folder_name, (replace(imported, name=name),))
        credentials = () if offered is None else (offered,)
        imported = ImportedCollection(root, left_out=imported.left_out, credentials=credentials)
    if imported.root is not None and _has_too_many(imported.root):
        return Problem(
            tr(
                "{file} holds more than {most_entries:,} requests and folders. Export a part of it."
            ).format(file=file, most_entries=_MOST_ENTRIES)
        )
    return _Writing(imported, folder_name, not_secret).files()


def _has_too_many(root: ImportedFolder) -> bool:
    left, count = [root], 0
    while left and count <= _MOST_ENTRIES:
        entries = left.pop().entries
        count += len(entries)
        left += [entry for entry in entries if isinstance(entry, ImportedFolder)]
    return count > _MOST_ENTRIES


class _Writing:
    """Writes the files of one collection."""

    def __init__(
        self, imported: ImportedCollection, folder_name: str, not_secret: Collection[str]
    ) -> None:
        self._imported = imported
        self._folder_name = folder_name
        self._files: dict[str, str] = {}
        self._request_count = 0
        self._left_out = LeftOutList()
        # Those that folders and requests name must keep their names.
        taken = [offered.name for offered in imported.credentials]
        self._names = CredentialNames(taken)
        self._credentials = list(imported.credentials)
        self._folder_count = 0
        self._not_secret = not_secret
        self._groups: dict[bool, dict[str, None]] = {True: {}, False: {}}
        """Names of secrets that their names are the reason for, and of others."""
        self._kept: dict[str, None] = {}
        self._targets: dict[str, None] = {}

    def files(self) -> ImportedFiles:
        """Return all files."""
        imported = self._imported
        taken = FreeNames(folded_name)
        names = [self._environment(entry, taken) for entry in imported.environments]
        if imported.root is not None:
            self._folder(imported.root, "", ())
        self._replace_known_in_notes()
        origins = origins_of(self._targets, imported)
        add = partial(_with_command, origins=origins, variables=plain_variables(imported))
        return ImportedFiles(
            tuple(self._files.items()),
            self._request_count,
            tuple(filter(None, names)),
            tuple(map(add, (*imported.left_out, *self._left_out.entries))),
            self._folder_count,
            tuple(self._credentials),
            imported.root is not None,
            tuple(self._groups[True]),
            tuple(self._groups[False]),
            tuple(self._kept),
            origins,
        )

    def _environment(self, environment: ImportedEnvironment, taken: FreeNames) -> str:
        """Write an environment, and return its name; empty where it cannot be written."""
        name = self._free_name(environment.name, environment.name, taken)
        variables, not_secret = self._plain(environment.variables, environment.name)
        proxy = environment.route.proxy
        saved = SavedEnvironment(
            name,
            proxy=proxy.text if proxy else "",
            proxy_exceptions=proxy.exceptions if proxy else (),
            not_secret=tuple(map(variable_location, not_secret)),
            variables=tuple(SavedVariable(*pair) for pair in variables),
            addresses=environment.route.addresses,
        )
        path = f"{ENVIRONMENTS_FOLDER}/{file_name(name)}{ENVIRONMENT_SUFFIX}"
        is_written = self._write(
            path, tr("the environment"), environment.name, partial(write_environment, saved)
        )
        return name if is_written else ""

    def _folder(self, folder: ImportedFolder, path: str, names: tuple[str, ...]) -> None:
        """Write a folder and all in it.

        Args:
            folder: What to write.
            path: Names of folders with a slash behind each; empty for the collection.
            names: What these folders are called in the text.
        """
        # That name is the folder of environments.
        order, taken = [], FreeNames(folded_name, (ENVIRONMENTS_FOLDER,))
        for entry in folder.entries:
            inner_names = (*names, entry.name)
            title = "/".join(inner_names)
            name = self._free_name(entry.name, title, taken)
            inner = f"{path}{file_name(name)}"
            if isinstance(entry, ImportedFolder):
                self._folder(entry, f"{inner}/", inner_names)
                self._folder_count += 1
                order.append(f"{name}/")
            elif self._request(entry, f"{inner}{REQUEST_SUFFIX}", title):
                order.append(name)
        title = "/".join(names) or folder.name
        written = (ImportedVariable(header.name, header.value) for header in folder.headers)
        headers, not_secret = self._plain(tuple(written), title)
        plain = FolderSettings(credential=folder.credential, order=tuple(order))
        words = tr("the headers and the description")
        settings = replace(
            plain,
            notes=self._plain_notes(folder.notes, title),
            not_secret=tuple(f"header {name}" for name in not_secret),
            headers=tuple(Header(*pair) for pair in headers),
        )
        if path:
            tries = {words: settings}
        else:
            # The name of a folder cannot hold every character; the file says the whole name.
            name = "" if folder.name == self._folder_name else _whole(folder.name)
            plain, settings = replace(plain, name=name), replace(settings, name=name)
            variables, not_secret = self._plain(self._imported.variables, folder.name)
            places = (*settings.not_secret, *(f"value {name}" for name in not_secret))
            whole = replace(settings, not_secret=places, variables=variables)
            tries = {tr("all variables"): whole, words: settings}
            title = folder.name
        file = f"{path}{FOLDER_FILE}" if path else COLLECTION_FILE
        for lost, tried in tries.items():
            if self._write(file, lost, title, partial(write_folder, tried, is_top=not path)):
                return
        self._files[file] = write_folder(plain, is_top=not path)

    def _request(self, entry: ImportedRequest, path: str, title: str) -> bool:
        """Write a request without its secrets, and return whether it could be written."""
        request = entry.request
        self._targets[request.url] = None
        # Exports often hold tokens, and a collection is made to be shared.
        if user_info_of(request.url) is not None:
            request = request.with_url(without_user_info(request.url))
            self._left_out.append(
                LeftOut(
                    tr("the user name and password in the address."),
                    title,
                    kind=LeftOutKind.AUTHENTICATION,
                    next_step=tr("Make a Basic credential of them."),
                )
            )
        saved, secrets = self._without_secrets(request, title)
        for secret in secrets:
            words = tr("the request. {sentence}").format(sentence=secret.sentence)
            self._left_out.append(LeftOut(words, title, kind=LeftOutKind.REQUEST))
        is_written = not secrets and self._write(
            path, tr("the request"), title, partial(write_request, saved)
        )
        self._request_count += is_written
        if is_written:
            self._examples(entry, saved, path, title)
        return is_written

    def _examples(self, entry: ImportedRequest, saved: SavedRequest, path: str, title: str) -> None:
        """Write the responses that are kept with a request, without secrets."""
        taken = FreeNames(folded_name)
        for number, one in enumerate(entry.examples):
            # A character is a byte at least, and to look for secrets in 50 MB takes long.
            is_long = len(one.body) > MOST_BODY_BYTES
            body = b"" if is_long else _body_without_secrets(one.body)
            if number >= MOST_EXAMPLES or is_long or len(body) > MOST_BODY_BYTES:
                words = tr("the saved example {name}, which is longer than {most}.")
                if number >= MOST_EXAMPLES:
                    words = tr("the saved example {name}, which comes after {count:,} others.")
                said = words.format(
                    name=one.name, most=format_size(MOST_BODY_BYTES), count=MOST_EXAMPLES
                )
                self._left_out.append(LeftOut(said, title, kind=LeftOutKind.EXAMPLE))
                continue
            sent = saved
            if one.request is not None:
                own = one.request
                if user_info_of(own.url) is not None:
                    own = own.with_url(without_user_info(own.url))
                sent, secrets = self._without_secrets(own, title)
                sent = saved if secrets else sent
            example = Example(
                bare_request(sent),
                one.status,
                _whole(one.reason),
                headers=tuple(map(_without_secret, one.headers[:MOST_HEADERS])),
                body=body,
                notes=self._plain_notes(one.notes, title),
            )
            name = self._free_name(one.name, title, taken)
            file = f"{examples_folder(path)}/{example_file(name)}"
            words = tr("the saved example {name}").format(name=name)
            self._write(file, words, title, partial(write_example, example))

    def _without_secrets(
        self, request: Request, title: str
    ) -> tuple[SavedRequest, tuple[LiteralSecret, ...]]:
        """Return a request with references instead of secrets, and the secrets left in it."""
        for _ in range(_MOST_SECRETS):
            saved = saved_request(request)
            secrets = tuple(literal_secrets(saved, request.endpoint))
            changed = self._settled(request, secrets[0], title) if secrets else request
            # Such as a secret within a list that a test expects.
            if changed == request:
                break
            request = changed
        return saved, secrets

    def _plain_notes(self, notes: str, title: str) -> str:
        """Return a description without its secrets, as in requests."""
        if not notes:
            return ""
        request = Request(Typed("https://folder"), notes=notes)
        saved, secrets = self._without_secrets(request, title)
        if not secrets:
            return saved.notes
        self._left_out.add(tr("the description, which holds a secret."), title)
        return ""

    def _settled(self, request: Request, literal: LiteralSecret, title: str) -> Request:
        """Return a request with references instead of the secrets at a place.

        Where some of them are none, the place is noted as one without secrets.
        """
        values = [secret.reveal() for secret in literal.secrets]
        # In a stranger's description, names stand beside words and samples of all kinds.
        is_prose = literal.is_by_name and literal.location.startswith("notes ")
        body = getattr(request.body, "text", "") if literal.location == "body" else ""
        is_kept = all(
            is_sample_value(value) or (not known_keys(value) and (is_prose or _is_id(value, body)))
            for value in values
        )
        for value in () if is_kept else values:
            name = self._names.name_for(value, suggested_name(request, literal.location))
            if self._is_kept(name):
                self._note_found(name, literal.is_by_name)
                is_kept = True
                continue
            changed = with_reference(request, literal.location, name, value)
            if changed != request:
                words = tr("the {location}, which {reason}").format(
                    location=literal.location, reason=literal.reason
                )
                self._note_found(name, literal.is_by_name)
                self._offer(name, value, words, title)
            request = changed
        if not is_kept:
            return request
        return replace(request, not_secret=(*request.not_secret, literal.location))

    def _plain(
        self, variables: tuple[ImportedVariable, ...], holder: str
    ) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
        """Return variables with references instead of secrets, and the names of those without."""
        literals = secret_variables((variable.name, variable.value) for variable in variables)
        found = {literal.location: literal for literal in literals}
        plain, not_secret = [], []
        for variable in variables:
            value = variable.value
            location = variable_location(variable.name)
            literal = found.get(location)
            is_sample = literal is None or all(
                is_sample_value(secret.reveal()) for secret in literal.secrets
            )
            if literal is not None and is_sample and not variable.is_secret:
                not_secret.append(variable.name)
            # A value that consists of references is not a secret itself.
            elif not is_reference(value) and (variable.is_secret or literal is not None):
                # What is still to be entered is not the same one as another such.
                given = "" if is_sample and is_sample_value(value) else value
                name = self._names.name_for(
                    given or (holder, variable.name), f"{holder} {variable.name}"
                )
                if given:
                    is_by_name = literal is None or literal.is_by_name
                    self._note_found(name, is_by_name)
                if given and self._is_kept(name):
                    not_secret.append(variable.name)
                else:
                    is_said = literal is None or variable.is_secret
                    reason = tr("is a secret") if is_said else found[location].reason
                    words = tr("the value of {name}, which {reason}")
                    words = words.format(name=variable.name, reason=reason)
                    self._offer(name, given, words, holder)
                    value = reference(name)
            plain.append((variable.name, value))
        return tuple(plain), tuple(not_secret)

    def _is_kept(self, name: str) -> bool:
        return ALL in self._not_secret or name in self._not_secret

    def _note_found(self, name: str, is_by_name: bool) -> None:
        """Note a secret in the group of its surest reason."""
        if self._is_kept(name):
            self._kept[name] = None
        elif not is_by_name:
            self._groups[True].pop(name, None)
            self._groups[False][name] = None
        elif name not in self._groups[False]:
            self._groups[True][name] = None

    def _replace_known_in_notes(self) -> None:
        """Put references into descriptions that repeat a secret from elsewhere in the text."""
        known = {
            secret.reveal(): reference(offered.name)
            for offered in self._credentials
            for _, secret in offered.secrets
            if len(secret.reveal()) >= _SHORTEST_KNOWN and not secret.reveal().isalpha()
        }
        # Few have characters that no word has.
        others = [text for text in known if not _WORD.fullmatch(text)][:_MOST_SECRETS]

        def in_words(match: re.Match[str]) -> str:
            return known.get(match.group(), match.group())

        def plain(notes: str) -> str:
            for other in others:
                notes = notes.replace(other, known[other])
            return _WORD.sub(in_words, notes)

        for path, text in self._files.items() if known else ():
            # Nearly no file has one of them.
            is_there = any(other in text for other in others)
            if not is_there and known.keys().isdisjoint(_WORD.findall(text)):
                continue
            if (changed := _with_notes(path, text, plain)) is None:
                continue
            self._files[path] = changed

    def _offer(self, name: str, secret: str, words: str, title: str) -> None:
        """Offer a secret that a reference takes the place of, as a fixed token, and note it."""
        step = tr("The file says {reference}: make a credential {name} of it.")
        values = (("place", "bearer"),)
        self._left_out.append(
            LeftOut(
                f"{words}.",
                title,
                kind=LeftOutKind.CREDENTIAL,
                next_step=step.format(reference=reference(name), name=name),
                missing=OfferedCredential("token", name, "", (*values, ("token", "-"))),
            )
        )
        if secret and all(offered.name != name for offered in self._credentials):
            secrets = (("token", Secret(secret)),)
            self._credentials.append(OfferedCredential("token", name, "", values, secrets))

    def _write(self, path: str, what: str, title: str, write: Callable[[], str]) -> bool:
        """Keep the text of a file, and return whether there can be such a file."""
        try:
            text, problem = write(), ""
        except ProblemError as error:
            text, problem = "", str(error)
        # A reader refuses a longer one.
        if too_long := size_problem(text):
            problem = tr("The file would be too long: {trouble}.").format(trouble=too_long)
        if problem:
            self._left_out.add(f"{what}. {problem}", title)
            return False
        self._files[path] = text
        return True

    def _free_name(self, usual: str, title: str, taken: FreeNames) -> str:
        """Return a name that no other entry of the folder has but for case, and take it."""
        whole = _whole(usual).strip() or "Request"
        start = whole[:_LONGEST_NAME].strip()
        while not _fits(start):
            start = start[:-1].strip()
        if start != usual.strip() and usual.strip():
            words = tr("the whole name, which no file can have.")
            self._left_out.append(LeftOut(words, title, kind=LeftOutKind.NAME))
        return taken.take(start)


def _with_notes(path: str, text: str, change: Callable[[str], str]) -> str | None:
    """Return a file with other notes, or another body of an example; None for other files."""
    if path.endswith(REQUEST_SUFFIX):
        saved = parse_request(text)
        return write_request(replace(saved, notes=change(saved.notes)))
    if f"{EXAMPLES_SUFFIX}/" in path:
        example = parse_example(text)
        body = example.body
        with contextlib.suppress(UnicodeDecodeError):
            body = change(body.decode()).encode()
        return write_example(replace(example, body=body, notes=change(example.notes)))
    if path.endswith((COLLECTION_FILE, FOLDER_FILE)):
        settings = parse_folder(text)
        settings = replace(settings, notes=change(settings.notes))
        return write_folder(settings, is_top=path == COLLECTION_FILE)
    return None


def _with_command(
    entry: LeftOut, origins: tuple[str, ...], variables: Mapping[str, str]
) -> LeftOut:
    """Return a thing that was left out with the command that adds what is missing."""
    missing = entry.missing
    if missing is None:
        return entry
    values = []
    for name, text in missing.values:
        known = resolve(text, variables)
        values.append((name, known if isinstance(known, str) else text))
    return replace(entry, command=add_command(replace(missing, values=tuple(values)), origins))


def _is_id(value: str, text: str) -> bool:
    """Tell whether a value stands in JSON under the names of ids only, such as ``locationId``."""
    names = re.findall(rf'"([\w-]{{1,60}})"\s*:\s*"{re.escape(value)}"', text)
    return text.count(value) == len(names) > 0 and all(
        _ID_NAME.search(name) and not is_secret_name(name) for name in names
    )


def _without_secret(header: Header) -> Header:
    """Return a header of a response, with dots where its name or its looks say a secret."""
    is_secret = is_secret_name(header.name) and header.value
    value = DOTS if is_secret else redact_unknown(_whole(header.value))
    return Header(_whole(header.name), value)


def _body_without_secrets(body: str | bytes) -> bytes:
    """Return a body of a response with dots instead of secrets; of bytes, only in those of text."""
    try:
        text = body if isinstance(body, str) else body.decode()
    except UnicodeDecodeError as error:
        return error.object
    return redact_unknown(text).encode(errors="replace")


def _whole(text: str) -> str:
    """Return a text with question marks for halves of characters, which no file can hold."""
    return text.encode(errors="replace").decode()


def _fits(name: str) -> bool:
    """Tell whether a file can have a name, also with a number behind it."""
    try:
        file_name(f"{name} {_MOST_ENTRIES}")
    except ProblemError:
        return False
    return True
