class StackError(Exception):
    """Something that a person has to hear about and can act on; told without a traceback."""
