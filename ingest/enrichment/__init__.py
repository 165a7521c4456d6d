"""What is done to a parsed document before anything of it is stored: hidden text and secrets leave, with a warning."""
