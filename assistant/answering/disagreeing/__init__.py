"""Sources that disagree: what holds now beside what it replaced, and documents that say different things of the same."""
