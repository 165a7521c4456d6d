"""The command line, a file for each group of commands; `assistant/__main__.py` puts them together."""
