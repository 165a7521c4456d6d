"""How results look in a terminal. Apart from each other, since what draws Markdown or bars takes long to load."""
