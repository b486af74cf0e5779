"""Servers on this machine that stand in for the services of the net."""
