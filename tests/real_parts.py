"""The programs that the tests need beside Python: skipped where missing, demanded where said so."""

import os
import shutil

import pytest


def need(program: str) -> str:
    """Return the path of a program; skip the test without it, or fail where TRACKER_REAL_PARTS=1."""
    path = shutil.which(program)
    if path is None and os.environ.get("TRACKER_REAL_PARTS") == "1":
        pytest.fail(f"{program} is missing, and TRACKER_REAL_PARTS=1 demands it")
    return path or pytest.skip(f"{program} is not installed")
