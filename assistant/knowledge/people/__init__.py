"""Who is whom, and whom to ask. Read experts.py first."""
