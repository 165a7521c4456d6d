"""The parts of the HTML report: plots, sections, the list of questions, and how they look."""
