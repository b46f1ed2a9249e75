"""The tests, a room for each part of the house; what several rooms use lies beside them."""
