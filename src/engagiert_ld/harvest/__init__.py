"""What a portal would make of a catalogue: a rehearsal of its harvest against a running site, which changes nothing anywhere."""
