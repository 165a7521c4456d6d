"""How a generator is asked."""
