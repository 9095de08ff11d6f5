"""The parts of checking: reading facts in sets, judging them, writing what came of it in sets."""
