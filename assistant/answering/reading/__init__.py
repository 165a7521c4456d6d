"""The built-in extractive reader."""
