/** The text of an audit as people laid it out: Markdown without its marks. */
export type Outline = readonly Node[];

/** A part of a document's outline. */
export type Node =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  /** A paragraph by its lines; `strong`: nothing of it is written in ordinary weight. */
  | { readonly kind: 'paragraph'; readonly lines: readonly string[]; readonly strong: boolean }
  | { readonly kind: 'list'; readonly items: readonly Item[] }
  | {
      readonly kind: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  /** Code, HTML, where a link leads: nothing that a plan is made of. */
  | { readonly kind: 'other'; readonly text: string };

/** An item of a list; `ticked` where it has a box. */
export type Item = { readonly text: string; readonly ticked?: boolean; readonly children: Outline };

/** Every text of some nodes, in their order, a line each. */
export function textsIn(nodes: Outline): readonly string[] {
  return nodes.flatMap((node): readonly string[] => {
    switch (node.kind) {
      case 'heading':
      case 'other':
        return [node.text];
      case 'paragraph':
        return node.lines;
      case 'list':
        return node.items.flatMap(({ text, children }) => [text, ...textsIn(children)]);
      case 'table':
        return [node.head, ...node.rows].map((cells) => joined(cells));
      default:
        return node satisfies never;
    }
  });
}

/** Texts side by side, without those that say nothing. */
export function joined(texts: readonly string[], by = ' — '): string {
  return texts.filter((text) => text !== '').join(by);
}
