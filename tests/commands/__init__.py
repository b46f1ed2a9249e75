"""What a person types at the command line, and what is answered."""
