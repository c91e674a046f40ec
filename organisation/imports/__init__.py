"""The organisation from a table, and as one: directorates, posts, people and who holds what."""

from organisation.imports.looking import Organisation, carried, look_over, read_table, take_in
from organisation.imports.workbook import FILLING_IN, stored_rows, workbook

__all__ = ["FILLING_IN", "Organisation", "carried", "look_over", "read_table", "stored_rows", "take_in", "workbook"]
