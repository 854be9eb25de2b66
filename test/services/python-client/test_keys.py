import os
import unittest

from datadog_api_client.exceptions import ForbiddenException
from datadog_api_client.v1.api.authentication_api import AuthenticationApi

from connection import authentication, connect


class Keys(unittest.TestCase):
    def test_a_pair_of_keys_is_valid(self):
        self.assertIs(authentication.validate().valid, True)

    def test_an_unknown_key_is_forbidden(self):
        unknown = connect("0" * 32, os.environ["PRODUCT_APPLICATION_KEY"])
        with self.assertRaises(ForbiddenException) as refused:
            AuthenticationApi(unknown).validate()
        self.assertEqual(refused.exception.status, 403)
        self.assertTrue(refused.exception.body["errors"])
