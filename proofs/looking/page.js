// What is asked of a page beside axe. Each function gives sentences, one for each fault; none is well.
window.looking = (() => {
  const REACHED = "a[href], button, input, select, textarea, summary, iframe, [tabindex], [contenteditable=true]";
  const told = element => `<${element.tagName.toLowerCase()}> ${(element.textContent.trim() || element.name || element.id || "").replace(/\s+/g, " ").slice(0, 60)}`;
  const reachable = () =>
    [...document.querySelectorAll(REACHED)].filter(
      one => one.tabIndex >= 0 && !one.disabled && one.type !== "hidden" && one.checkVisibility({visibilityProperty: true}) && !one.closest("[inert]")
    );
  const CLEAR = /rgba\(\d+, \d+, \d+, 0\)|transparent/;

  // What shows where the focus is: of the element, of its label, and of what stands around it.
  const dress = (element, outlineOnly) => {
    const label = element.labels && element.labels[0];
    const seen = [element, element.nextElementSibling, label, element.parentElement, element.parentElement?.parentElement].filter(Boolean);
    return seen
      .flatMap(one => [null, "::before", "::after"].map(part => getComputedStyle(one, part)))
      .map(style => {
        const outline = style.outlineStyle === "none" || parseFloat(style.outlineWidth) === 0 || (!outlineOnly && CLEAR.test(style.outlineColor))
          ? "none"
          : `${style.outlineStyle} ${style.outlineWidth} ${style.outlineColor}`;
        return outlineOnly ? outline : [outline, style.boxShadow, style.backgroundColor, style.borderColor, style.borderWidth, style.clipPath].join(" ");
      })
      .join("|");
  };

  const covered = element => {
    const boxes = [...element.getClientRects()].filter(box => box.width && box.height);
    if (!boxes.length) return "has no size";
    const inside = boxes.some(box => {
      const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
      const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
      if (right <= left || bottom <= top) return false;
      const [x, y] = [(left + right) / 2, (top + bottom) / 2];
      const hit = document.elementFromPoint(x, y);
      const label = element.labels && element.labels[0];
      return hit && (element.contains(hit) || hit.contains(element) || (label && label.contains(hit)));
    });
    return inside ? "" : "lies under something else, or outside the window";
  };

  return {
    sideways: () => {
      const root = document.documentElement;
      const over = root.scrollWidth - root.clientWidth;
      if (over <= 0) return [];
      const wide = [...document.querySelectorAll("main *, header *, footer *")].find(one => one.getBoundingClientRect().right > root.clientWidth + 1);
      return [`${over} px sideways${wide ? `: ${told(wide)}` : ""}`];
    },
    cut: () =>
      [...document.querySelectorAll("main *, header *, footer *")]
        .filter(one => {
          if (one.matches("input, select, textarea")) return false; // what is typed moves along inside
          const style = getComputedStyle(one);
          return /hidden|clip/.test(style.overflowX) && one.clientWidth > 20 && one.scrollWidth > one.clientWidth + 1 && style.position !== "absolute"
            && !(one instanceof SVGElement) && !one.closest("svg");
        })
        .map(one => `cut off: ${told(one)}`),
    keepFirst: most => {
      for (const kind of ["tbody", "ul", "ol", "dl.cards"])
        for (const list of document.querySelectorAll(kind))
          [...list.children].slice(most).forEach(row => row.remove());
    },
    open: () => document.querySelectorAll("details").forEach(one => (one.open = true)),
    focus: outlineOnly => {
      const faults = [];
      const kinds = new Map();
      for (const element of reachable()) {
        const kind = `${element.tagName}.${element.className}.${element.type || ""}.${element.parentElement.className}`;
        kinds.set(kind, (kinds.get(kind) || 0) + 1);
        if (kinds.get(kind) > 3) continue;
        document.activeElement?.blur?.();
        const before = dress(element, outlineOnly);
        element.focus();
        if (document.activeElement !== element) { faults.push(`takes no focus: ${told(element)}`); continue; }
        if (dress(element, outlineOnly) === before) faults.push(`does not show the focus: ${told(element)}`);
        const why = covered(element);
        if (why) faults.push(`${why} when focused: ${told(element)}`);
      }
      document.activeElement?.blur?.();
      return faults;
    },
    beginTabs: () => {
      window.reachedByTab = new Set();
      document.addEventListener("focusin", event => window.reachedByTab.add(event.target), true);
      window.getSelection().removeAllRanges();
      document.activeElement?.blur?.();
      const parts = document.querySelectorAll("input[type=date], input[type=time]").length * 4; // each is entered part by part
      return reachable().length + parts;
    },
    missedByTabs: () => {
      const groups = new Set([...window.reachedByTab].filter(one => one.type === "radio").map(one => one.name));
      return reachable()
        .filter(one => !window.reachedByTab.has(one) && !(one.type === "radio" && groups.has(one.name)))
        .map(one => `is not reached by the Tab key: ${told(one)}`);
    },
    moves: () => {
      const lasting = [...document.querySelectorAll("*")].filter(one => {
        const style = getComputedStyle(one);
        const long = value => value.split(",").some(time => parseFloat(time) > 0.01);
        return (style.animationName !== "none" && long(style.animationDuration)) || (long(style.transitionDuration) && style.transitionProperty !== "none")
          || (one === document.documentElement && style.scrollBehavior === "smooth");
      });
      return lasting.slice(0, 3).map(one => `moves: ${told(one)}`);
    },
    printed: () => {
      const shown = element => element && element.checkVisibility() && getComputedStyle(element).display !== "none";
      const faults = [];
      if (shown(document.querySelector(".places"))) faults.push("the places are printed");
      const heading = document.querySelector("h1");
      if (!shown(heading)) faults.push("the heading is not printed");
      return faults;
    },
    ratings: () => [...document.querySelectorAll(".rag")].filter(one => one.checkVisibility() && !one.innerText.trim()).map(one => `a rating without words: ${one.outerHTML.slice(0, 80)}`),
    summary: () => {
      const summary = document.querySelector(".govuk-error-summary");
      if (!summary) return document.querySelector("[role=alert], .govuk-error-message") ? [] : ["says nowhere in an alert what is wrong"];
      return [...summary.querySelectorAll("a[href^='#']")].filter(link => !document.getElementById(link.hash.slice(1))).map(link => `leads nowhere: ${told(link)}`);
    },
    spaced: () => {
      const style = document.createElement("style");
      style.textContent = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-bottom: 2em !important; }";
      document.head.append(style);
    },
  };
})();
