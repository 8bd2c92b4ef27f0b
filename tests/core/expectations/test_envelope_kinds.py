from aiurdesk.core.expectations.frame_tests import FRAME_TEST_KINDS
from aiurdesk.core.expectations.kinds_of_tests import CODE, SEVERITY, VALUE
from aiurdesk.core.expectations.response_tests import TEST_KINDS


def test_a_body_and_a_frame_have_the_same_tests_of_an_envelope():
    for kind in (CODE, SEVERITY, VALUE):
        assert kind in TEST_KINDS
        assert kind in FRAME_TEST_KINDS
