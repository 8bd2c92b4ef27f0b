"""The built-in dialects on bodies as their services publish them."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from aiurdesk import resources
from aiurdesk.core.dialects.choosing import Target, choose
from aiurdesk.core.dialects.dialect_reading import read
from aiurdesk.core.dialects.paths import PathFailure, search
from aiurdesk.core.problem import FixAction
from aiurdesk.core.verdict.dialect import Dialect, DialectChoice, Reason, row_for
from tests.core.dialects.dialect_bodies import (
    DATA,
    Body,
    bodies,
    dialect_of,
    known_codes,
    service_dialects,
)

HOST = re.compile(r"(\*\.)?[a-z0-9-]+\*?(\.([a-z0-9-]+\*?|\*))*(/[a-z*/._-]+)?")


def what_is_read(body: Body) -> dict[str, Any]:
    """Return everything that a body may have an expectation for."""
    reading = read(dialect_of(body.dialect), body.status, body.headers, body.value)
    row = reading.row
    return {
        "outcome": reading.outcome.value,
        "code": reading.code,
        "sub_code": reading.sub_code,
        "message": reading.message,
        "warning": reading.warning,
        "headline": row.headline if row else "",
        "severity": row.severity.value if row and row.severity else None,
        "fields": [error.name for error in reading.field_errors],
        "items": [sum(not item.is_ok for item in reading.items), len(reading.items)],
        "labels": [item.label for item in reading.items],
        "retry": reading.retry_after_s,
        "request_id": reading.request_id,
        "docs": reading.docs,
        "mistakes": reading.mistakes,
    }


def wrong_in(body: Body) -> Iterator[str]:
    actual = what_is_read(body)
    expected: dict[str, Any] = {"code": None, "sub_code": None, "severity": None, "retry": None}
    expected |= {"fields": [], "items": [0, 0], "docs": "", "warning": "", "request_id": ""}
    expected |= {"mistakes": ()}
    expected |= body.expected
    for key, value in expected.items():
        is_part = key in ("message", "headline", "warning") and value != ""
        if not (value in actual[key] if is_part else value == actual[key]):
            yield f"{body.label}: {key} is {actual[key]!r}, not {value!r}"


def test_what_the_dialects_read():
    wrong = [problem for body in bodies() for problem in wrong_in(body)]
    assert not wrong, "\n".join(wrong)


def test_every_dialect_has_bodies_of_each_kind():
    missing = []
    for dialect in service_dialects():
        own = [body for body in bodies() if body.dialect == dialect.name]
        outcomes = {body.expected["outcome"] for body in own}
        unknown = [body for body in own if "unknown_code" in body.label]
        missing += [
            f"{dialect.name}: {kind}"
            for kind, is_there in {
                "a success": "success" in outcomes,
                "a failure": "error" in outcomes,
                "an unknown code": unknown or not dialect.rows,
                "field errors": any("fields" in body.expected for body in own)
                or not dialect.rules.fields,
                "items": any("items" in body.expected for body in own) or not dialect.rules.items,
                "a source of each body": all(body.source for body in own),
            }.items()
            if not is_there
        ]
    assert not missing, "\n".join(missing)


def test_every_severity_of_a_table_is_read_in_a_body():
    missing = []
    for dialect in service_dialects():
        severities = {row.severity.value for row in dialect.rows if row.severity}
        own = (body for body in bodies() if body.dialect == dialect.name)
        seen = {body.expected.get("severity") for body in own}
        missing += [f"{dialect.name}: {severity}" for severity in sorted(severities - seen)]
    assert missing == ["slack: notice"]


def test_the_host_chooses_the_dialect():
    wrong = []
    for body in bodies():
        if body.host:
            choice = choose(service_dialects(), body.target(body.host), body.value)
            if (choice.dialect, choice.why, choice.also) != (body.dialect, Reason.HOST, ()):
                wrong.append(f"{body.label}: {choice}")
    assert not wrong, "\n".join(wrong)


def test_without_a_host_only_what_is_sure_is_chosen():
    wrong = []
    for body in bodies():
        choice = choose(service_dialects(), body.target("api.example.com"), body.value)
        if (choice.dialect, choice.also) != (body.without_host, ()):
            wrong.append(f"{body.label}: {choice}, not {body.without_host}")
        if body.given and body.expected["outcome"] == "error" and not choice.looks_like:
            wrong.append(f"{body.label}: is not offered")
    assert not wrong, "\n".join(wrong)


def test_an_envelope_of_aiursoft_looks_like_no_other_service():
    more: tuple[dict[str, Any], ...] = ({}, {"items": ["Name is needed."]}, {"value": {"id": 1}})
    envelopes = [
        {"code": code, "message": "Text", **rest} for code in (0, -4, -8, -10, 403) for rest in more
    ]
    target = Target("localhost", "/", "application/json")

    assert [choose(service_dialects(), target, value) for value in envelopes] == [
        DialectChoice()
    ] * 15


def test_what_says_nothing_of_a_failure_is_judged_by_its_status():
    film = {"title": "Dune", "type": "film", "status": "shown"}
    values: tuple[Any, ...] = (
        {},
        [],
        [{"id": 1}],
        "text",
        5,
        True,
        None,
        {"data": [1]},
        {"id": 1},
        film,
    )
    wrong = []
    for dialect in service_dialects():
        for value in values:
            reading = read(dialect, 200, (), value)
            others = [line for line in reading.mistakes if not str(line).startswith("ok is not in")]
            if reading.outcome != "success" or others or reading.code is not None:
                wrong.append(f"{dialect.name}: {value!r} gives {reading}")
    assert not wrong, "\n".join(wrong)


def test_no_dialect_makes_a_failure_of_the_server_green():
    green = [
        f"{body.label} read as {dialect.name}"
        for dialect in service_dialects()
        for body in bodies()
        if read(dialect, 502, body.headers, body.value).outcome != "error"
    ]
    assert not green, "\n".join(green)


def test_every_known_code_has_a_row():
    missing = [
        f"{name}: {code}"
        for name, codes in known_codes().items()
        for code in codes
        if row_for(dialect_of(name), code, "") is None
    ]
    assert not missing, "\n".join(missing)


def test_the_files_have_no_mistakes():
    wrong = [str(mistake) for dialect in service_dialects() for mistake in dialect.mistakes]
    wrong += [
        f"{dialect.name}: no title, source or host" for dialect in service_dialects()
        if not dialect.title or not dialect.source or not _has_sign(dialect)
    ]  # fmt: skip
    wrong += [
        f"{name}: has another name inside"
        for name in resources.list_names("dialects")
        if f'name = "{name.removeprefix("dialects/").removesuffix(".toml")}"'
        not in resources.read_text(name)
    ]
    assert not wrong, "\n".join(wrong)


def test_every_path_is_valid():
    wrong = []
    for dialect in service_dialects():
        for path in _paths(dialect):
            answer = search(path, {})
            if isinstance(answer, PathFailure) and not answer.is_type:
                wrong.append(f"{dialect.name}: {answer.text}")
    assert not wrong, "\n".join(wrong)


def test_no_code_stands_twice_in_a_table():
    twice = []
    for dialect in service_dialects():
        rows = Counter((code, row.says) for row in dialect.rows for code in map(str, row.codes))
        rows += Counter((row.prefix, ()) for row in dialect.rows if row.prefix)
        twice += [f"{dialect.name}: {code}" for code, count in rows.items() if count > 1]
    assert not twice, "\n".join(twice)


def test_every_row_says_what_it_means():
    wrong = [
        f"{dialect.name}: {row}"
        for dialect in service_dialects()
        for row in dialect.rows
        if not row.headline or row.headline.endswith(".") or not row.headline[0].isupper()
    ]
    assert not wrong, "\n".join(wrong)


def test_rows_that_offer_to_renew_the_token_renew_it():
    wrong = [
        f"{dialect.name}: {row.codes}"
        for dialect in service_dialects()
        for row in dialect.rows
        if any(fix.action is FixAction.RENEW_TOKEN for fix in row.fixes) != row.renews_token
    ]
    assert not wrong, "\n".join(wrong)


def test_hosts_are_patterns_that_belong_to_one_dialect():
    wrong = []
    for dialect in service_dialects():
        for pattern in dialect.match.hosts:
            if not HOST.fullmatch(pattern):
                wrong.append(f"{dialect.name}: {pattern} is not a pattern of a host")
            host, slash, path = pattern.replace("*", "x-1").partition("/")
            target = Target(host, f"{slash}{path}")
            choice = choose(service_dialects(), target, None)
            if (choice.dialect, choice.also) != (dialect.name, ()):
                wrong.append(f"{pattern}: {choice}")
    assert not wrong, "\n".join(wrong)


def test_the_data_has_no_body_without_an_expectation():
    named = {body.path for body in bodies()}
    assert {*DATA.glob("*/*.json"), *DATA.glob("*/*.xml")} == named


def _has_sign(dialect: Dialect) -> bool:
    return bool(dialect.match.hosts or dialect.match.content_types or dialect.match.shape)


def _paths(dialect: Dialect) -> Iterator[str]:
    rules = dialect.rules
    if dialect.match.shape:
        yield dialect.match.shape
    lists = [rules.root, rules.ok, rules.partial, rules.code, rules.sub_code, rules.message]
    lists += [rules.warning, rules.request_id, rules.docs, rules.retry_after]
    for field in rules.fields:
        lists += [field.each, field.map, (field.name, field.text)]
    if rules.items:
        items = rules.items
        lists += [items.each, items.ok, items.code, items.message, items.label]
    for path in (path for paths in lists for path in paths):
        if not path.startswith("header:") and path != "http:status":
            yield path
