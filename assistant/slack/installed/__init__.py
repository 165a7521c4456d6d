"""The workspaces that Lore is installed in, and how Slack's Web API is called there."""
