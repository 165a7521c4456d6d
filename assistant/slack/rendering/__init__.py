"""What Lore says, as Slack shows it best: within every limit, and with no link or mention that is not Lore's own."""
