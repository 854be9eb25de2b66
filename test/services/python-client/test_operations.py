import unittest

from datadog_api_client.v2.api.on_call_api import OnCallApi
from datadog_api_client.v2.api.on_call_paging_api import OnCallPagingApi

from connection import Checked, operations_of


class Operations(unittest.TestCase):
    def test_every_operation_of_on_call_and_paging_has_answered(self):
        known = operations_of(OnCallApi) | operations_of(OnCallPagingApi)
        self.assertEqual(len(known), 27)
        self.assertEqual(known - Checked.answered, set())
