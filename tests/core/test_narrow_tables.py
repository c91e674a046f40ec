import tinyhtml5

from core.narrow_tables import make_ready_for_phones

HEADS = ["Ref", "Key action", "Rating", "Update"]


def letters(root):
    return "".join("".join(root.itertext()).split())


def made_ready(rows, *, kinds="sheet sheet--objective", heads=HEADS):
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    page = f'<table class="{kinds}"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    root = tinyhtml5.parse(page, namespace_html_elements=False).find("body")
    before = letters(root)
    make_ready_for_phones(root)
    assert letters(root) == before
    return root.find("table")


def test_each_cell_of_a_wide_sheet_names_its_column_and_keeps_its_role():
    table = made_ready('<tr><td>1.1</td><th scope="row">Submit the plan</th><td>Overdue</td><td>None</td></tr>')
    assert (table.get("class"), table.get("role")) == ("sheet sheet--objective cards", "table")
    head, row = table.findall(".//tr")
    assert [cell.get("role") for cell in head] == ["columnheader"] * 4
    assert [(cell.get("role"), cell.get("data-label")) for cell in row] == [
        ("cell", "Ref"),
        ("rowheader", None),
        ("cell", "Rating"),
        ("cell", "Update"),
    ]
    assert {group.get("role") for group in table} == {"rowgroup"}


def test_a_name_of_several_parts_is_one_line():
    heads = ["Ref", "Key<br/> action", "Rating<span> now</span>", "Update"]
    table = made_ready("<tr><td>1</td><td>2</td><td>3</td><td>4</td></tr>", heads=heads)
    assert [cell.get("data-label") for cell in table.findall("tbody/tr/td")][1:3] == ["Key action", "Rating now"]


def test_what_a_phone_can_show_as_it_is_stays_a_table():
    row = "<tr><td>1</td><td>2</td><td>3</td></tr>"
    assert made_ready(row, heads=HEADS[:3]).get("role") is None
    four = "<tr><td>1</td><td>2</td><td>3</td><td>4</td></tr>"
    assert made_ready(four, kinds="sheet sheet--prose").get("role") is None
    assert made_ready(four, kinds="agenda").get("role") is None


def test_a_table_whose_cells_span_columns_is_left_alone():
    table = made_ready('<tr><td colspan="3">All</td><td>4</td></tr>')
    assert table.get("class") == "sheet sheet--objective"


def test_an_empty_cell_takes_no_line_of_a_card():
    table = made_ready("<tr><td>1</td><td>2</td><td> \n </td><td>4</td></tr>")
    assert table.find("tbody/tr/td[3]").text is None
