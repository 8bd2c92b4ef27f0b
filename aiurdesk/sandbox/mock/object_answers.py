"""Answers about objects that clients created: the usual ones, with what was sent in them."""

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.translation import tr
from aiurdesk.sandbox.aspnet.response import Response, to_json
from aiurdesk.sandbox.mock.answers import Answer, Answers, NoSuchAnswerError
from aiurdesk.sandbox.mock.failure_bodies import problem_response
from aiurdesk.sandbox.mock.kept_objects import (
    KeptObjects,
    Role,
    holder_of,
    id_member,
    list_in,
)
from aiurdesk.sandbox.mock.wishes import Wish

_FIRST_NUMBER = 1_000
_LONGEST_BODY = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that is about objects."""

    path: str
    """As it was sent."""
    values: Mapping[str, str]
    """Of the placeholders of its path."""
    body: bytes

    @property
    def sent(self) -> dict[str, Any]:
        """The object that was sent; empty where it was none."""
        try:
            value = json.loads(self.body) if len(self.body) <= _LONGEST_BODY else None
        except (ValueError, RecursionError):
            value = None
        return value if isinstance(value, dict) else {}


class ObjectAnswers:
    """Keeps what is created, changed and deleted, and puts it into the answers of a service."""

    def __init__(self, answers: Answers, roles: Mapping[str, Role], parameters: Mapping[str, str]):
        """Begin with nothing.

        Args:
            answers: Of the service.
            roles: What endpoints do, by their ids.
            parameters: What the ids of the objects are called, by the path of their collection.
        """
        self._answers, self._roles, self._parameters = answers, roles, parameters
        self.kept = KeptObjects()

    def answer(self, endpoint: Endpoint, asked: Asked, usual: Answer) -> Answer:
        """Return the answer of an endpoint, made of the one that it usually has."""
        match self._roles.get(endpoint.id):
            case Role.CREATE:
                return self._created(endpoint, asked, usual)
            case Role.LIST:
                return self._listed(asked, usual)
            case Role.READ | Role.REPLACE | Role.CHANGE | Role.DELETE as role:
                return self._of_one(endpoint, role, asked, usual)
        return usual

    def _created(self, endpoint: Endpoint, asked: Asked, usual: Answer) -> Answer:
        self.kept.created += 1
        sent, path = asked.sent, asked.path.rstrip("/")
        # Another one than before, so that two objects differ in what was not sent.
        salt = f"{endpoint.id}:{self.kept.created}"
        made = self._answers.usual(endpoint, Wish(), salt=salt)
        body = _value(made.response) if usual.source == made.source else _value(usual.response)
        holder = holder_of(body, sent)
        if holder is None:
            body = holder = {}
        _fill(holder, sent)
        name = id_member(holder or sent, self._parameters.get(endpoint.path.rstrip("/"), "id"))
        if name not in sent:
            holder[name] = self._new_id(holder.get(name), path)
        id_ = str(holder[name])
        self.kept.put(path, id_, {**holder, **{n: v for n, v in sent.items() if n not in holder}})
        response = _with(usual.response, body)
        if response.status == 201:
            location = (("location", f"{path}/{id_}"),)
            response = replace(response, headers=(*response.headers, *location))
        return Answer(response, tr("created and kept"))

    def _new_id(self, made: Any, path: str) -> Any:
        number = self.kept.created
        if isinstance(made, str):
            try:
                UUID(made)
            except ValueError:
                return made if not self.kept.knows(path, made) else f"{made}-{number}"
            return str(UUID(int=(UUID(made).int + number) % 2**128))
        return _FIRST_NUMBER + number

    def _listed(self, asked: Asked, usual: Answer) -> Answer:
        path = asked.path.rstrip("/")
        kept = dict(self.kept.of(path))
        body = deepcopy(_value(usual.response))
        entries = list_in(body)
        if not kept or entries is None:
            return usual
        parameter = next((p for c, p in self._parameters.items() if _ends(c) == _ends(path)), "id")
        left = [e for e in entries if not (isinstance(e, dict) and _id_in(e, parameter) in kept)]
        entries[:] = [*left, *(value for value in kept.values() if value is not None)]
        return Answer(_with(usual.response, body), tr("with what was created"))

    def _of_one(self, endpoint: Endpoint, role: Role, asked: Asked, usual: Answer) -> Answer:
        parameter = endpoint.path.rstrip("/").rpartition("{")[2].rstrip("}")
        path, id_ = asked.path.rstrip("/").rpartition("/")[0], asked.values.get(parameter, "")
        before = self.kept.get(path, id_)
        if before is None and self.kept.knows(path, id_) and role is not Role.REPLACE:
            return self._gone(endpoint, id_)
        if role is Role.DELETE:
            self.kept.put(path, id_, None)
            return usual
        body = deepcopy(_value(usual.response))
        names = before if before is not None else asked.sent
        holder = holder_of(body, names)
        if holder is None:
            holder = {}
        if before is None:
            name = id_member(holder, parameter)
            holder[name] = _like(holder.get(name), id_)
        elif role is Role.REPLACE:
            name = id_member(before, parameter)
            holder[name] = before.get(name, id_)
        else:
            holder.clear()
            holder |= before
        if role is Role.READ:
            source = tr("kept") if before is not None else usual.source
            return Answer(_with(usual.response, body), source)
        _fill(holder, {n: v for n, v in asked.sent.items() if n != id_member(holder, parameter)})
        self.kept.put(path, id_, dict(holder))
        return Answer(_with(usual.response, body), tr("changed and kept"))

    def _gone(self, endpoint: Endpoint, id_: str) -> Answer:
        try:
            if any(one.status in ("404", "4XX") for one in endpoint.responses):
                return self._answers.named(endpoint, Wish(code="404"))
        except NoSuchAnswerError:
            pass
        words = tr("{id} was deleted.").format(id=id_[:100])
        return Answer(problem_response(404, words), tr("deleted before"))


def _value(response: Response) -> Any:
    try:
        return json.loads(response.body)
    except (ValueError, RecursionError):
        return None


def _with(response: Response, body: Any) -> Response:
    """Return a response with another body; one without a body stays as it is."""
    if not response.body:
        return response
    return replace(response, body=to_json(body).encode())


def _fill(holder: dict[str, Any], sent: dict[str, Any]) -> None:
    """Put what was sent into an object, where that has such members or has none at all."""
    is_empty = not holder
    for name, value in sent.items():
        if is_empty or name in holder:
            holder[name] = value


def _ends(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def _id_in(entry: dict[str, Any], parameter: str) -> str:
    return str(entry.get(id_member(entry, parameter), ""))


def _like(made: Any, id_: str) -> Any:
    """Return an id of a path as the type that the object has for it."""
    is_number = isinstance(made, int) and not isinstance(made, bool)
    return int(id_) if is_number and id_.isdecimal() and len(id_) < 18 else id_
