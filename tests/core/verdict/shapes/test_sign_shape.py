from aiurdesk.core.verdict.shapes.sign_shape import SignShape, Wrapper


def wrappers(members):
    return [(name, why) for name, _, why in SignShape(members).wrappers()]


def test_an_empty_identity_makes_no_thing():
    assert not SignShape({"id": "", "errors": ["x"]}).is_thing
    assert SignShape({"id": "7", "errors": ["x"]}).is_thing


def test_an_object_called_status_wraps_only_where_nothing_stands_beside_it():
    status = {"code": 401, "message": "invalid API key"}
    assert wrappers({"status": status, "results": []}) == [("status", Wrapper.REST)]
    assert wrappers({"status": status, "train": "ICE 1"}) == []


def test_the_only_member_of_an_object_may_be_a_thing():
    assert wrappers({"login": {"result": "Failed"}}) == [("login", Wrapper.ALONE)]


def test_the_only_member_that_is_called_an_error_is_one():
    assert SignShape({"quandl_error": {"code": "QEAx01"}}).values("error")
    assert not SignShape({"quandl_error": {"code": "QEAx01"}, "n": 1}).values("error")


def test_an_object_that_says_success_wraps_nothing():
    assert wrappers({"ok": True, "result": {"error": "x"}}) == []


def test_more_members_than_are_read_are_others():
    many = {f"a{index}": None for index in range(200)}
    assert SignShape({**many, "message": "not found"}).says_failure() is False
