"""`model-licenses.lock`: the texts a project has adopted, who decided on them, and what has changed since.

The lock is one text file, a fact a line, beside a folder that holds each text once; both are meant to be
committed. All of it is pure but `monitor.lock.files`, the door to the disk. What a locked check needs is
kept apart from what makes and renews a lock, since the former runs in every build.
"""
