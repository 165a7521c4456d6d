"""Words, forms and private answers as Slack takes them."""
