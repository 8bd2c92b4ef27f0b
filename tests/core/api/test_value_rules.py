import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.api.endpoint import Location, Parameter, ParameterKind
from aiurdesk.core.api.value_rules import INT_32, Constraints, whole_range, write_number
from aiurdesk.core.preparing.wire_format import to_wire
from aiurdesk.core.problem import Problem

INTEGER = Parameter("v", ParameterKind.INTEGER, Location.QUERY)
LONG = Parameter("v", ParameterKind.LONG, Location.QUERY)
NUMBER = Parameter("v", ParameterKind.NUMBER, Location.QUERY)


def limited(kind: ParameterKind, least: int | None, most: int | None) -> Parameter:
    return Parameter("v", kind, Location.QUERY, minimum=least, maximum=most)


def refused(answer: str | Problem) -> str:
    assert isinstance(answer, Problem), answer
    return answer.sentence


@given(st.integers(-(2**31), 2**31 - 1))
def test_every_whole_number_of_32_bits_is_sent_as_it_reads(number):
    assert to_wire(INTEGER, str(number)) == str(number)
    assert to_wire(INTEGER, f" {number} ") == str(number)


@pytest.mark.parametrize(
    ("text", "wire"), [("+12", "12"), ("012", "12"), ("-0", "0"), ("0" * 5000 + "7", "7")]
)
def test_plus_signs_and_leading_zeros_are_dropped(text, wire):
    assert to_wire(INTEGER, text) == wire


@pytest.mark.parametrize("text", ["2147483648", "-2147483649", "9" * 5000])
def test_a_number_beyond_32_bits_is_refused(text):
    assert refused(to_wire(INTEGER, text)) == (
        "Enter a whole number from -2147483648 to 2147483647, such as 12."
    )


def test_a_long_takes_64_bits():
    assert to_wire(LONG, str(2**63 - 1)) == str(2**63 - 1)
    assert "9223372036854775807" in refused(to_wire(LONG, str(2**63)))


def test_the_parameters_own_range_narrows_and_gives_the_example():
    page = limited(ParameterKind.INTEGER, 20, 100)
    assert whole_range(page, INT_32) == (20, 100)
    assert refused(to_wire(page, "1")) == "Enter a whole number from 20 to 100, such as 20."
    assert to_wire(page, "100") == "100"


@pytest.mark.parametrize(("text", "read"), [("0x1F", 31), ("&hff", 255), ("#10", 16)])
def test_hexadecimal_is_refused_with_what_the_server_would_read(text, read):
    assert f"would read {text} as {read}. " in refused(to_wire(INTEGER, text))


@pytest.mark.parametrize(
    "text", ["1,5", "1e3", "12.0", "--1", "1_000", "١٢", "−12", "twelve", "12\0", "1 2"]
)
def test_other_notations_of_a_whole_number_are_refused(text):
    assert refused(to_wire(INTEGER, text)).startswith("Enter a whole number")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_fraction_that_python_prints_is_sent_and_keeps_its_value(number):
    wire = to_wire(NUMBER, repr(number))
    assert isinstance(wire, str)
    assert float(wire) == number


@pytest.mark.parametrize("text", ["1.5", "1e3", "-1.5", ".5", "5.", "0.10", "1E-3"])
def test_a_number_with_a_point_is_sent_as_it_is(text):
    assert to_wire(NUMBER, f" +{text} ".replace("+-", "-")) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1,5", "drop commas and would read 1,5 as 15"),
        ("1,234.5", "would read 1,234.5 as 1234.5"),
        ("1.234,5", "would read 1.234,5 as 1.2345"),
        ("NaN", "Not all servers accept"),
        ("-Infinity", "Not all servers accept"),
        ("∞", "Not all servers accept"),
        ("1e400", "infinity"),
        ("-1e400", "infinity"),
        ("1e-400", "round this to 0.0"),
        ("12345678901234567890123", "round this to 1.2345678901234568e+22"),
        ("1,2,x", "Enter a number with a point, such as 1.5."),
        ("1e99999", "Enter a number"),
        ("one", "Enter a number"),
    ],
)
def test_a_number_that_is_read_as_another_one_is_refused(text, words):
    assert words in refused(to_wire(NUMBER, text))


@pytest.mark.parametrize(
    ("least", "most", "text", "words"),
    [
        (0, 1, "1.5", "a number from 0 to 1 with a point"),
        (2, None, "1.5", "a number of at least 2"),
        (None, 1, "1.5", "a number of at most 1"),
    ],
)
def test_a_number_outside_its_range_is_refused(least, most, text, words):
    assert words in refused(to_wire(limited(ParameterKind.NUMBER, least, most), text))


@pytest.mark.parametrize(
    ("limits", "text", "is_taken"),
    [
        ({"minimum": 0.1}, "0.1", True),
        ({"minimum": 0.1}, "0.09", False),
        ({"maximum": 0.3}, "0.3", True),
        ({"minimum": 0, "excludes_limits": True}, "0", False),
        ({"minimum": 0, "excludes_limits": True}, "0.001", True),
        ({"maximum": 1.5, "excludes_limits": True}, "1.5", False),
    ],
)
def test_limits_may_be_fractions_and_may_be_excluded(limits, text, is_taken):
    wire = write_number(Constraints(**limits), text, "1")
    assert isinstance(wire, str) is is_taken
    if limits == {"minimum": 0, "excludes_limits": True} and not is_taken:
        assert wire == Problem("Enter a number more than 0 with a point, such as 1.")


def test_whole_numbers_lie_within_fractions():
    assert whole_range(Constraints(minimum=0.5, maximum=2.5), INT_32) == (1, 2)
    excluded = Constraints(minimum=1, maximum=5, excludes_limits=True)
    assert whole_range(excluded, INT_32) == (2, 4)
