"""Reads errors in a tree of objects, lists and texts, from JSON or XML."""

from collections.abc import Iterable
from itertools import islice
from typing import TypeGuard, TypeVar

import msgspec

from aiurdesk.core.verdict.shapes import field_maps, names, sentences
from aiurdesk.core.verdict.shapes.field_maps import Leaf, MapReader, is_tree, read_tree
from aiurdesk.core.verdict.shapes.findings import MOST, Findings, Members, Origin
from aiurdesk.core.verdict.shapes.places import Steps, folded, location_of, read_place
from aiurdesk.core.verdict.shapes.said import Said, Sent
from aiurdesk.core.verdict.shapes.sentences import is_sentence, is_token

T = TypeVar("T")

_LONGEST_JSON = 100_000
"""Characters of JSON inside a text."""
_DEEPEST_UNKNOWN = 4
"""How deep an object of unknown names is searched for errors."""
_MOST_ABOUT_TEXT = 3
_VALIDATES = (400, 422)
_OF_FLATTEN = frozenset({"fielderrors", "formerrors"})
_GRAPHQL_PLACES = ("argumentName", "field", "fieldName", "path", "property")


def read_errors(tree: object, status: int, sent: Sent) -> Said:
    """Return what a tree says about an error. It is read, and not judged.

    Args:
        tree: Of dicts, lists and plain values.
        status: Of the response.
        sent: What the request sent.
    """
    findings = Findings(status, sent)
    _ErrorReader(findings).read_whole(tree)
    return findings.said()


class _ErrorReader:
    """Goes through a tree, and adds what it finds."""

    def __init__(self, findings: Findings) -> None:
        self._findings, self._sent, self._status = findings, findings.sent, findings.status

    def read_whole(self, tree: object) -> None:
        """Read the value of a body."""
        tree = _bounded(tree)
        if not isinstance(tree, dict) or self._is_error(tree):
            self._read(tree, "", 0)
            return
        inner = [(name, value) for name, value in tree.items() if isinstance(value, dict)]
        are_scalars = not any(isinstance(value, list) for value in tree.values())
        if len(inner) == 1 and are_scalars and self._is_wrapper(*inner[0]):
            self.read_whole(inner[0][1])
        elif self._status not in _VALIDATES and all(isinstance(it, str) for it in tree.values()):
            # ``{"missing": "No order has this number"}``
            for name, text in tree.items():
                if is_sentence(text) and not self._is_sent(name):
                    self._findings.add_summary(text, 0, 0)
        elif self._status >= 400 and self._is_all_texts(tree, 0):
            self._add(MapReader(self._findings, is_trusted=self._status in _VALIDATES).read(tree))
        else:
            self._look_around(tree, 0)

    # What an object is.

    def _is_wrapper(self, name: str, inner: Members) -> bool:
        """Tell whether an object only holds another, as the root of an XML document does."""
        if self._is_sent(name) or not self._findings.may_read(0):
            return False
        return self._is_error(inner) or folded(name) in ("envelope", "response", "errorresponse")

    def _is_error(self, node: Members) -> bool:
        """Tell whether an object describes an error; else it is a map of fields and texts."""
        if len(node) > 1 and all(_is_list_of_texts(value) for value in node.values()):
            return any(folded(name) in names.FIELD_MAPS for name in node)
        return any(self._describes(name, value) for name, value in node.items())

    def _describes(self, name: str, value: object) -> bool:
        plain, value = folded(name), _in_a_language(value)
        if isinstance(value, str):
            return plain in names.RANKS or plain in names.CODES or plain in ("type", "status")
        if isinstance(value, (int, float)):
            return plain in names.CODES or plain in names.STATES
        if self._is_sent(name) and _is_list_of_texts(value) and plain not in names.FIELD_MAPS:
            return False
        return plain in names.CONTAINERS or name == "_errors"

    def _is_map(self, node: Members, name: str) -> bool:
        """Tell whether an object is a map of fields, from the name of its member."""
        if any(folded(member) in _OF_FLATTEN for member in node):
            return False
        if len(node) == 1 and isinstance(node.get("Error", node.get("error")), (dict, list)):
            # ``<Errors><Error>``.
            return False
        if name not in names.FIELD_MAPS:
            return not self._is_error(node)
        # ``{"errors": {"detail": "Not Found"}}`` is an error, and not that of a field.
        is_told = any(
            isinstance(value, str) and folded(member) in names.RANKS
            and folded(member) not in names.WEAK_MESSAGES and not self._is_sent(member)
            for member, value in node.items()
        )  # fmt: skip
        return not (is_told and all(self._describes(*pair) for pair in node.items()))

    def _is_sent(self, name: str) -> bool:
        return isinstance(self._sent.body, dict) and name in self._sent.body

    def _is_all_texts(self, value: object, depth: int) -> bool:
        if not self._findings.may_read(depth):
            return False
        if isinstance(value, dict):
            is_leaf = bool(field_maps.leaf_text(value, None))
            return is_leaf or all(self._is_all_texts(it, depth + 1) for it in value.values())
        if isinstance(value, list):
            return all(self._is_all_texts(it, depth + 1) for it in value)
        if isinstance(value, str):
            return self._status in _VALIDATES or is_sentence(value)
        return value is None and depth > 0

    # Values that tell of an error.

    def _read(self, node: object, name: str, depth: int) -> None:
        """Read a value that tells of an error; ``name`` is that of its member, folded."""
        if not self._findings.may_read(depth):
            return
        node = _bounded(_in_a_language(node))
        match node:
            case str():
                self._text(node, name, depth)
            case list():
                for item in node:
                    self._item(item, name, (), "", depth + 1)
            case dict() if is_tree(node):
                self._add(read_tree(self._findings, node))
            case dict() if self._is_map(node, name):
                is_trusted = name in names.FIELD_MAPS or name == "message"
                reader = MapReader(self._findings, is_trusted=is_trusted)
                self._add(reader.read(node, depth=depth))
            case dict():
                self._object(node, depth)

    def _add(self, leaves: Iterable[Leaf]) -> None:
        for leaf in leaves:
            if isinstance(leaf.content, str):
                if leaf.steps:
                    self._findings.add_field(
                        leaf.steps, leaf.content, leaf.location, origin=leaf.origin
                    )
                else:
                    self._text_of_list(leaf.content, "", 0)
            else:
                self._item(leaf.content, "", leaf.steps, leaf.location, 0)

    def _text(self, text: str, name: str, depth: int) -> None:
        inner = _inner_json(text)
        if inner is not None:
            self._read(inner, name, depth + 1)
            return
        is_list = False
        for line in sentences.lines_of_fields(text):
            is_list = True
            self._text_of_list(line, name, depth)
        for named, sentence in sentences.pretty(text):
            is_list = True
            self._findings.add_field(read_place(named, self._sent) or (), sentence)
        if not is_list:
            self._located(text)
            self._labelled(text)
            self._findings.add_summary(text, names.RANKS.get(name, len(names.RANKS)), depth)

    def _located(self, text: str) -> None:
        for named, sentence in sentences.located(text):
            head, _, pointer = named.removeprefix("request/").partition("/")
            steps = tuple(step for step in pointer.split("/") if step)
            missing = sentences.missing_name(sentence)
            if missing and steps[-1:] != (missing,):
                steps = (*steps, missing)
            if steps:
                self._findings.add_field((head, *steps), sentence, origin=Origin.WHOLE)

    def _labelled(self, text: str) -> None:
        for label, sentence in sentences.labelled(text):
            # How Joi calls the whole.
            if label != "value" or self._is_sent(label):
                steps = read_place(label, self._sent) or ()
                self._findings.add_field(steps, sentence, origin=Origin.WHOLE)

    def _object(self, node: Members, depth: int) -> None:
        if isinstance(node.get("path"), list):
            # A single error instead of a list of them.
            self._entry(node, (), "", depth)
            return
        self._findings.add_codes(node, depth)
        self._own_field(node)
        self._validation(node)
        has_text = any(
            isinstance(value, str) and folded(name) in names.RANKS and folded(name) != "error"
            for name, value in node.items()
        )
        for name, member in node.items():
            plain, value = folded(name), _in_a_language(member)
            if isinstance(value, (dict, list)):
                self._member(name, value, depth)
            elif (
                isinstance(value, str)
                and plain in names.RANKS
                and name[0] != "_"
                # ``invalid_grant`` beside a description is the code.
                and not (plain == "error" and has_text and is_token(value))
            ):
                self._text(value, plain, depth)

    def _validation(self, node: Members) -> None:
        """Read sentences that begin with labels, where a list of keys confirms them."""
        validation = node.get("validation")
        if not isinstance(validation, dict):
            return
        for holder in (validation, *validation.values()):
            if not isinstance(holder, dict) or not isinstance(holder.get("keys"), list):
                continue
            text = holder.get("message", node.get("message"))
            location = location_of(holder.get("source"))
            for label, sentence in (
                sentences.labelled(text, are_sure=True) if _is_text(text) else ()
            ):
                steps = read_place(label, self._sent) or ()
                if ".".join(steps) in holder["keys"][:MOST]:
                    self._findings.add_field(steps, sentence, location, origin=Origin.WHOLE)

    def _own_field(self, node: Members) -> None:
        about = [value for name, value in node.items() if folded(name) in names.ABOUT]
        for holder in (node, *about):
            steps = field_maps.own_place(holder, self._sent) if isinstance(holder, dict) else None
            text = field_maps.text_of(node)
            if steps and text and is_sentence(text):
                self._findings.add_field(
                    steps, text, field_maps.location_in(node), origin=Origin.WHOLE
                )

    def _member(self, name: str, value: object, depth: int) -> None:
        plain = folded(name)
        if plain in names.CONTAINERS or name == "_errors":
            self._read(value, plain, depth + 1)
        elif plain not in names.ECHOES:
            self._look_into(value, depth + 1)

    def _look_around(self, node: Members, depth: int) -> None:
        for name, value in node.items():
            if folded(name) not in names.ECHOES:
                self._look_into(value, depth + 1)

    def _look_into(self, value: object, depth: int) -> None:
        """Read a member of an unknown name only where its shape is that of errors."""
        if depth > _DEEPEST_UNKNOWN or not self._findings.may_read(depth):
            return
        if isinstance(value, list):
            if value and all(self._is_entry(item) for item in value[:MOST]):
                self._read(value, "", depth)
        elif isinstance(value, dict):
            if any(folded(name) in _OF_FLATTEN for name in value):
                self._object(value, depth)
            else:
                self._look_around(value, depth)

    def _is_entry(self, item: object) -> bool:
        if not isinstance(item, dict):
            return False
        return bool(field_maps.text_of(item)) and field_maps.place_of(item, self._sent) is not None

    # Lists.

    def _item(self, item: object, name: str, parent: Steps, location: str, depth: int) -> None:
        if not self._findings.may_read(depth):
            return
        if isinstance(item, str):
            self._text_of_list(item, name, depth)
        elif isinstance(item, list):
            for inner in item:
                self._item(inner, name, parent, location, depth + 1)
        elif isinstance(item, dict):
            self._entry(_bounded(item), parent, location, depth)

    def _text_of_list(self, text: str, name: str, depth: int) -> None:
        named, pair = sentences.subject(text), sentences.before_colon(text)
        if named and (named[:1].islower() or self._is_confirmed(named)):
            self._findings.add_field(read_place(named, self._sent) or (), text)
        elif pair is not None and self._is_confirmed(pair[0]):
            self._findings.add_field(read_place(pair[0], self._sent) or (), pair[1])
        elif _inner_json(text) is not None or any(sentences.located(text)):
            self._text(text, name, depth)
        else:
            self._findings.add_whole(text)

    def _is_confirmed(self, named: str) -> bool:
        """Tell whether a word at the beginning of a sentence names something of the request."""
        sent = self._sent
        if any(named in sent_names for sent_names in (sent.query, sent.path, sent.headers)):
            return True
        body = sent.body if isinstance(sent.body, dict) else {}
        is_path = len(read_place(named, sent) or ()) > 1
        return is_path or any(folded(name) == folded(named) for name in list(body)[:MOST])

    def _entry(self, entry: Members, parent: Steps, location: str, depth: int) -> None:
        if isinstance(entry.get("error"), dict) and len(entry) <= 3:
            # One of a batch.
            self._object(entry, depth)
        elif field_maps.is_of_graphql(entry, self._sent):
            self._graphql(entry, depth)
        elif "property" in entry and ("children" in entry or "constraints" in entry):
            self._validation_error(entry, parent, location, depth)
        else:
            self._plain_entry(entry, parent, location, depth)

    def _plain_entry(self, entry: Members, parent: Steps, location: str, depth: int) -> None:
        named = field_maps.place_of(entry, self._sent)
        is_placed = bool(named) and not field_maps.is_of_the_address(entry, self._sent)
        if not is_placed and not parent:
            self._unplaced(entry, depth, has_code=named is None)
            return
        location = location or field_maps.location_in(entry)
        missing = field_maps.missing_property(entry)
        texts = field_maps.texts_of(entry)
        for text in texts or field_maps.flat_texts(entry.get("code")):
            steps = (*parent, *(named or ()))
            name = missing or sentences.missing_name(text)
            if name and (missing or steps[-1:] != (name,)):
                steps = (*steps, name)
            self._findings.add_field(
                steps,
                text,
                location,
                is_loose=field_maps.is_loose(entry),
                is_exact=field_maps.is_pointer(entry),
                origin=Origin.FIELD if texts else Origin.WORD,
            )

    def _unplaced(self, entry: Members, depth: int, *, has_code: bool) -> None:
        """Read an entry that names no field: an error of its own, or one of the whole."""
        text = field_maps.text_of(entry)
        name = field_maps.missing_property(entry)
        if text and not name and "path" in entry:
            name = sentences.missing_name(text)
        if name:
            self._findings.add_field((name,), text, field_maps.location_in(entry))
            return
        if has_code:
            self._findings.add_codes(entry, depth)
        if text:
            self._text_of_list(text, "", depth)
        for member, value in entry.items():
            if isinstance(value, (dict, list)) and folded(member) not in names.PLACES:
                self._member(member, value, depth)

    def _validation_error(self, entry: Members, parent: Steps, location: str, depth: int) -> None:
        """Read an error of class-validator, whose children have errors of their own."""
        steps = (*parent, *(field_maps.place_of(entry, self._sent) or ()))
        for text in field_maps.flat_texts(entry.get("constraints")):
            self._findings.add_field(steps, text, location)
        children = entry.get("children")
        for child in children if isinstance(children, list) else ():
            self._item(child, "", steps, location, depth + 1)

    def _graphql(self, entry: Members, depth: int) -> None:
        extensions = entry.get("extensions")
        extensions = extensions if isinstance(extensions, dict) else {}
        self._findings.add_codes(extensions, depth)
        self._findings.add_codes(entry, depth)
        for name, value in extensions.items():
            if isinstance(value, (dict, list)) and folded(name) in names.CONTAINERS:
                self._read(value, folded(name), depth + 1)
        named = next((extensions[it] for it in _GRAPHQL_PLACES if it in extensions), None)
        steps, text = field_maps.steps_of(named, self._sent), field_maps.text_of(entry)
        if steps:
            self._findings.add_field(steps, text)
        else:
            self._text(text, "message", depth)


def _in_a_language(value: object) -> object:
    """Return the text of an object that adds a language alone, as OData and SOAP do."""
    if not isinstance(value, dict) or len(value) > _MOST_ABOUT_TEXT:
        return value
    names_of_text = [name for name in value if folded(name) in ("value", "text")]
    is_plain = len(names_of_text) == 1 and "lang" in map(folded, value)
    return value[names_of_text[0]] if is_plain else value


def _bounded(value: T) -> T:
    """Return an object without the members beyond the most that are read."""
    if isinstance(value, dict) and len(value) > MOST:
        return type(value)(islice(value.items(), MOST))
    return value


def _is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str)


def _is_list_of_texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(it, str) for it in value)


def _inner_json(text: str) -> object | None:
    """Return the list or object that a text holds as JSON, or None."""
    if text[:1] not in ("{", "[") or len(text) > _LONGEST_JSON:
        return None
    try:
        value: object = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return None
    return value if isinstance(value, (list, dict)) and value else None
