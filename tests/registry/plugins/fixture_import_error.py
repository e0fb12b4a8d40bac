import does_not_exist_anywhere  # noqa: F401  # this fixture is for the failing import
