"""What is computed from plain values: times, rhythms, care rules, doses, money, wording."""
