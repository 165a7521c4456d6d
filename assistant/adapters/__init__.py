"""One file or folder for each technology and port; `bootstrap` picks among them."""
