"""What is stored, and stays whole: the journal, its schema, its file, many processes at once."""
