"""What a question asks for besides its words: filters, times, the questions within it. Pure, but for searching.py."""
