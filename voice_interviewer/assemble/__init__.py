"""The composition root: settings in, wired parts and a finished interview out. No container, no registry."""
