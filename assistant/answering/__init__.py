"""Evidence to an answer whose citations hold, with a language model or without one."""
