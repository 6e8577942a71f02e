/** A piece of a page that is replaced as a whole; `within` is the table or list it is a row of. */
export type Part = { readonly id: string; readonly html: string; readonly within?: string };
