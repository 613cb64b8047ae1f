"""Where a project names the models it uses: Python, notebooks, configurations, images, bills of materials.

`project` reads a folder; `files` tells what one file names, by the kind of file; the other modules read one
kind each. Only what is written is found: a name that is made at run time is told as such, never guessed.
"""
