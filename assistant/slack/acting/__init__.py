"""What people do with answers, messages and channels."""
