"""Runs the tests in the order in which they stand and writes a line of JSON for each: `name`, and `error` if it failed."""

import json
import sys
import unittest

FILES = [
    "test_keys",
    "test_people",
    "test_schedules",
    "test_policies",
    "test_channels",
    "test_page_life",
    "test_operations",
]


class Reported(unittest.TestResult):
    def _say(self, test: unittest.TestCase, error: str | None = None) -> None:
        # A failed setUpClass has no test of its own: the tests that it keeps from running are missed by who reads.
        name = getattr(test, "_testMethodName", str(test)).removeprefix("test_").replace("_", " ")
        print(json.dumps({"name": name} if error is None else {"name": name, "error": error}), flush=True)

    def addSuccess(self, test: unittest.TestCase) -> None:
        self._say(test)

    def addFailure(self, test: unittest.TestCase, err: tuple) -> None:
        super().addFailure(test, err)
        self._say(test, self._exc_info_to_string(err, test))

    def addError(self, test: unittest.TestCase, err: tuple) -> None:
        super().addError(test, err)
        self._say(test, self._exc_info_to_string(err, test))


loader = unittest.TestLoader()
# As written, not by name: a test may stand on what the one before it has made.
loader.sortTestMethodsUsing = None
loader.getTestCaseNames = lambda case: [name for name in vars(case) if name.startswith("test_")]
result = Reported()
loader.loadTestsFromNames(FILES).run(result)
sys.exit(0)
