"""Finding the lines of a module that write to the database."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

ALWAYS = {
    "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "acreate", "aget_or_create",
    "aupdate_or_create", "abulk_create", "abulk_update", "asave", "adelete", "aupdate",
}  # fmt: skip
SQL = re.compile(
    r"\b(INSERT\s|REPLACE\s+INTO|UPDATE\s|DELETE\s+FROM|TRUNCATE\b|MERGE\s+INTO|DROP\s|ALTER\s)", re.IGNORECASE
)


@dataclass(frozen=True)
class Write:
    """A line that writes: where, how, and the functions around it, outermost first."""

    line: int
    how: str
    functions: tuple[str, ...]
    in_action: bool


def writes(source: str) -> list[Write]:
    """Every call in `source` that writes to the database, as far as its shape tells."""
    found: list[Write] = []

    def visit(node: ast.AST, functions: tuple[str, ...], in_action: bool) -> None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            functions = (*functions, node.name)
            in_action = in_action or any(_is_action(decorator) for decorator in node.decorator_list)
        if isinstance(node, ast.Call) and (how := _writes(node)):
            found.append(Write(node.lineno, how, functions, in_action))
        for child in ast.iter_child_nodes(node):
            visit(child, functions, in_action)

    visit(ast.parse(source), (), False)
    return found


def _is_action(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else None
    return isinstance(called, ast.Name) and called.id == "action"


def _writes(call: ast.Call) -> str | None:
    if isinstance(call.func, ast.Name):
        return "open_" if call.func.id == "open_" else None
    if not isinstance(call.func, ast.Attribute):
        return None
    name = call.func.attr
    if name in ALWAYS or (name in ("save", "delete") and not call.args):
        return name
    if name == "update" and call.keywords and not call.args:
        return name
    if name in ("execute", "executemany", "raw") and call.args and not isinstance(call.args[0], ast.Starred):
        texts = _texts(call)
        return name if not texts or any(SQL.search(text) for text in texts) else None
    return None


def _texts(call: ast.Call) -> list[str]:
    return [
        node.value
        for argument in call.args
        for node in ast.walk(argument)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
