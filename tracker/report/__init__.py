"""Charts as pictures: SVG out of templates, with the words that stand on a terminal too."""
