"""The rules of care: pure functions over plain values, on the standard library alone."""
