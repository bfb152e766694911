"""Rehearsals: a scripted candidate in a virtual room, in real time, through the program's own audio loop."""
