"""Processes beside the program, and what they are for; ``HelperProcesses`` owns all of them."""
