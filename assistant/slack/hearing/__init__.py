"""What comes in from Slack, read and kept."""
