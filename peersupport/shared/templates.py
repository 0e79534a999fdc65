"""Where our templates are read from."""

import re

from django.template.loaders import filesystem

_INDENT = re.compile(r"\n[ \t]+")


class Loader(filesystem.Loader):
    """Reads templates without the indentation of their lines, which is for those who read them.

    A page is a third shorter for it and drawn faster. Line breaks stay: an error names the right line, and words that
    stand on two lines stay two words. Nothing in our templates is set as it is typed (no <pre>).
    """

    def get_contents(self, origin) -> str:
        return _INDENT.sub("\n", super().get_contents(origin))
