// Lets prose be written as it will look. Each box for Markdown becomes an editor (Tiptap, as django-prose-editor ships
// it), which takes and posts HTML; the server makes Markdown of it. Without JavaScript, or where the editor does not
// come, the box stays and takes Markdown.
const boxes = [...document.querySelectorAll("[data-prose]")];

const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

// Word writes lists as paragraphs; here they become lists before the editor takes them in. The server does it again.
// Styles are read as data: the content security policy forbids them as styles.
const tidyPaste = (html) => {
  const inert = html.replace(/<[^>]+>/g, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));
  const page = new DOMParser().parseFromString(inert, "text/html");
  const style = (element) => element.dataset.style ?? "";
  for (const plain of page.querySelectorAll("b[data-style]")) {
    if (/(^|[;\s])font-weight:\s*(normal|400)/i.test(style(plain))) plain.replaceWith(...plain.childNodes);
  }
  for (const span of page.querySelectorAll("span[data-style]")) {
    if (/(^|[;\s])font-weight:\s*(bold|[6-9]00)/i.test(style(span))) {
      const strong = make("strong");
      strong.append(...span.childNodes);
      span.append(strong);
    }
  }
  let lists = [];
  for (const line of page.querySelectorAll("p")) {
    const level = /mso-list:\s*l\d+\s+level(\d+)/i.exec(style(line));
    const follows = lists.length && lists[0].list === line.previousElementSibling;
    if (!level) continue;
    const mark = [...line.querySelectorAll("span")].find((span) => /mso-list:\s*ignore/i.test(style(span)));
    const ordered = /^\(?(\d+|[a-z]|[ivx]+)[.)]$/i.test(mark?.textContent.trim() ?? "");
    mark?.remove();
    const depth = Number(level[1]);
    if (!follows) lists = [];
    while (lists.length && lists.at(-1).depth > depth) lists.pop();
    if (!lists.length || lists.at(-1).depth < depth) {
      const list = make(ordered ? "ol" : "ul");
      if (lists.length) lists.at(-1).list.lastElementChild.append(list);
      else line.before(list);
      lists.push({ list, depth });
    }
    const item = make("li");
    item.append(...line.childNodes);
    lists.at(-1).list.append(item);
    line.remove();
  }
  return page.body.innerHTML;
};

const isLink = (address) => /^(https?:\/\/\S+|mailto:\S+@\S+)$/i.test(address);

// What the buttons of the toolbar say, do, and when they are pressed in.
const tools = (askForLink) => [
  { name: "Bold", keys: "Ctrl+B", run: (chain) => chain.toggleBold(), on: ["bold"] },
  { name: "Italic", keys: "Ctrl+I", run: (chain) => chain.toggleItalic(), on: ["italic"] },
  { name: "Heading", run: (chain) => chain.toggleHeading({ level: 3 }), on: ["heading", { level: 3 }] },
  { name: "Sub-heading", run: (chain) => chain.toggleHeading({ level: 4 }), on: ["heading", { level: 4 }] },
  { name: "Bullets", run: (chain) => chain.toggleBulletList(), on: ["bulletList"] },
  { name: "Numbers", run: (chain) => chain.toggleOrderedList(), on: ["orderedList"] },
  { name: "Indent", keys: "Ctrl+]", run: (chain) => chain.sinkListItem("listItem"), within: "listItem" },
  { name: "Outdent", keys: "Ctrl+[", run: (chain) => chain.liftListItem("listItem"), within: "listItem" },
  { name: "Link", keys: "Ctrl+K", ask: askForLink, on: ["link"] },
  { name: "Table", run: (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }), outside: "table" },
  { name: "Add row", run: (chain) => chain.addRowAfter(), within: "table" },
  { name: "Remove row", run: (chain) => chain.deleteRow(), within: "table" },
  { name: "Add column", run: (chain) => chain.addColumnAfter(), within: "table" },
  { name: "Remove column", run: (chain) => chain.deleteColumn(), within: "table" },
  { name: "Remove table", run: (chain) => chain.deleteTable(), within: "table" },
];

const linkDialog = (id) => {
  const input = make("input", { class: "govuk-input", id: `${id}-address`, type: "url", placeholder: "https://" });
  const error = make("p", { class: "govuk-error-message", hidden: "" }, "An address begins with https:// or mailto:");
  const button = (words, value, kind) => make("button", { type: "submit", class: `govuk-button ${kind}`, value }, words);
  const form = make(
    "form",
    { method: "dialog" },
    make("label", { class: "govuk-label", for: `${id}-address` }, "Where the link leads"),
    error,
    input,
    make("div", { class: "govuk-button-group" }, button("Set the link", "set", ""), button("No link", "none", "govuk-button--secondary")),
  );
  form.noValidate = true;
  const dialog = make("dialog", { class: "prose-dialog", "aria-label": "Link" }, form);
  form.addEventListener("submit", (event) => {
    const wrong = event.submitter?.value !== "none" && !isLink(input.value.trim());
    error.hidden = !wrong;
    if (wrong) {
      event.preventDefault();
      input.focus();
    }
  });
  return { dialog, input, error };
};

const enhance = (box, lib) => {
  const source = box.querySelector("textarea");
  const format = box.querySelector("input[type=hidden]");
  const count = box.querySelector("[data-words]");
  const id = source.id;
  const label = document.querySelector(`label[for="${id}"]`);
  const link = linkDialog(id);
  const withoutTab = (extension) => extension.extend({ addKeyboardShortcuts: () => ({}) });
  const page = make("div", { class: "prose-field__page prose" });

  const askForLink = () => {
    link.input.value = editor.getAttributes("link").href ?? "";
    link.error.hidden = true;
    link.dialog.returnValue = "";
    link.dialog.showModal();
  };
  link.dialog.addEventListener("close", () => {
    const chain = editor.chain().focus().extendMarkRange("link");
    const href = link.input.value.trim();
    if (link.dialog.returnValue === "none") chain.unsetMark("link").run();
    else if (link.dialog.returnValue !== "set") editor.commands.focus();
    else if (editor.state.selection.empty && !editor.isActive("link")) {
      editor.chain().focus().insertContent({ type: "text", text: href, marks: [{ type: "link", attrs: { href } }] }).run();
    } else chain.setMark("link", { href }).run();
  });

  // Tab leaves the editor: lists are indented and cells are changed by other keys.
  const keys = {
    Enter: ({ editor: own }) => own.commands.splitListItem("listItem"),
    "Mod-]": ({ editor: own }) => own.commands.sinkListItem("listItem"),
    "Mod-[": ({ editor: own }) => own.commands.liftListItem("listItem"),
  };
  const described = [source.getAttribute("aria-describedby"), `${id}-keys`].filter(Boolean).join(" ");
  const editor = new lib.Editor({
    element: page,
    injectCSS: false,
    content: box.querySelector("template").innerHTML.trim(),
    extensions: [
      lib.Document, lib.Paragraph, lib.Text, lib.Bold, lib.Italic, lib.BulletList, lib.OrderedList, lib.HardBreak,
      lib.Blockquote, lib.Gapcursor, lib.History ?? lib.UndoRedo, lib.TableRow, lib.TableHeader, lib.TableCell,
      lib.ListItem.extend({ addKeyboardShortcuts: () => keys }),
      lib.Heading.configure({ levels: [3, 4] }),
      withoutTab(lib.Table).configure({ resizable: false }),
      lib.Link.extend({ addKeyboardShortcuts: () => ({ "Mod-k": () => (askForLink(), true) }) }).configure({
        openOnClick: false, autolink: false, isAllowedUri: isLink,
      }),
    ],
    editorProps: {
      attributes: {
        role: "textbox",
        "aria-multiline": "true",
        "aria-describedby": described,
        ...(label ? { "aria-labelledby": (label.id ||= `${id}-label`) } : { "aria-label": source.getAttribute("aria-label") ?? "Text" }),
        ...(source.getAttribute("aria-invalid") ? { "aria-invalid": "true" } : {}),
        class: `govuk-textarea prose-field__text${source.classList.contains("govuk-textarea--error") ? " govuk-textarea--error" : ""}`,
      },
      transformPastedHTML: tidyPaste,
    },
  });

  const buttons = new Map();
  const bar = make("div", { class: "prose-field__tools", role: "toolbar", "aria-label": `Formatting${label ? `: ${label.textContent.trim()}` : ""}` });
  for (const tool of tools(askForLink)) {
    const button = make("button", { type: "button", class: "prose-field__tool", tabindex: "-1" }, tool.name);
    if (tool.on) button.setAttribute("aria-pressed", "false");
    if (tool.keys) button.title = tool.keys;
    button.addEventListener("mousedown", (event) => event.preventDefault()); // the cursor stays where it is
    button.addEventListener("click", () => (tool.ask ? tool.ask() : tool.run(editor.chain().focus()).run()));
    buttons.set(button, tool);
    bar.append(button);
  }
  const shown = () => [...buttons.keys()].filter((button) => !button.hidden);
  const reach = (button) => {
    for (const one of buttons.keys()) one.tabIndex = one === button ? 0 : -1;
  };
  bar.addEventListener("keydown", (event) => {
    const all = shown();
    const place = all.indexOf(document.activeElement);
    const to = { ArrowRight: (place + 1) % all.length, ArrowLeft: (place - 1 + all.length) % all.length, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    reach(all[to]);
    all[to].focus();
  });

  const refresh = () => {
    for (const [button, tool] of buttons) {
      if (tool.on) button.setAttribute("aria-pressed", String(editor.isActive(...tool.on)));
      button.hidden = (tool.within && !editor.isActive(tool.within)) || (tool.outside && editor.isActive(tool.outside)) || false;
    }
    if (!shown().some((button) => button.tabIndex === 0)) reach(shown()[0]);
  };
  const counted = () => {
    const words = editor.getText({ blockSeparator: " " }).match(/[\p{L}\p{N}_][\p{L}\p{N}_’'.,/-]*/gu)?.length ?? 0;
    if (count) count.textContent = `${words.toLocaleString("en-GB")} ${words === 1 ? "word" : "words"}`;
  };
  const write = () => {
    source.value = editor.isEmpty ? "" : editor.getHTML();
    format.value = "html";
  };
  editor.on("update", () => {
    write();
    counted();
    source.dispatchEvent(new Event("input", { bubbles: true }));
  });
  editor.on("transaction", refresh);

  const hint = make("p", { class: "govuk-visually-hidden", id: `${id}-keys` }, "Formatting buttons stand before the text. Tab leaves it.");
  box.prepend(bar, page, hint);
  box.append(link.dialog);
  source.hidden = true;
  source.id = `${id}-source`;
  editor.view.dom.id = id; // links to the field, such as those of the error summary, lead here
  label?.addEventListener("click", () => editor.commands.focus());
  box.querySelector(".prose-field__help").hidden = true;
  write();
  refresh();
  reach(shown()[0]);
  box.classList.add("prose-field--live");
};

if (boxes.length) {
  import(boxes[0].dataset.prose).then((lib) => boxes.forEach((box) => enhance(box, lib))).catch(() => {});
}
