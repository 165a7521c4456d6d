"""Question → query → hits that the asker may see. Fusion and ranking are pure."""
