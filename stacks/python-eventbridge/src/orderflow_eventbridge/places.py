"""Where the files lie that are not Python: in an installed package beside it, in the repository where they belong."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_STACK = _PACKAGE.parent.parent


def schemas_folder() -> Path:
    """The folder of the contracts."""
    packaged = _PACKAGE / "schemas"
    return packaged if packaged.is_dir() else _STACK.parent.parent / "schemas"


def template_file() -> Path:
    """The template of everything that the stack needs at AWS."""
    packaged = _PACKAGE / "template.yaml"
    return packaged if packaged.is_file() else _STACK / "template.yaml"
