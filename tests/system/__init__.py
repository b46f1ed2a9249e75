"""What holds of the program as a whole."""
