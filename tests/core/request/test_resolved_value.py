from aiurdesk.core.request.request import FileValue
from aiurdesk.core.request.resolved_value import Unresolved, resolve_value


def test_values_of_each_shape_are_resolved():
    file = FileValue("/{{a}}", "{{a}}")
    assert resolve_value("{{a}}", {"a": "1"}) == "1"
    assert resolve_value(("{{a}}", "b"), {"a": "1"}) == ("1", "b")
    assert resolve_value(file, {"a": "1"}) == file
    assert resolve_value(("{{a}}", "{{b}} {{a}}"), {}) == Unresolved(("a", "b"))
