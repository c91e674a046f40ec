// A table that is pasted fills the box with its cells and nothing else: merged cells and lines within a cell are kept,
// which the clipboard's plain text loses. Without JavaScript the plain text with tabs is read.
const BLOCKS = new Set(["P", "DIV", "LI", "TR", "H1", "H2", "H3", "H4", "H5", "H6"]);

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const words = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/[ \t\r\n\f]+/g, " ");
  if (node.nodeType !== Node.ELEMENT_NODE || node.matches("style, script, template")) return "";
  if (node.tagName === "BR") return "\n";
  const inner = [...node.childNodes].map(words).join("");
  return BLOCKS.has(node.tagName) ? `\n${inner}\n` : inner;
};

const lines = (cell) =>
  [...cell.childNodes].map(words).join("").split("\n").map((line) => line.trim()).filter(Boolean).map(escaped).join("<br>");

const plain = (table) =>
  [...table.rows]
    .map((row) => {
      const cells = [...row.cells].map((cell) => {
        const across = cell.colSpan > 1 ? ` colspan="${cell.colSpan}"` : "";
        const down = cell.rowSpan > 1 ? ` rowspan="${cell.rowSpan}"` : "";
        return `<td${across}${down}>${lines(cell)}</td>`;
      });
      return `<tr>${cells.join("")}</tr>`;
    })
    .join("\n");

const box = document.querySelector("[data-paste]");
const said = document.querySelector("[data-pasted]");

box.addEventListener("paste", (event) => {
  const html = event.clipboardData.getData("text/html");
  const page = html && new DOMParser().parseFromString(html, "text/html");
  const tables = page ? [...page.querySelectorAll("table")].filter((table) => !table.parentElement.closest("table")) : [];
  if (!tables.length) {
    said.textContent = "";
    return;
  }
  event.preventDefault();
  const found = tables.map((table) => `<table>\n${plain(table)}\n</table>`).join("\n");
  box.setRangeText(found, box.selectionStart, box.selectionEnd, "end");
  const rows = tables.reduce((sum, table) => sum + table.rows.length, 0);
  const counted = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  said.textContent = `Pasted: ${counted(tables.length, "table")} with ${counted(rows, "row")}. The box holds its cells; what it looks like does not matter.`;
});
