"""Citations that hold: markers, links and what bears a sentence out."""
