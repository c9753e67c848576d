"""Runs the agent's tests and prints what became of each, as JSON, for the one report of all tests."""

import json
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "instance/agent"), str(HERE)]
sys.dont_write_bytecode = True


class Result(unittest.TestResult):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[dict[str, str]] = []

    def startTest(self, test: unittest.TestCase) -> None:
        super().startTest(test)
        self.rows.append({"name": nameOf(test), "fault": ""})

    def addError(self, test, err) -> None:
        super().addError(test, err)
        self._fault(test, self.errors[-1][1])

    def addFailure(self, test, err) -> None:
        super().addFailure(test, err)
        self._fault(test, self.failures[-1][1])

    def addSubTest(self, test, subtest, err) -> None:
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._fault(test, f"{subtest}: {self._exc_info_to_string(err, test)}")

    def _fault(self, test, text: str) -> None:
        if not self.rows or self.rows[-1]["name"] != nameOf(test):
            self.rows.append({"name": nameOf(test), "fault": ""})
        self.rows[-1]["fault"] += text


def nameOf(test) -> str:
    module = type(test).__module__.removesuffix("_test").replace("_", " ")
    method = getattr(test, "_testMethodName", str(test))
    return f"{module}: {method.removeprefix('test_').replace('_', ' ')}"


result = Result()
unittest.defaultTestLoader.discover(str(HERE), pattern="*_test.py").run(result)
json.dump(result.rows, sys.stdout)
