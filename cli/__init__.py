"""The command line: the only floor that prints, prompts, writes and exits."""
