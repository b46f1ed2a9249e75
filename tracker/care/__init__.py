"""The rules of care: pure functions over plain values, which know nothing of storing or showing."""
