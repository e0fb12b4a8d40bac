class Unreadable(Exception):  # noqa: N818  # any name will do
    def __str__(self):
        raise RuntimeError


raise Unreadable
