"""A newcomer's path through the corpus. Read onboarding.py first."""
