"""Small things: file 400 lines, function 40, template 150, style sheet or script 150. The exceptions may only shrink."""

import ast

from tests.house.tree import ROOT, own

FILE, FUNCTION, TEMPLATE, ASSET = 400, 40, 150, 150
EXCEPTIONS: dict[str, int] = {}


def long_functions(source: str, name: str) -> list[str]:
    """Faults for functions longer than FUNCTION lines, docstring not counted."""
    faults = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            body = node.body
            documented = ast.get_docstring(node, clean=False) is not None
            start = body[1].lineno if documented and len(body) > 1 else node.lineno
            length = (node.end_lineno or 0) - start + 1
            if length > FUNCTION:
                faults.append(f"{name}:{node.lineno} {node.name} has {length} lines")
    return faults


def too_long(name: str, lines: int, limit: int) -> list[str]:
    allowed = max(limit, EXCEPTIONS.get(name, 0))
    return [f"{name} has {lines} lines, {allowed} are allowed"] if lines > allowed else []


def _lines(pattern: str, limit: int, *, tests: bool = False) -> list[str]:
    faults = []
    for path in own(pattern, tests=tests):
        if "migrations" in path.parts:
            continue
        faults += too_long(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8").count("\n"), limit)
    return faults


def test_python_files_are_short():
    assert _lines("*.py", FILE, tests=True) == []


def test_templates_are_short():
    assert _lines("*.html", TEMPLATE) == []


def test_style_sheets_and_scripts_are_short():
    assert _lines("*.css", ASSET) + _lines("*.js", ASSET) == []


def test_functions_are_short():
    faults = []
    for path in own("*.py"):
        if "migrations" not in path.parts:
            faults += long_functions(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT)))
    assert faults == []


def test_exceptions_still_need_to_be_exceptions():
    for name in EXCEPTIONS:
        assert (ROOT / name).read_text(encoding="utf-8").count("\n") > FILE


def test_a_long_function_and_a_long_file_are_found():
    source = "def long():\n" + "    x = 1\n" * 41
    assert long_functions(source, "a.py") == ["a.py:1 long has 42 lines"]
    assert too_long("b.py", 401, FILE) == ["b.py has 401 lines, 400 are allowed"]
