"""Further searches, where one is not enough."""
