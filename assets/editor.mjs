// SPDX-FileCopyrightText: engagiert-ld contributors
// SPDX-License-Identifier: EUPL-1.2

// The query form as an editor: colours, completion from the data of this site, errors at their line, Ctrl-Enter.
// It lives in a shadow root, where its styles are adopted sheets: a strict Content-Security-Policy lets nothing else through.

import { autocompletion, closeBrackets, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";

const MOST_OPTIONS = 12; // so many need no scrolling, which keyboards could not reach
const KEYWORDS =
  "SELECT DISTINCT CONSTRUCT DESCRIBE ASK WHERE FILTER OPTIONAL UNION MINUS BIND VALUES GRAPH PREFIX ORDER BY GROUP HAVING LIMIT OFFSET COUNT LANG EXISTS NOT"
    .split(" ")
    .map((name) => ({ name, label: "", kind: "keyword" }));

const looks = EditorView.theme({
  "&": { color: "var(--text)", backgroundColor: "var(--ground)" },
  "&.cm-focused": { outline: "none" },
  ".cm-content": { caretColor: "var(--text)", padding: ".5rem 0" },
  ".cm-scroller": { fontFamily: "var(--mono)", fontSize: ".9rem", lineHeight: "1.5", maxHeight: "36rem" },
  ".cm-content, .cm-gutter": { minHeight: "11rem" },
  ".cm-cursor": { borderLeftColor: "var(--text)", borderLeftWidth: "2px" },
  ".cm-gutters": { color: "var(--muted)", backgroundColor: "var(--raised)", border: "none" },
  ".cm-tooltip": { color: "var(--text)", backgroundColor: "var(--ground)", border: "1px solid var(--muted)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "none" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { color: "var(--on-action)", backgroundColor: "var(--action)" },
  ".cm-completionDetail": { fontStyle: "normal", fontFamily: "sans-serif", marginLeft: "1rem" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    backgroundColor: "var(--selection)",
  },
  ".cm-matchingBracket": { backgroundColor: "var(--selection)", outline: "1px solid var(--muted)" },
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--syntax-keyword)", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--syntax-variable)" },
  { tag: [tags.string, tags.number, tags.bool], color: "var(--syntax-literal)" },
  { tag: [tags.url, tags.namespace, tags.propertyName, tags.typeName], color: "var(--syntax-name)" },
  { tag: tags.comment, color: "var(--muted)", fontStyle: "italic" },
]);

/** Letters without their marks, in small ones: "Bürger" is found by "burg". */
function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The terms of this site, in the language of the page, and the prefixes that they need. */
async function loaded(address) {
  const language = document.documentElement.lang;
  const { prefixes, terms } = await (await fetch(address)).json();
  const named = terms.map((term) => ({ name: term.name, kind: term.kind, label: term[`label_${language}`] ?? "" }));
  return { prefixes, terms: [...KEYWORDS, ...named].map((term) => ({ ...term, sought: folded(`${term.name} ${term.label}`) })) };
}

/** Insert a term, and declare its prefix if the query does not yet. */
function insert(prefixes, name) {
  const prefix = /^([\w-]+):/.exec(name)?.[1];
  return (view, _completion, from, to) => {
    const declared = new RegExp(`\\bPREFIX\\s+${prefix}:`, "i").test(view.state.doc.toString());
    const above = prefix && !declared ? `PREFIX ${prefix}: <${prefixes[prefix]}>\n` : "";
    const changes = [{ from, to, insert: name }, ...(above ? [{ from: 0, insert: above }] : [])];
    view.dispatch({ changes, selection: { anchor: from + above.length + name.length } });
  };
}

/** Complete what begins like a term, or is part of what a term is called. */
function completion(address) {
  let terms;
  return async (context) => {
    const word = context.matchBefore(/[<?$"]?[\p{L}\p{N}_-]*:?[\p{L}\p{N}_.-]*/u);
    if (!word || /^[<?$"]/.test(word.text) || (!word.text && !context.explicit)) return null;
    terms ??= loaded(address);
    const known = await terms;
    const sought = folded(word.text);
    const found = known.terms.filter((term) => term.sought.includes(sought));
    found.sort((one, other) => one.sought.indexOf(sought) - other.sought.indexOf(sought));
    const options = found.slice(0, MOST_OPTIONS).map((term) => ({
      label: term.name,
      detail: term.label,
      type: term.kind,
      apply: insert(known.prefixes, term.name),
    }));
    return { from: word.from, options, filter: false };
  };
}

/** What was wrong with the query, at its place. */
function showError(view, { line, column, error }) {
  const number = Math.min(Number(line), view.state.doc.lines);
  const at = view.state.doc.line(number);
  const from = Math.min(at.from + Number(column) - 1, at.to);
  view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
  view.dispatch(setDiagnostics(view.state, [{ from, to: Math.min(from + 1, at.to), severity: "error", message: error }]));
  view.focus();
}

function mount(form, textarea) {
  const label = form.querySelector(`label[for="${textarea.id}"]`);
  const host = document.createElement("div");
  host.className = "editor";
  textarea.after(host);
  const root = host.attachShadow({ mode: "open" });
  const run = { key: "Mod-Enter", run: () => (form.requestSubmit(), true) };
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: textarea.value,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        sparql(),
        syntaxHighlighting(colours),
        autocompletion({ override: [completion(form.dataset.terms)], icons: false }),
        lintGutter(),
        keymap.of([run, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label.textContent, spellcheck: "false" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) textarea.value = update.state.doc.toString();
        }),
        looks,
      ],
    }),
  });
  textarea.hidden = true;
  textarea.required = false;
  label.addEventListener("click", () => view.focus());
  if (form.dataset.line) showError(view, form.dataset);
}

const form = document.querySelector("form[data-terms]");
if (form) mount(form, form.querySelector("textarea"));
