"""Asterfleet's agent: what an instance does and says for itself. The standard library alone."""
