"""The live process: server-sent events to open pages."""
